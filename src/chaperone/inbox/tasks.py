"""Reads every watched stream when it is due, and does the removals that people asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from chaperone.channels.models import Channel
from chaperone.channels.rules import State as ChannelState
from chaperone.foundation.jobs.leases import free
from chaperone.foundation.jobs.registry import job
from chaperone.inbox import moderating, watching
from chaperone.inbox.models import Moderation, Watch
from chaperone.inbox.rules import OPEN_MODERATIONS
from chaperone.inbox.services import MODERATION_JOB

BATCH = 1_000


def _unwatched(now: datetime) -> Iterable[object]:
    watched = Watch.objects.filter(channel=OuterRef("pk"))
    rows = Channel.objects.filter(~Exists(watched), state=ChannelState.CONNECTED)
    return rows.values_list("pk", flat=True)[:BATCH]


def _due_watches(now: datetime) -> Iterable[object]:
    rows = Watch.objects.filter(
        free(now), state=Watch.State.ON, due_at__lte=now, channel__state=ChannelState.CONNECTED
    )
    return rows.order_by("due_at").values_list("pk", flat=True)[:BATCH]


def _due_moderations(now: datetime) -> Iterable[object]:
    rows = Moderation.objects.filter(free(now), state__in=OPEN_MODERATIONS, due_at__lte=now)
    return rows.order_by("due_at").values_list("pk", flat=True)[:BATCH]


@job("inbox.account", due=_unwatched)
def begin(pk: str, at: datetime) -> None:
    """A newly connected account is watched from now on."""
    watching.start_watching(channel_id=pk, at=at)


@job(watching.WATCH_JOB, due=_due_watches)
def watch(pk: str, at: datetime) -> None:
    """One turn with one stream."""
    watching.turn(watch_id=pk, at=at)


@job(MODERATION_JOB, due=_due_moderations)
def moderate(pk: str, at: datetime) -> None:
    """One turn with one removal."""
    moderating.work(moderation_id=pk, at=at)
