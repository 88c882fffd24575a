"""Sequences what was written."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from chaperone.audit.models import Entry
from chaperone.audit.sequencer import sequence
from chaperone.foundation.jobs.registry import job


def _due(now: datetime) -> Iterable[object]:
    return Entry.objects.filter(leaf=None).values_list("practice_id", flat=True).distinct()


@job("audit.sequence", due=_due)
def sequence_practice(pk: str, at: datetime) -> None:
    """Place the waiting entries of one practice."""
    sequence(uuid.UUID(pk), at=at)
