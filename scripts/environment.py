"""Builds the virtual environment from the hash-locked `requirements/`, and skips it when nothing changed.

Standard library only: on a bare machine nothing else is there yet. pip, which every Python brings, installs uv, and
uv the rest; where uv cannot (an unusual machine or network), pip does all of it. Measured on two busy cores with the
packages downloaded, from nothing to ready: 9 s with uv, 33 s with pip alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from installer import Installer, InstallFailed

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "requirements"
NEEDED_BYTES = 1_500_000_000  # 0.6 GB installed, as much again while pip unpacks, and room for the demo

# What is installed for whom. `dev.lock` holds every pin of `base.lock` (`lock.py` makes it so, a test
# compares), so that after `make test` a `make run` has nothing to do.
PROFILES = {
    "run": ("installer.lock", "base.lock", "nodeps.lock", "demo.lock"),
    "dev": ("installer.lock", "dev.lock", "nodeps.lock", "demo.lock"),
}
ALSO_SATISFIES = {"dev.lock": "base.lock"}


class CannotBuild(Exception):
    """One line for the person at the terminal: what is wrong and what to do."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment and its stamp, the note of what was installed into it from which digests."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def stamp(self) -> Path:
        return self.folder / "chaperone-stamp.json"

    @property
    def log(self) -> Path:
        return self.folder / "install.log"

    def installed(self) -> dict[str, str]:
        """File name to sha256 of what is installed; empty when unknown, moved, or its Python is gone."""
        try:
            noted = json.loads(self.stamp.read_text())
        except (OSError, ValueError):
            return {}
        if not isinstance(noted, dict) or noted.get("folder") != str(self.folder):
            return {}
        return noted if noted.get("python") == self.version() else {}

    def note(self, installed: dict[str, str]) -> None:
        """Write the stamp last and whole: an interrupted install is never taken for a finished one."""
        fresh = self.stamp.with_suffix(".new")
        fresh.write_text(json.dumps({**installed, "folder": str(self.folder), "python": self.version()}))
        fresh.replace(self.stamp)

    def version(self) -> str:
        """`3.11.7`, or an empty text when there is no Python here that starts."""
        ask = [str(self.python), "-c", "import platform; print(platform.python_version())"]
        try:
            return subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return ""

    def usable(self) -> bool:
        """Whether pip can install into it: not after an interrupted build, or when its Python is gone."""
        try:
            asked = subprocess.run(
                [str(self.python), "-m", "pip", "--version"], capture_output=True, check=False
            )
        except OSError:
            return False
        return asked.returncode == 0 and self.version() >= "3.11"


def wanted(profile: str) -> dict[str, str]:
    """File name to sha256 of every lock the profile needs, and of what the project says about itself."""
    locks = {name: REQUIREMENTS / name for name in PROFILES[profile]}
    digests = {name: _sha256(path.read_bytes()) for name, path in locks.items() if path.exists()}
    return {**digests, "project": _project_digest()}


def build(environment: Environment, profile: str) -> None:
    """Create the environment when there is none, install what changed, note it. Raises `CannotBuild`."""
    need, have = wanted(profile), environment.installed()
    missing = [name for name, digest in need.items() if have.get(name) != digest]
    if not missing:
        return
    _check_machine(environment)
    if not environment.usable():
        _create(environment)
    environment.stamp.unlink(missing_ok=True)
    for name in missing:
        _install(environment, name)
        have[name] = need[name]
        covered = ALSO_SATISFIES.get(name)
        if covered:
            have[covered] = _sha256((REQUIREMENTS / covered).read_bytes())
    environment.note(have)
    _say(f"Ready: {environment.folder}")


def _install(environment: Environment, name: str) -> None:
    installer = Installer(environment.folder, environment.log)
    if name == "project":
        _say("Linking chaperone itself ...")
        # setuptools comes from the lock; isolation would fetch another one, unlocked
        what = ["--no-build-isolation", "--no-index", "--no-deps", "--editable", str(ROOT)]
        installer.install(what, expected=1)
        return
    lock = REQUIREMENTS / name
    pins = sum("==" in line for line in lock.read_text().splitlines())
    _say(f"Installing {pins} locked {'package' if pins == 1 else 'packages'} ({lock.relative_to(ROOT)}) ...")
    what = ["--require-hashes", "--no-deps", "--requirement", str(lock)]
    if name != "installer.lock":
        installer.install(what, expected=pins)
        return
    try:
        installer.install([*what, "--only-binary", ":all:"], expected=pins)
    except InstallFailed:
        _say("uv is not to be had here; pip does all of it.")


def _create(environment: Environment) -> None:
    _say(f"Building {environment.folder} with Python {sys.version.split()[0]} ...")
    command = [sys.executable, "-m", "venv", "--clear", str(environment.folder)]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        said = (made.stdout + made.stderr).strip().splitlines() or ["no reason given"]
        raise CannotBuild(f"The virtual environment could not be made: {said[-1]}")


def _check_machine(environment: Environment) -> None:
    """Say at once, in one line, what would fail minutes later in forty."""
    try:
        import ensurepip
        import venv
    except ImportError:
        raise CannotBuild(
            f"This Python ({sys.executable}) came without its venv module. "
            "On Debian or Ubuntu: apt install python3-venv, then run this again."
        ) from None
    del ensurepip, venv
    where = environment.folder.parent
    try:
        where.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=where):
            free = shutil.disk_usage(where).free
    except OSError as error:
        raise CannotBuild(
            f"Cannot write into {where}: {error.strerror}. Move the project to a folder of yours."
        ) from None
    if free < NEEDED_BYTES:
        raise CannotBuild(
            f"Too little disk space: {free // 1_000_000} MB free in {where}, "
            f"{NEEDED_BYTES // 1_000_000} MB needed."
        )


def _project_digest() -> str:
    """sha256 of what an editable install carries of pyproject.toml; linter settings are not among it."""
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())
    carried = {
        "build-system": said["build-system"],
        "project": {name: value for name, value in said["project"].items() if name != "dependencies"},
        "setuptools": said.get("tool", {}).get("setuptools"),
    }
    return _sha256(json.dumps(carried, sort_keys=True).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """`run` or `dev`, optionally `--venv FOLDER`; 0 built or already current, 1 with one line why not."""
    parser = argparse.ArgumentParser(
        prog="bootstrap.py", description="Build the virtual environment from the lock files."
    )
    parser.add_argument("profile", choices=sorted(PROFILES))
    parser.add_argument("--venv", type=Path, default=Path(os.environ.get("VENV", ".venv")))
    given = parser.parse_args(arguments)
    try:
        build(Environment((ROOT / given.venv).absolute()), given.profile)
    except (CannotBuild, InstallFailed) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Run it again to go on; what was downloaded is kept.\n")
        return 130
    return 0
