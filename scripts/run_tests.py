"""`make test`: sees to it that a browser, exiftool and (when asked) the third-party servers are there, then pytest.

What cannot be installed is said before the tests run, with what will be skipped for it. With
CHAPERONE_REQUIRE_SERVERS=1 (CI) nothing may be missing, and a skipped journey or server test fails the run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
SERVERS = ROOT / "tests" / "servers" / "install.sh"
APT = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


@dataclass(frozen=True)
class Program:
    """A program from outside Python that tests use: its command, its Debian package, what is skipped without it."""

    commands: tuple[str, ...]
    package: str
    skipped: str

    def found(self) -> bool:
        return any(shutil.which(command) for command in self.commands)


PROGRAMS = (
    Program(
        ("chromium", "chromium-browser", "google-chrome"),
        "chromium",
        "the journeys in a real browser (tests/journeys)",
    ),
    Program(
        ("exiftool",),
        "libimage-exiftool-perl",
        "the second opinion on removed metadata",
    ),
)


def install_programs() -> list[Program]:
    """Install by apt what is missing, where that is ours to do; returns what is missing still."""
    missing = [program for program in PROGRAMS if not program.found()]
    if missing and os.geteuid() == 0 and shutil.which("apt-get"):
        packages = [program.package for program in missing]
        _say(f"Installing {' and '.join(packages)} with apt ...")
        _apt("update")
        _apt("install", "--yes", "--no-install-recommends", *packages)
    return [program for program in missing if not program.found()]


def install_servers() -> bool:
    """The real third-party servers, installed once into their cache folder, when CI or SERVERS=1 asks for it."""
    if "1" not in (os.environ.get("SERVERS"), _required()) and os.environ.get("CI") != "true":
        _say("Tests against real third-party servers need them installed once: make test SERVERS=1")
        return True
    return subprocess.run(["bash", str(SERVERS)], stdin=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S607


def _apt(*arguments: str) -> None:
    quiet = ["apt-get", "--quiet=2", *arguments]
    done = subprocess.run(
        quiet, env=APT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = [line for line in done.stderr.splitlines() if line.startswith("E:")] or ["no reason given"]
        _say(f"apt-get {arguments[0]} failed: {said[-1]}")


def _required() -> str:
    return os.environ.get("CHAPERONE_REQUIRE_SERVERS", "")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _spread(arguments: list[str]) -> list[str]:
    """Two workers for a whole run, a file always on one of them, so that what a file starts is started once.

    One worker when somebody chose tests by name or path: starting two takes longer than most choices.
    """
    chosen = any(one in ("-k", "-m") or not one.startswith("-") for one in arguments)
    told = any(one.startswith(("-n", "--numprocesses", "--pdb")) for one in arguments)
    return [] if chosen or told or (os.cpu_count() or 1) < 2 else ["-n", "2", "--dist", "loadfile"]


def _become_pytest(arguments: list[str]) -> NoReturn:
    command = [sys.executable, "-m", "pytest", "-p", "skips_that_fail", *_spread(arguments), *arguments]
    path = os.pathsep.join(filter(None, [str(ROOT / "scripts"), os.environ.get("PYTHONPATH")]))
    os.chdir(ROOT)
    os.execve(command[0], command, {**os.environ, "PYTHONPATH": path})


def main(arguments: list[str]) -> int:
    """Prepare, then become pytest; its exit status is ours."""
    missing = install_programs()
    for program in missing:
        _say(
            f"{program.commands[0]} is not here (Debian: apt install {program.package}): skipping {program.skipped}."
        )
    servers = install_servers()
    if _required() == "1" and (missing or not servers):
        _say("CHAPERONE_REQUIRE_SERVERS=1: nothing may be missing, so the tests were not started.")
        return 1
    return _become_pytest(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
