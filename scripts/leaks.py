"""Looks through every tracked file for what must never be written down: machine paths, registries, secrets.

A line that has to show such a text says why in a comment that begins with `leaks: allowed`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = "leaks: allowed"
LARGEST = 2_000_000  # bytes; a bigger file is media or data, and those do not belong in the history
# The one trained model, at most what the repository has room for
MODELS = {"src/chaperone/engines/screening/data/tagger.onnx": 25_000_000}

# Patterns are split with [] where they would otherwise find themselves.
FORBIDDEN: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("a path of one machine", re.compile(r"(^|[^\w./-])/(work|farm|root|opt|tmp|home/\w+)/[a-z.]")),
    (
        "a package registry's address",
        re.compile(r"https?://\S*(/simple\b|/packages/[0-9a-f]{2}/|/-/\S+\.tgz)"),
    ),
    ("a package mirror's address", re.compile(r"https?://\S*/(debian|ubuntu)/(pool|dists)/")),
    ("a private key", re.compile(r"-----BEGI[N] ([A-Z]+ )*PRIVATE KEY")),
    (
        "a cloud or network credential",
        re.compile(r"\b(AKIA[0-9A-Z]{16}|gh[pousr]_\w{36}|xox[abprs]-\w{10}|EAA\w{60})"),
    ),
    (
        "a secret in an assignment",
        re.compile(
            r"(?i)(password|secret|token|api_?key)\w*\W{1,4}[\"'](?=[^\"']*\d)(?=[^\"']*[A-Za-z])[\w+/=-]{32,}[\"']"
        ),
    ),
)


@dataclass(frozen=True)
class Leak:
    """One line that must go: where, and what it holds (never the text itself, which may be the secret)."""

    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def tracked() -> list[str]:
    """Every file that git knows, relative to the project."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def leaks_in(path: str, content: bytes) -> Iterator[Leak]:
    """Every leak in one file; a binary file is only judged by its size."""
    if len(content) > MODELS.get(path, LARGEST):
        yield Leak(path, 1, f"a file of {len(content)} bytes")
    if b"\0" in content[:8000]:
        return
    for number, line in enumerate(content.decode(errors="replace").splitlines(), start=1):
        if ALLOWED not in line:
            yield from (Leak(path, number, what) for what, pattern in FORBIDDEN if pattern.search(line))


def main() -> int:
    """Print every leak; 1 when there is one."""
    found = [leak for path in tracked() for leak in leaks_in(path, (ROOT / path).read_bytes())]
    sys.stdout.write("".join(f"{leak}\n" for leak in found))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
