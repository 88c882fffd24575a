"""``chaperone doctor``: what is missing or unsafe in this installation, in plain words with the remedy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from rich.console import Console

from chaperone.access.models import Membership, Practice
from chaperone.access.queries import second_factors
from chaperone.channels.models import Channel
from chaperone.channels.rules import State
from chaperone.project.keyfiles import is_private

LEAST_FREE_BYTES = 2_000_000_000
FACTORS = {"totp", "webauthn"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: fine, or what to do."""

    good: bool
    sentence: str


def examine(console: Console) -> int:
    """Print every finding; 0 when nothing is missing or unsafe, else 1."""
    findings = [check() for check in CHECKS]
    for finding in findings:
        console.print(f"{'[green]ok[/green]  ' if finding.good else '[red]mend[/red]'}  {finding.sentence}")
    return 0 if all(finding.good for finding in findings) else 1


def _schema() -> Finding:
    try:
        call_command("migrate", check=True, verbosity=0)
    except (SystemExit, CommandError):
        return Finding(False, "The database is behind the program. Start it once with: chaperone serve")
    return Finding(True, "The database fits the program.")


def _debug() -> Finding:
    if settings.DEBUG:
        return Finding(False, "CHAPERONE_DEBUG is on. Turn it off before a real patient is entered.")
    return Finding(True, "Debugging is off.")


def _keys() -> Finding:
    folder = settings.CHAPERONE_VAR / "keys"
    if not is_private(folder / "master"):
        return Finding(False, f"{folder} can be read by others. Run: chmod -R go= {folder}")
    return Finding(
        True, f"The keys are private. Keep a copy of {folder} off this machine: without it nothing opens."
    )


def _https() -> Finding:
    demo = not Practice.objects.filter(is_demo=False).exists()
    if settings.CHAPERONE_BASE_URL.startswith("https://") or demo:
        return Finding(
            True, "Addresses are https." if not demo else "Plain http is fine for a demo on this machine."
        )
    return Finding(False, "CHAPERONE_BASE_URL is not https. Put a TLS proxy in front and set it.")


def _mail() -> Finding:
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend"):
        return Finding(False, "E-mails are only written to files. Set CHAPERONE_MAIL to your SMTP server.")
    return Finding(True, "E-mails go to an SMTP server.")


def _disk() -> Finding:
    free = shutil.disk_usage(settings.CHAPERONE_VAR).free
    if free < LEAST_FREE_BYTES:
        return Finding(False, f"Only {free / 1e9:.1f} GB are free in {settings.CHAPERONE_VAR}. Make room.")
    return Finding(True, f"{free / 1e9:.0f} GB are free.")


def _second_factors() -> Finding:
    people = [member.person for member in Membership.objects.active().select_related("person")]
    enrolled = second_factors(people)
    without = len(
        {person.pk for person in people} - {pk for pk, kinds in enrolled.items() if kinds & FACTORS}
    )
    if without:
        return Finding(
            False, f"{without} people have no second factor yet. They reach nothing until they enrol one."
        )
    return Finding(True, "Everybody has a second factor.")


def _channels() -> Finding:
    lost = Channel.objects.filter(state=State.NEEDS_RECONNECT).count()
    if lost:
        return Finding(False, f"{lost} accounts must be connected again. Open Accounts.")
    return Finding(True, "Every connected account answers.")


CHECKS: tuple[Callable[[], Finding], ...] = (
    _schema,
    _debug,
    _keys,
    _https,
    _mail,
    _disk,
    _second_factors,
    _channels,
)
