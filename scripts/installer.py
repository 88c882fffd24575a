"""Runs uv or pip with visible progress and turns failures into one line each that says what to do."""

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
DOWNLOADING = re.compile(r"^ *(Downloading|Downloaded|Building|Built) (\S+)")  # uv, about large packages only
PIP_SETTING = re.compile(r"\.(index-url|cert|proxy)='(.+)'$", re.MULTILINE)
AS_UV_SAYS = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}

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


class Installer:
    """uv when the environment has it, pip before that and where uv fails; all they say goes to `log`."""

    def __init__(self, environment: Path, log: Path) -> None:
        self._python, self._uv, self._log = environment / "bin" / "python", environment / "bin" / "uv", log

    def install(self, what: list[str], *, expected: int) -> None:
        """Install `what` (options that both understand); `expected` is the number of packages, for "12 of 70".

        Raises `InstallFailed`.
        """
        if self._uv.exists():
            command = [
                str(self._uv),
                "pip",
                "install",
                "--python",
                str(self._python),
                "--color",
                "never",
                *what,
            ]
            if self._run(command, expected, self._settings_for_uv())[0] == 0:
                return
            sys.stdout.write("uv could not do it here; pip tries.\n")
        plain = ["--no-input", "--no-compile", "--retries", "2", "--progress-bar", "off"]
        command = [str(self._python), "-m", "pip", "install", *plain, *what]
        quiet = {"PIP_USER": "0", "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PYTHONUNBUFFERED": "1"}
        status, said = self._run(command, expected, quiet)
        if status != 0:
            raise InstallFailed(f"{diagnose(said)} (all that pip said: {self._log})")

    def _settings_for_uv(self) -> dict[str, str]:
        """What a practice's network demands is written down for pip; uv reads settings of its own."""
        ask = [str(self._python), "-m", "pip", "config", "list"]
        said = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
        told = {AS_UV_SAYS[name]: value for name, value in PIP_SETTING.findall(said)}
        return {name: value for name, value in told.items() if name not in os.environ} | {
            "UV_HTTP_RETRIES": "1"
        }

    def _run(self, command: list[str], expected: int, settings: dict[str, str]) -> tuple[int, str]:
        running = subprocess.Popen(
            command,
            env={**os.environ, **settings},
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
        with self._log.open("a") as log:
            log.writelines(["$ ", " ".join(command), "\n", *said])
        return running.returncode, "".join(said)


def diagnose(said: str) -> str:
    """One line for what pip printed when it failed: the known cause, or its own last error."""
    for pattern, line in DIAGNOSES:
        if pattern.search(said):
            return line
    errors = [line for line in said.splitlines() if line.startswith("ERROR:")]
    return errors[-1].removeprefix("ERROR:").strip() if errors else "pip stopped without a reason."


def _lines(running: subprocess.Popen[str]) -> Iterator[str]:
    """What an installer prints, line by line; it is ended with us, and waited for."""
    assert running.stdout is not None
    try:
        yield from running.stdout
    except BaseException:
        running.terminate()
        raise
    finally:
        running.wait()
        running.stdout.close()


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
        """Take one line of the installer's output into account."""
        taken, downloading = TAKEN_UP.match(line), DOWNLOADING.match(line)
        if downloading and not taken and self.seen == 0:
            self.doing = " ".join(downloading.groups()).lower()
            if not self._moving:
                self._print(f"  {self.doing}\n")
        elif taken:
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
