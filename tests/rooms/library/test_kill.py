"""A worker is killed with SIGKILL while it cleans a picture: nothing half done is left, and the work is done again."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

SETUP = """
import django; django.setup()
from datetime import UTC, datetime, timedelta
from chaperone.library import services
from chaperone.library.making import LEASE_SECONDS
from chaperone.library.models import Rendition
at = datetime(2026, 11, 24, 15, tzinfo=UTC)
"""
FILL = (
    SETUP
    + """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from chaperone.access import rules
from chaperone.access.services import open_practice
from chaperone.audit.actors import Actor
from chaperone.foundation.refusal import YES
rules.register_check("attestation", lambda actor: YES)
from tests.rooms.library import pictures
practice = open_practice(slug="westlake", name="Westlake", legal_name="Westlake PLLC", at=at)
by = Actor("person", "0" * 36, practice.id, frozenset({"coordinator"}))
photo = pictures.plain((6000, 4500))
services.upload_photo(practice=practice, data=photo, claimed_name="a.jpg", subject="team", by=by, at=at)
"""
)
WORK = SETUP + "services.make_rendition(rendition_id=Rendition.objects.get().pk, at=at)\n"
AGAIN = (
    SETUP
    + """
row = Rendition.objects.get()
assert (row.state, row.sealed_name, row.made_at) == ("waiting", "", None), row.state
assert services.make_rendition(rendition_id=row.pk, at=at) is None, "the dead worker still holds it"
services.make_rendition(rendition_id=row.pk, at=at + timedelta(seconds=LEASE_SECONDS))
row.refresh_from_db()
assert (row.state, row.width, row.lease) == ("clean", 6000, None), row.state
assert row.attempts == 2
assert len(row.read()) > 1000
"""
)


def start(code: str, var: Path) -> subprocess.Popen[bytes]:
    root = Path(__file__).resolve().parents[3]
    environment = os.environ | {
        "CHAPERONE_VAR": str(var),
        "CHAPERONE_JOBS": "off",
        "DJANGO_SETTINGS_MODULE": "chaperone.project.settings",
        "PYTHONPATH": str(root),
    }
    return subprocess.Popen([sys.executable, "-c", code], env=environment, start_new_session=True)


def at_work(var: Path) -> bool:
    """The lease is taken and the attempt counted: the picture itself is being cleaned."""
    question = "SELECT count(*) FROM library_rendition WHERE lease IS NOT NULL AND attempts = 1"
    with closing(sqlite3.connect(var / "chaperone.sqlite3", timeout=20)) as database:
        return bool(database.execute(question).fetchone() == (1,))


def test_kill_in_the_middle_leaves_nothing_half_done(tmp_path: Path) -> None:
    assert start(FILL, tmp_path).wait(timeout=120) == 0
    worker = start(WORK, tmp_path)
    deadline = time.monotonic() + 60
    while not at_work(tmp_path):
        if worker.poll() is not None or time.monotonic() > deadline:
            pytest.fail("the worker did not take the rendition")
    os.killpg(worker.pid, signal.SIGKILL)
    assert worker.wait(timeout=20) == -signal.SIGKILL
    assert start(AGAIN, tmp_path).wait(timeout=180) == 0
