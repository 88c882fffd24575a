"""Queue and send notices."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail

from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.notices.models import Notice

MAX_ATTEMPTS = 8
LEASE_SECONDS = 120


def queue_email(
    *, practice_id: uuid.UUID, kind: str, to: str, subject: str, body: str, at: datetime
) -> Notice:
    """Write the e-mail in the caller's transaction; a worker sends it after the commit.

    ``kind`` is a dotted name (``consents.request``) used in logs and tests. ``subject`` and ``body`` must not
    say anything about anybody's health.
    """
    notice = Notice.objects.create(
        practice_id=practice_id, kind=kind, to=to, subject=subject, body=body, due_at=at
    )
    nudge("notices.notice", notice.pk)
    return notice


def send(*, notice_id: str, at: datetime) -> None:
    """Send one notice if it is due and free; on failure try again later, ever more slowly, then give up."""
    row = Notice.objects.filter(pk=notice_id, sent_at=None, given_up_at=None, due_at__lte=at)
    lease = take(row, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return
    notice = Notice.objects.get(pk=notice_id)
    notice.attempts += 1
    try:
        send_mail(notice.subject, notice.body, settings.DEFAULT_FROM_EMAIL, [notice.to])
    except OSError:  # smtplib's errors and refused connections alike
        notice.due_at = at + timedelta(minutes=2**notice.attempts)
        notice.given_up_at = at if notice.attempts >= MAX_ATTEMPTS else None
    except ValueError:  # a line end in an address or a subject: it will never be a letter
        notice.given_up_at = at
    else:
        notice.sent_at = at
    notice.save(update_fields=["attempts", "due_at", "given_up_at", "sent_at"])
    give_back(Notice.objects.filter(pk=notice_id), lease)
