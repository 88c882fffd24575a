"""E-mail: written with the act, sent after it, tried again ever more slowly, sealed all the while."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from chaperone.foundation.jobs.leases import take
from chaperone.foundation.notices import services, tasks
from chaperone.foundation.notices.models import Notice

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def notice() -> Notice:
    return services.queue_email(
        practice_id=uuid.UUID(int=1), kind="tests.hello", to="lenora@mail.example", subject="A message",
        body="Please open your page.", at=NOW,
    )  # fmt: skip


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    """Mail goes to a port of this machine on which nobody listens: really refused, not pretended."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2


def test_it_is_sent_once(notice: Notice) -> None:
    for _ in range(2):
        services.send(notice_id=str(notice.pk), at=NOW)
    assert [(one.to, one.subject, one.body) for one in mail.outbox] == [
        (["lenora@mail.example"], "A message", "Please open your page.")
    ]
    notice.refresh_from_db()
    assert (notice.sent_at, notice.attempts, notice.lease) == (NOW, 1, None)


def test_it_waits_sealed(notice: Notice) -> None:
    kept = Notice.objects.values_list("to_sealed", "subject_sealed", "body_sealed").get(pk=notice.pk)
    together = b"".join(bytes(box) for box in kept)
    assert b"lenora" not in together and b"message" not in together


def test_it_is_not_sent_before_its_time(notice: Notice) -> None:
    services.send(notice_id=str(notice.pk), at=NOW - timedelta(seconds=1))
    assert mail.outbox == [] and list(tasks._due(NOW - timedelta(seconds=1))) == []
    assert list(tasks._due(NOW)) == [notice.pk]


def test_what_another_worker_holds_is_left_alone(notice: Notice) -> None:
    take(Notice.objects.filter(pk=notice.pk), now=NOW, seconds=60)
    services.send(notice_id=str(notice.pk), at=NOW)
    assert mail.outbox == [] and list(tasks._due(NOW)) == []
    services.send(notice_id=str(notice.pk), at=NOW + timedelta(seconds=60))
    assert len(mail.outbox) == 1


def test_it_is_tried_again_ever_more_slowly_and_given_up_in_the_end(
    notice: Notice, no_mail_server: None
) -> None:
    at, waits = NOW, []
    for _ in range(services.MAX_ATTEMPTS):
        assert list(tasks._due(at)) == [notice.pk]
        services.send(notice_id=str(notice.pk), at=at)
        notice.refresh_from_db()
        waits.append(notice.due_at - at)
        at = notice.due_at
    assert waits == [timedelta(minutes=2**n) for n in range(1, 9)]
    assert (notice.sent_at, notice.attempts) == (None, 8)
    assert notice.given_up_at is not None and list(tasks._due(at)) == []


def test_after_a_failure_it_still_arrives(notice: Notice, settings: Any, no_mail_server: None) -> None:
    services.send(notice_id=str(notice.pk), at=NOW)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    services.send(notice_id=str(notice.pk), at=NOW + timedelta(minutes=1))
    assert mail.outbox == [], "not before two minutes have passed"
    services.send(notice_id=str(notice.pk), at=NOW + timedelta(minutes=2))
    notice.refresh_from_db()
    assert (len(mail.outbox), notice.attempts, notice.sent_at) == (1, 2, NOW + timedelta(minutes=2))


def test_a_notice_that_is_gone_is_no_fault() -> None:
    services.send(notice_id=str(uuid.uuid4()), at=NOW)
    assert mail.outbox == []
