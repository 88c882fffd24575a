"""Sends what is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chaperone.foundation.jobs.leases import free
from chaperone.foundation.jobs.registry import job
from chaperone.foundation.notices import services
from chaperone.foundation.notices.models import Notice


def _due(now: datetime) -> Iterable[object]:
    waiting = Notice.objects.filter(free(now), sent_at=None, given_up_at=None, due_at__lte=now)
    return waiting.values_list("pk", flat=True)[:500]


@job("notices.notice", due=_due)
def send_notice(pk: str, at: datetime) -> None:
    """Send one notice."""
    services.send(notice_id=pk, at=at)
