"""`make lock`: resolves what pyproject.toml asks for into the hash-locked files that all is installed from.

The lock files carry no address and no local path: hashes say *which* file, the machine's settings say
from where.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
FLAGS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-annotate",
    "--no-header",
    "--quiet",
]
PROJECT = ("pyproject.toml", "--group", "build")

# Order matters: a later one is constrained to an earlier one, so that what is tested is what runs.
LOCKS: dict[str, tuple[str, ...]] = {
    "base.lock": PROJECT,
    "dev.lock": (
        *PROJECT,
        "--group",
        "dev",
        "--group",
        "installer",
        "--constraint",
        "requirements/base.lock",
    ),
    "installer.lock": ("--group", "installer", "--constraint", "requirements/dev.lock"),
    "nodeps.lock": ("requirements/nodeps.in", "--no-deps"),
    "demo.lock": ("requirements/demo.in", "--no-deps"),
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
ADDRESS = re.compile(r"\w+://|file:|\s@\s|--(index|extra|find|trusted)|(^|\s)[./~]\S*/")


def pins(lock: Path) -> dict[str, set[str]]:
    """Canonical name to the versions pinned in one lock file (more than one where Pythons differ)."""
    found: dict[str, set[str]] = {}
    for line in lock.read_text().splitlines():
        match = PIN.match(line)
        if match:
            found.setdefault(canonicalize_name(match.group(1)), set()).add(match.group(2))
    return found


def asked_for() -> dict[str, list[Requirement]]:
    """Lock name to the requirements that a person wrote: pyproject.toml and the two `.in` files."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = said["dependency-groups"]
    base = [*said["project"]["dependencies"], *groups["build"]]
    return {
        "base.lock": [Requirement(line) for line in base],
        "dev.lock": [Requirement(line) for line in [*base, *groups["installer"], *groups["dev"]]],
        "installer.lock": [Requirement(line) for line in groups["installer"]],
        "nodeps.lock": _listed("nodeps.in"),
        "demo.lock": _listed("demo.in"),
    }


def problems() -> list[str]:
    """Every way in which the locks and what was asked for disagree, one sentence each; needs no network."""
    found = []
    for name, asked in asked_for().items():
        lock = REQUIREMENTS / name
        if not lock.exists():
            found += [f"{name} is missing"] if asked else []
            continue
        found += [f"{name}: {problem}" for problem in _disagreements(lock, asked)]
    pinned, tested = pins(REQUIREMENTS / "base.lock"), pins(REQUIREMENTS / "dev.lock")
    strays = [package for package in pinned if tested.get(package) != pinned[package]]
    return found + [f"dev.lock: {package} differs from base.lock" for package in strays]


def _disagreements(lock: Path, asked: list[Requirement]) -> list[str]:
    pinned, text = pins(lock), lock.read_text()
    found = []
    for requirement in asked:
        versions = pinned.get(canonicalize_name(requirement.name), set())
        if not versions:
            found.append(f"{requirement.name} is not locked")
        found += [f"{requirement} is locked to {one}" for one in versions if one not in requirement.specifier]
    blocks = re.split(r"\n(?=\S)", text.strip())
    found += [
        f"{block.split()[0]} has no hash"
        for block in blocks
        if PIN.match(block) and "--hash=sha256:" not in block
    ]
    return found + [f"address or path: {line.strip()}" for line in text.splitlines() if ADDRESS.search(line)]


def _listed(name: str) -> list[Requirement]:
    path = REQUIREMENTS / name
    lines = path.read_text().splitlines() if path.exists() else []
    return [Requirement(line) for line in (line.split("#")[0].strip() for line in lines) if line]


def write(*, upgrade: bool) -> None:
    """Resolve every lock anew; pins that still satisfy are kept unless `upgrade`."""
    uv = Path(sysconfig.get_path("scripts")) / "uv"
    # A folder of local packages would put other hashes beside the registry's
    environment = {name: value for name, value in os.environ.items() if name != "UV_FIND_LINKS"}
    for name, source in LOCKS.items():
        if not asked_for()[name]:
            (REQUIREMENTS / name).unlink(missing_ok=True)
            continue
        command = [str(uv), "pip", "compile", *source, *FLAGS, "--output-file", f"requirements/{name}"]
        command += ["--upgrade"] if upgrade else []
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
        sys.stdout.write(f"{name}: {len(pins(REQUIREMENTS / name))} packages\n")


def main() -> int:
    """Write the locks, or with `--check` only compare; 1 when they disagree with what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions that fit")
    given = parser.parse_args()
    if not given.check:
        write(upgrade=given.upgrade)
    wrong = problems()
    sys.stderr.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
