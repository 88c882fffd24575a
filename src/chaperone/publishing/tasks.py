"""Sends what is due, takes down what must go, and looks every night whether all that is live is still covered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from chaperone.foundation.jobs.leases import free
from chaperone.foundation.jobs.registry import job
from chaperone.publishing import coverage, removing, sending
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.rules import COVERAGE_EVERY, OPEN_TAKEDOWNS, WORKABLE, State
from chaperone.publishing.services import DELIVERY_JOB, TAKEDOWN_JOB

BATCH = 1_000


def _due_takedowns(now: datetime) -> Iterable[object]:
    due = Takedown.objects.filter(free(now), state__in=OPEN_TAKEDOWNS, due_at__lte=now)
    return due.order_by("due_at").values_list("pk", flat=True)[:BATCH]


def _due_deliveries(now: datetime) -> Iterable[object]:
    due = Delivery.objects.filter(free(now), state__in=WORKABLE, due_at__lte=now)
    return due.order_by("due_at").values_list("pk", flat=True)[:BATCH]


def _due_coverage(now: datetime) -> Iterable[object]:
    stale = Q(coverage_checked_at=None, live_at__lte=now - COVERAGE_EVERY) | Q(
        coverage_checked_at__lte=now - COVERAGE_EVERY
    )
    return Delivery.objects.filter(stale, kind="post", state=State.LIVE).values_list("pk", flat=True)[:BATCH]


@job(TAKEDOWN_JOB, due=_due_takedowns)
def take_down(pk: str, at: datetime) -> None:
    """One turn with one takedown."""
    removing.work(takedown_id=pk, at=at)


@job(DELIVERY_JOB, due=_due_deliveries)
def send(pk: str, at: datetime) -> None:
    """One turn with one delivery."""
    sending.advance(delivery_id=pk, at=at)


@job("publishing.coverage", due=_due_coverage)
def recheck(pk: str, at: datetime) -> None:
    """The nightly look at one live post."""
    coverage.recheck(delivery_id=pk, at=at)
