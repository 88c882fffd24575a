"""What a person typed about anybody stands in sealed places only: no log, address, queue entry or plain column."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.db import connection, models
from django.test import Client
from huey.registry import Message

from chaperone.access.models import Membership
from chaperone.access.rules import Role
from chaperone.foundation.jobs.queue import JSONSerializer
from chaperone.foundation.notices.models import Notice
from chaperone.project import logs
from tests.house.travels import MARK, Travelled, failing_requests, travel
from tests.personas import member
from tests.story import Story

SEEN = re.compile(MARK, re.IGNORECASE)
TYPED = Path(__file__).with_name("plain_columns.txt")

# Words about a practice, its people and its vendors: not about patients, and needed in the clear.
ALLOWED = {("axes_accessattempt", "username"), ("axes_accessfailurelog", "username")}


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Every logger of the house and of what it stands on, down to the last detail."""
    caplog.set_level(logging.DEBUG)
    for name in ("chaperone", "django", "huey", "httpx", "httpcore", "axes", "allauth", "stamina", "PIL"):
        caplog.set_level(logging.DEBUG, logger=name)
    caplog.set_level(logging.INFO, logger="django.db.backends")  # SQL is logged with DEBUG=1 alone
    return caplog


@pytest.fixture
def marked(
    story: Story, flo: Membership, everything_logged: pytest.LogCaptureFixture, as_: Callable[..., Client]
) -> Travelled:
    """The whole way, and after it every form again with words that it refuses."""
    told = travel(story, flo)
    client = as_(member(told.practice, "Ada Insider", *Role))
    client.raise_request_exception = False
    told.addresses = list(failing_requests(told, client))
    return told


def test_mark_stays_in_sealed_places(marked: Travelled, everything_logged: pytest.LogCaptureFixture) -> None:
    found = {
        "logs": [line for line in _lines(everything_logged.records) if SEEN.search(line)],
        "addresses": [address for address in marked.addresses if SEEN.search(address)],
        "files": [str(path) for path in _files() if SEEN.search(path.name)],
        "contents": [str(path) for path in _files() if SEEN.search(path.read_bytes().decode("latin-1"))],
        "letters": [one.subject for one in mail.outbox if SEEN.search(f"{one.subject} {one.body}")],
        "columns": sorted(_columns_with_the_mark() - ALLOWED),
    }

    assert found == {kind: [] for kind in found}


def test_mark_is_there_to_be_found(marked: Travelled) -> None:
    """The control: the same words come back out of the sealed places, and letters were written."""
    marked.story.patient.refresh_from_db()
    assert SEEN.search(marked.story.patient.name)
    assert SEEN.search(marked.story.version.text)
    assert Notice.objects.filter(sent_at__isnull=False).exists()
    assert len(mail.outbox) > 1
    assert len(marked.addresses) > 20


def _lines(records: list[logging.LogRecord]) -> Iterator[str]:
    """As our own handlers would write them, and whatever else a record carries."""
    formatter = logging.Formatter("{name}: {message}", style="{")
    for record in records:
        logs.PrivateFilter().filter(record)
        yield formatter.format(record)


def _files() -> list[Path]:
    return [path for path in Path(settings.CHAPERONE_VAR).rglob("*") if path.is_file()]


def _columns_with_the_mark() -> set[tuple[str, str]]:
    """Table and column of every value in the database, sealed ones included, that holds the mark."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description or ()]
            for row in cursor.fetchall():
                found |= {(table, name) for name, value in zip(names, row, strict=True) if _holds(value)}
    return found


def _holds(value: object) -> bool:
    text = bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
    return bool(SEEN.search(text))


def test_sessions_hold_no_words(marked: Travelled) -> None:
    from django.contrib.sessions.models import Session

    assert [one.pk for one in Session.objects.all() if SEEN.search(str(one.get_decoded()))] == []


def test_every_plain_text_column_is_known() -> None:
    """A new column that the database can read is looked at by a person: sealed, or listed with what it holds."""
    known = {line.partition("  ")[0] for line in TYPED.read_text().splitlines() if line and line[0] != "#"}

    assert sorted(_plain_columns() ^ known) == []


def _plain_columns() -> set[str]:
    kinds = (models.CharField, models.TextField, models.JSONField, models.GenericIPAddressField)
    return {
        f"{model._meta.db_table}.{column.column}"
        for model in apps.get_models(include_auto_created=True)
        for column in model._meta.local_concrete_fields
        if isinstance(column, kinds)
    }


def test_queue_entry_holds_nothing_but_ids() -> None:
    entry = JSONSerializer()._serialize(
        Message("1", "run", None, 0, 0, 0, ("notices.notice", "5"), {}, None, None, None)
    )

    assert b"notices.notice" in entry
    with pytest.raises(TypeError, match="cannot hold"):
        JSONSerializer()._serialize({"patient": object()})


def test_fault_is_logged_by_kind_and_place_alone() -> None:
    record = _fault()
    logs.PrivateFilter().filter(record)
    line = logging.Formatter("{message}", style="{").format(record)

    assert "ValueError\nwhich led to" in line
    assert "test_logs_and_columns.py" in line
    assert line.endswith("RuntimeError")
    assert not SEEN.search(line)


def _fault() -> logging.LogRecord:
    try:
        try:
            int(MARK)
        except ValueError as fault:
            fault.add_note(MARK)
            raise RuntimeError(f"{MARK} again") from fault
    except RuntimeError as fault:
        told = (type(fault), fault, fault.__traceback__)
        return logging.LogRecord("django.request", logging.ERROR, __file__, 1, "at %s", ("/c/",), told)


@pytest.mark.parametrize("path", [f"/c/{'t' * 43}/sign/", "/p/westlake/patients/?words=zqxmarker"])
def test_log_line_loses_tokens_and_questions(path: str) -> None:
    record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, "Not Found: %s", (path,), None)
    logs.PrivateFilter().filter(record)

    assert "t" * 43 not in record.getMessage()
    assert not SEEN.search(record.getMessage())
