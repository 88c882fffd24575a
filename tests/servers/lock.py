"""`python -m tests.servers.lock`: writes package-lock.json anew from package.json, after a version there was changed.

npm's own lock names registry addresses and sponsors' pages; ours keeps what an installation needs.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from .pds import HERE, node_program, servers_folder

_DROPPED = frozenset({"license", "funding", "deprecated", "engines", "resolved"})


def main() -> None:
    node = node_program(servers_folder())
    path = f"{node.parent}:{os.environ['PATH']}"
    npm = node.parents[1] / "lib/node_modules/npm/bin/npm-cli.js"
    options = ["--package-lock-only", "--ignore-scripts", "--omit-lockfile-registry-resolved"]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(HERE / "package.json", Path(folder) / "package.json")
        subprocess.run(
            [str(node), str(npm), "install", *options],
            cwd=folder,
            env={**os.environ, "PATH": path},
            check=True,
        )
        lock = json.loads((Path(folder) / "package-lock.json").read_text())
    lock["packages"] = {place: _slim(package) for place, package in lock["packages"].items()}
    (HERE / "package-lock.json").write_text(_one_line_each(lock))


def _slim(package: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in package.items() if name not in _DROPPED}


def _one_line_each(lock: dict[str, Any]) -> str:
    lines = ",\n".join(
        f"{json.dumps(place)}: {json.dumps(package)}" for place, package in lock["packages"].items()
    )
    head = {name: value for name, value in lock.items() if name != "packages"}
    return f'{json.dumps(head)[:-1]}, "packages": {{\n{lines}\n}}}}\n'


if __name__ == "__main__":
    main()
