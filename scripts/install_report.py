"""Runs pip with visible progress and turns its failures into one line each that says what to do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

TAKEN_UP = re.compile(r"^(Collecting|Processing|Obtaining|Ignoring|Requirement already satisfied:) ?(\S*)")
UNPACKING = "Installing collected packages"

# First match wins: a missing compiler also ends in "No matching distribution", a dead network in both.
DIAGNOSES: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"No space left on device|Errno 28|Disk quota exceeded"),
        "The disk is full (the project's folder or the one for temporary files). "
        "Free about 1.5 GB and run this again.",
    ),
    (
        re.compile(r"DO NOT MATCH THE HASHES"),
        "A downloaded package is not the one that was locked, so nothing of it was installed. "
        "Try again; if it stays, a mirror or proxy is changing packages.",
    ),
    (
        re.compile(
            r"NameResolutionError|NewConnectionError|ConnectTimeout|ReadTimeout|Read timed out|ProxyError"
            r"|Temporary failure in name resolution|Network is unreachable|Connection refused"
            r"|RemoteDisconnected"
        ),
        "The packages could not be downloaded: the package index does not answer. Check the network "
        "(HTTPS_PROXY, or pip's index-url for a mirror) and run this again; what was downloaded is kept.",
    ),
    (
        re.compile(r"SSLError|CERTIFICATE_VERIFY_FAILED"),
        "The package index was reached, but its certificate is not trusted here. Give pip your network's "
        "certificate (pip config set global.cert FILE) and run this again.",
    ),
    (
        re.compile(
            r"(unable to execute|No such file or directory).*'?(gcc|cc|clang|g\+\+)|Python\.h: No such file"
        ),
        "A package has to be compiled here and there is no compiler. "
        "On Debian or Ubuntu: apt install build-essential python3-dev, then run this again.",
    ),
    (
        re.compile(r"Failed (building|to build)|subprocess-exited-with-error|metadata-generation-failed"),
        "A package could not be compiled here.",
    ),
    (
        re.compile(r"Permission denied|Read-only file system|Errno 13|Errno 30"),
        "The environment's folder cannot be written. Move the project to a folder of yours.",
    ),
    (
        re.compile(r"No matching distribution|Could not find a version|from versions: none"),
        "The package index has no build of a locked package for this machine and Python.",
    ),
)


class InstallFailed(Exception):
    """pip failed; the text is one line for the person at the terminal and names the file with the rest."""


def run_pip(python: Path, what: list[str], *, expected: int, log: Path) -> None:
    """`pip install WHAT`, its output into `log`, a line of progress on the terminal.

    `expected` is the number of packages, for "12 of 70". Raises `InstallFailed`.
    """
    command = [
        str(python),
        "-m",
        "pip",
        "install",
        "--no-input",
        "--retries",
        "2",
        "--progress-bar",
        "off",
        *what,
    ]
    quiet = {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
    running = subprocess.Popen(
        command,
        env={**os.environ, **quiet},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    said: list[str] = []
    with Progress(expected) as progress:
        for line in _lines(running):
            said.append(line)
            progress.see(line)
    log.write_text("".join(said))
    if running.returncode != 0:
        raise InstallFailed(f"{diagnose(''.join(said))} (all that pip said: {log})")


def diagnose(said: str) -> str:
    """One line for what pip printed when it failed: the known cause, or its own last error."""
    for pattern, line in DIAGNOSES:
        if pattern.search(said):
            return line
    errors = [line for line in said.splitlines() if line.startswith("ERROR:")]
    return errors[-1].removeprefix("ERROR:").strip() if errors else "pip stopped without a reason."


def _lines(running: subprocess.Popen[str]) -> Iterator[str]:
    """What pip prints, line by line; pip is ended with us, and waited for."""
    assert running.stdout is not None
    try:
        yield from running.stdout
    except BaseException:
        running.terminate()
        raise
    finally:
        running.wait()


class Progress:
    """One line that moves on a terminal, a line every ten packages elsewhere."""

    def __init__(self, expected: int) -> None:
        self.expected, self.seen, self.doing = expected, 0, "asking the package index"
        self._moving, self._started, self._done = sys.stdout.isatty(), time.monotonic(), threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Progress:
        if self._moving:
            self._clock.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        if self._moving:
            self._clock.join()
            sys.stdout.write("\r\x1b[K")
            sys.stdout.flush()

    def see(self, line: str) -> None:
        """Take one line of pip's output into account."""
        taken = TAKEN_UP.match(line)
        if taken:
            self.seen, self.doing = self.seen + 1, _package(taken.group(2))
            if not self._moving and self.seen % 10 == 0 and self.expected > 1:
                self._print(f"  {self.seen} of {self.expected}\n")
        elif line.startswith(UNPACKING):
            self.doing = "unpacking"
            if not self._moving and self.expected > 1:
                self._print("  unpacking\n")

    def _tick(self) -> None:
        while not self._done.wait(0.25):
            seconds = int(time.monotonic() - self._started)
            self._print(
                f"\r\x1b[K  {min(self.seen, self.expected)} of {self.expected}, {seconds} s: {self.doing}"
            )

    def _print(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


def _package(named: str) -> str:
    """`django 5.2` from `django==5.2`, or from the path of a file that a local index offers."""
    name = Path(named).name.split(";")[0]
    return " ".join(name.split("==")) if "==" in name else " ".join(name.split("-")[:2])
