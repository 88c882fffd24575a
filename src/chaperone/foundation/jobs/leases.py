"""Leases: of all the workers that see a due row, one works on it, for a bounded time."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q


class Leased(models.Model):
    """A row that one worker at a time may work on. A worker that died loses the lease when it runs out."""

    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


def free(now: datetime) -> Q:
    """Rows that nobody holds at ``now``."""
    return Q(leased_until=None) | Q(leased_until__lte=now)


def take(rows: models.QuerySet[models.Model], *, now: datetime, seconds: int) -> uuid.UUID | None:
    """Lease the one row that ``rows`` selects; ``None`` when another worker has it or it is not there.

    One UPDATE decides, so two workers cannot both win on any database.
    """
    mine = uuid.uuid4()
    won = rows.filter(free(now)).update(lease=mine, leased_until=now + timedelta(seconds=seconds))
    return mine if won else None


def give_back(rows: models.QuerySet[models.Model], lease: uuid.UUID) -> None:
    """End a lease early, if it is still ours."""
    rows.filter(lease=lease).update(lease=None, leased_until=None)
