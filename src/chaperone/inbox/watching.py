"""One turn with one watched stream: read what is new, judge it, save it together with the cursor.

A page and the cursor behind it are one transaction: a kill anywhere loses nothing, and what comes twice is the
same row.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from chaperone.channels.models import Channel
from chaperone.channels.queries import account_for, capabilities_of
from chaperone.channels.services import mark_needs_reconnect
from chaperone.engines.networks import (
    ConnectorError,
    Page,
    RateLimited,
    ReconnectNeeded,
    Unsupported,
    connector_for,
)
from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.arriving import Arrivals
from chaperone.inbox.models import Watch
from chaperone.inbox.rules import LEASE_SECONDS, RETRY
from chaperone.publishing.models import Delivery

WATCH_JOB = "inbox.watch"
PAGES_A_TURN = 20
AFTER_REFUSAL = timedelta(hours=1)
UNSETTLED = ("requested", "unknown")


def streams_of(channel: Channel) -> tuple[str, ...]:
    """The streams its network says it has; what a connector then cannot do is said on the watch."""
    can = capabilities_of(channel)
    offered = (
        ("comments", can.read_comments),
        ("mentions", can.read_comments),
        ("reviews", can.reviews),
        ("dms", can.dms),
        ("posts", True),
    )
    return tuple(stream for stream, has in offered if has)


@transaction.atomic
def start_watching(*, channel_id: uuid.UUID | str, at: datetime) -> None:
    """Make sure that every stream of an account is watched, and look now."""
    channel = Channel.objects.get(pk=channel_id)
    for stream in streams_of(channel):
        watch, _ = Watch.objects.get_or_create(
            channel=channel, stream=stream, defaults={"practice_id": channel.practice_id, "due_at": at}
        )
        nudge(WATCH_JOB, watch.pk)


def turn(*, watch_id: uuid.UUID | str, at: datetime, due_only: bool = True) -> bool:
    """Read one stream to its end. Safe to call from any number of workers; False when another one has it."""
    row = Watch.objects.filter(pk=watch_id, state=Watch.State.ON)
    if due_only:
        row = row.filter(due_at__lte=at)
    lease = take(row, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return False
    watch = Watch.objects.select_related("channel__practice", "practice").get(pk=watch_id)
    try:
        _Watching(watch, lease, at).run()
    finally:
        give_back(Watch.objects.filter(pk=watch_id), lease)
    return True


class _LostLease(Exception):
    """Another worker took over; what this one read is dropped."""


class _Watching:
    """One worker's turn with one stream."""

    def __init__(self, watch: Watch, lease: uuid.UUID, at: datetime) -> None:
        self.watch, self.lease, self.at = watch, lease, at

    def run(self) -> None:
        """Read page after page; say plainly what the network refuses, and come back later."""
        try:
            finished = self._read()
        except _LostLease:
            return
        except Unsupported as cannot:
            self._close(cannot)
        except RateLimited as pause:
            self._later(timedelta(seconds=pause.retry_after), pause.user_text)
        except ReconnectNeeded as lost:
            mark_needs_reconnect(channel=self.watch.channel, at=self.at)
            self._later(AFTER_REFUSAL, lost.user_text)
        except ConnectorError as error:
            self._later(
                AFTER_REFUSAL if error.permanent else RETRY,
                error.user_text or "The network did not answer properly.",
            )
        except Refusal as refusal:  # the account was closed, or must be connected again
            self._later(AFTER_REFUSAL, refusal.reason)
        else:
            self._rest(finished)

    def _read(self) -> bool:
        """True when the stream was read to its end."""
        connector, account = connector_for(self.watch.channel.network), account_for(self.watch.channel)
        arrivals = Arrivals(self.watch, self.at)
        for _ in range(PAGES_A_TURN):
            if self.watch.stream == "posts" and self._is_sending():
                return True  # a post of ours may be live without our knowing its address yet: look later
            page = connector.pull(account, self.watch.stream, self.watch.cursor)  # type: ignore[arg-type]
            self._save(page, arrivals)
            if not page.items:
                return True
        return False

    def _is_sending(self) -> bool:
        return Delivery.objects.filter(channel=self.watch.channel, state__in=UNSETTLED).exists()

    @transaction.atomic
    def _save(self, page: Page, arrivals: Arrivals) -> None:
        arrivals.keep(page.items)
        done = {"baseline_at": self.at} if not page.items and self.watch.baseline_at is None else {}
        mine = Watch.objects.filter(pk=self.watch.pk, lease=self.lease)
        if not mine.update(cursor=page.cursor, **done):
            raise _LostLease
        self.watch.cursor = page.cursor
        self.watch.baseline_at = done.get("baseline_at", self.watch.baseline_at)

    def _rest(self, finished: bool) -> None:
        pause = timedelta(seconds=settings.CHAPERONE_PULL_SECONDS) if finished else timedelta()
        Watch.objects.filter(pk=self.watch.pk).update(last_ok_at=self.at)
        self._later(pause, "")

    def _later(self, pause: timedelta, problem: str) -> None:
        due_at = self.at + pause
        Watch.objects.filter(pk=self.watch.pk).update(due_at=due_at, problem=problem[:200])
        nudge(WATCH_JOB, self.watch.pk, at=due_at)

    def _close(self, cannot: Unsupported) -> None:
        Watch.objects.filter(pk=self.watch.pk).update(
            state=Watch.State.UNSUPPORTED, problem=cannot.user_text[:200]
        )


def nudge_all(watches: Iterable[Watch]) -> None:
    """Look at these streams now."""
    for watch in watches:
        nudge(WATCH_JOB, watch.pk)
