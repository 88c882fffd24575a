"""`make check`: everything CI checks besides the tests. One table, one line of result each, two at a time.

Not among them: `pip-audit`, which asks a service on the network about every package; run it by hand on
requirements/base.lock before a release.
"""

from __future__ import annotations

import base64
import os
import secrets
import subprocess
import sys
import sysconfig
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sysconfig.get_path("scripts"))
PYTHON = sys.executable
MOST_LINES = 80
DJANGO = (PYTHON, "-m", "django")


@dataclass(frozen=True)
class Check:
    """A name for `make check ARGS=name`, what it protects, and the command that fails when it is broken."""

    name: str
    what: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    check: Check
    passed: bool
    said: str
    seconds: float


CHECKS = (
    Check("types", "every name has a type, and it fits", (str(BIN / "mypy"),)),
    Check("style", "one way to write Python", (str(BIN / "ruff"), "check")),
    Check("format", "laid out by ruff", (str(BIN / "ruff"), "format", "--check")),
    Check("floors", "no room looks up", (str(BIN / "lint-imports"), "--no-cache")),
    Check("templates", "templates are sound", (str(BIN / "djlint"), "src", "--lint", "--quiet")),
    Check("migrations", "models and migrations agree", (*DJANGO, "makemigrations", "--check", "--dry-run")),
    Check(
        "deploy", "a production install is safe", (*DJANGO, "check", "--deploy", "--fail-level", "WARNING")
    ),
    Check(
        "docs", "docs/reference/ is what the code says", (PYTHON, "-m", "chaperone.project.docs", "--check")
    ),
    Check(
        "locks", "requirements are locked, hashed, without addresses", (PYTHON, "scripts/lock.py", "--check")
    ),
    Check("leaks", "no secrets, machine paths or registries", (PYTHON, "scripts/leaks.py")),
)


def production(folder: str) -> dict[str, str]:
    """Settings of a production install behind TLS, with fresh keys and nothing but `folder` to write into."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "chaperone.project.settings",
        "CHAPERONE_VAR": folder,
        "CHAPERONE_BASE_URL": "https://chaperone.example",
        "CHAPERONE_HOSTS": "chaperone.example",
        "CHAPERONE_BEHIND_PROXY": "1",
        "CHAPERONE_SECRET_KEY": secrets.token_urlsafe(64),
        "CHAPERONE_MASTER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
    }


def run(check: Check) -> Outcome:
    """Run one check from the project's root; never raises for a check that fails."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaperone-check-") as folder:
        done = subprocess.run(
            check.command,
            cwd=ROOT,
            env=production(folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
    return Outcome(check, done.returncode == 0, done.stdout, time.monotonic() - began)


def _excerpt(outcome: Outcome) -> str:
    """What a failed check said, not longer than a person reads at once, and how to hear all of it."""
    lines = outcome.said.strip().splitlines()
    left = len(lines) - MOST_LINES
    more = [f"... and {left} more lines"] if left > 0 else []
    return "\n".join([f"$ {' '.join(outcome.check.command)}", *lines[:MOST_LINES], *more, "", ""])


def main(names: list[str]) -> int:
    """Run the named checks, or all; prints what each that failed said; 1 when one did."""
    unknown = set(names) - {check.name for check in CHECKS}
    if unknown:
        sys.stderr.write(
            f"No such check: {', '.join(sorted(unknown))}. {', '.join(c.name for c in CHECKS)}\n"
        )
        return 2
    chosen = [check for check in CHECKS if not names or check.name in names]
    failed = []
    with ThreadPoolExecutor(max_workers=2) as pool:
        for outcome in pool.map(run, chosen):
            word = "ok    " if outcome.passed else "FAILED"
            sys.stdout.write(
                f"{word} {outcome.check.name:<11}{outcome.seconds:5.1f} s  {outcome.check.what}\n"
            )
            if not outcome.passed:
                sys.stdout.write(_excerpt(outcome))
                failed.append(outcome.check.name)
            sys.stdout.flush()
    sys.stdout.write(
        f"{len(chosen) - len(failed)} passed, {len(failed)} failed {' '.join(failed)}".rstrip() + "\n"
    )
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
