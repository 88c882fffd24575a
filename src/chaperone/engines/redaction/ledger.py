"""What an earlier run into the same folder finished, so that a run over thousands of files can be interrupted.

One JSON object per line in a hidden file of the output folder. It names inputs by their SHA-256 only: a file's name
may be a patient's. A line counts when the run asked for the same, and its copy is still there.
"""

from __future__ import annotations

import hashlib
import json
import threading
from pathlib import Path
from typing import Any

NAME = ".chaperone-redact.jsonl"


class Ledger:
    """`asked` is whatever changes the result: lines of a run that asked for something else do not count."""

    def __init__(self, out: Path, asked: object) -> None:
        self._path = out / NAME
        self._asked = hashlib.sha256(repr(asked).encode()).hexdigest()[:16]
        self._lock = threading.Lock()
        self._known = self._read()

    def known(self, sha256: str) -> dict[str, Any] | None:
        """The finished line of a file with this digest, without its input's name."""
        line = self._known.get(sha256)
        if line is None or (line["output"] is not None and not Path(line["output"]).is_file()):
            return None
        return line

    def note(self, line: dict[str, Any]) -> None:
        """Remember a line; what failed is tried again next time. Raises `OSError`."""
        if line["verdict"] == "failed" or not line["sha256_in"]:
            return
        kept = {name: value for name, value in line.items() if name != "input"}
        with self._lock:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps({"asked": self._asked, "line": kept}) + "\n")

    def _read(self) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except OSError:
            return found
        for text in lines:
            try:
                entry = json.loads(text)
                if entry["asked"] == self._asked:
                    found[entry["line"]["sha256_in"]] = entry["line"]
            except (ValueError, KeyError, TypeError):  # a line cut off by a kill: that file is done again
                continue
        return found
