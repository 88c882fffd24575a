"""What a worker does with a removal: ask the network, then read again until it is hidden or absent.

The network's own "done" closes nothing. What it cannot do goes to a person with a link, and is read again all
the same.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import transaction

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.channels.queries import account_for
from chaperone.channels.services import mark_needs_reconnect
from chaperone.engines.networks import (
    Account,
    Connector,
    ConnectorError,
    RateLimited,
    ReconnectNeeded,
    Unsupported,
    connector_for,
)
from chaperone.engines.networks import Item as NetworkItem
from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.models import Item, Moderation, Watch
from chaperone.inbox.rules import LEASE_SECONDS, OPEN_MODERATIONS, RETRY, Action, next_look
from chaperone.inbox.rules import Moderation as Standing
from chaperone.inbox.services.deciding import MODERATION_JOB
from chaperone.inbox.services.moving import move
from chaperone.inbox.watching import turn

STREAMS = {
    "comment": "comments",
    "reply": "comments",
    "mention": "mentions",
    "review": "reviews",
    "dm": "dms",
}
PAGES_AT_MOST = 400


def work(*, moderation_id: uuid.UUID | str, at: datetime) -> None:
    """One turn with one due removal. Safe to call at any time, from any number of workers."""
    row = Moderation.objects.filter(pk=moderation_id, state__in=OPEN_MODERATIONS, due_at__lte=at)
    lease = take(row, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return
    moderation = Moderation.objects.select_related("item__channel__practice", "practice").get(
        pk=moderation_id
    )
    try:
        _Moderating(moderation, at).run()
    finally:
        give_back(Moderation.objects.filter(pk=moderation_id), lease)


class _Moderating:
    """One worker's turn with one removal."""

    def __init__(self, moderation: Moderation, at: datetime) -> None:
        self.moderation, self.item, self.at = moderation, moderation.item, at
        self.by = Actor.program(moderation.practice_id, "inbox")

    def run(self) -> None:
        """Ask the network once, then look."""
        try:
            connector, account = connector_for(self.item.channel.network), account_for(self.item.channel)
            if self.moderation.state == Standing.DUE and not self._ask(connector, account):
                return
            if self._is_done(connector, account):
                self._finish()
            else:
                self._later(next_look(attempts=self.moderation.attempts), "It still shows on the network.")
        except RateLimited as pause:
            self._later(timedelta(seconds=pause.retry_after), pause.user_text)
        except ReconnectNeeded as lost:
            mark_needs_reconnect(channel=self.item.channel, at=self.at)
            self._to_person(lost.user_text)
        except Unsupported as cannot:
            self._to_person(cannot.user_text)
        except ConnectorError as error:
            self._refused(error)
        except Refusal as refusal:
            self._to_person(str(refusal))

    def _ask(self, connector: Connector, account: Account) -> bool:
        """True when the network took it. Repeating is harmless, so a crash in between does it again."""
        thing = self.item.as_network_item()
        if thing.kind == "post" and thing.parent is not None:
            removal = connector.remove(account, thing.parent)
            if removal.state == "needs_human":
                self._to_person("This network lets only people do that.", removal.url or "")
                return False
        else:
            connector.moderate(account, thing, "hide" if self.moderation.action == Action.HIDE else "delete")
        self._sent()
        return True

    @transaction.atomic
    def _sent(self) -> None:
        self.moderation.state, self.moderation.sent_at = Standing.VERIFYING, self.at
        self.moderation.save(update_fields=["state", "sent_at"])
        record(
            "inbox.moderation.sent", by=self.by, at=self.at, subject=self.moderation, item=self.item.pk,
            action=self.moderation.action,
        )  # fmt: skip

    def _is_done(self, connector: Connector, account: Account) -> bool:
        if self.item.kind == "post" and self.item.parent is not None:
            return connector.probe(account, self.item.parent).gone
        if self.moderation.action == Action.HIDE and self._is_hidden():
            return True
        found = self._read_again(connector, account)
        return found is None or (self.moderation.action == Action.HIDE and found.hidden)

    def _is_hidden(self) -> bool:
        """The stream tells again what was hidden: read it on from where the watch stands."""
        stream = STREAMS.get(self.item.kind, "comments")
        for watch in Watch.objects.filter(channel=self.item.channel, stream=stream):
            turn(watch_id=watch.pk, at=self.at, due_only=False)
        return Item.objects.values_list("hidden_on_network", flat=True).get(pk=self.item.pk)

    def _read_again(self, connector: Connector, account: Account) -> NetworkItem | None:
        """The item as the network has it now, from the beginning of its stream; None when it is not there."""
        stream, cursor, found = STREAMS.get(self.item.kind, "comments"), None, None
        for _ in range(PAGES_AT_MOST):
            page = connector.pull(account, stream, cursor)  # type: ignore[arg-type]
            if not page.items:
                return found
            found = next((one for one in page.items if one.native_id == self.item.native_id), found)
            cursor = page.cursor
        raise ConnectorError(
            "stream_too_long", permanent=False, user_text="There is too much to look through."
        )

    @transaction.atomic
    def _finish(self) -> None:
        self.moderation.state, self.moderation.verified_at = Standing.DONE, self.at
        self.moderation.problem = ""
        self.moderation.save(update_fields=["state", "verified_at", "problem"])
        hidden = self.moderation.action == Action.HIDE
        told = {
            "moderation": str(self.moderation.pk),
            "snapshot": str(self.moderation.snapshot_id),
            "reason": self.moderation.reason_code,
            "verified": "read_again",
        }
        move(self.item, "hide" if hidden else "remove", by=self.by, at=self.at, told=told)

    def _refused(self, error: ConnectorError) -> None:
        if error.code == "not_found" and self.moderation.state == Standing.DUE:
            self._sent()  # it went by itself: reading again will not find it
            self._later(timedelta(), "")
        elif error.permanent:
            self._to_person(error.user_text or "The network refused it.")
        else:
            self._later(max(RETRY, next_look(attempts=self.moderation.attempts)), error.user_text)

    @transaction.atomic
    def _to_person(self, problem: str, url: str = "") -> None:
        asked_before = self.moderation.state == Standing.NEEDS_PERSON
        self.moderation.state = Standing.NEEDS_PERSON
        self.moderation.by_hand_url = url or place_of(self.item)
        self.moderation.save(update_fields=["state", "by_hand_url"])
        if not asked_before:
            record(
                "inbox.moderation.needs_person", by=self.by, at=self.at, subject=self.moderation,
                item=self.item.pk,
            )  # fmt: skip
        self._later(timedelta(hours=1), problem)

    def _later(self, pause: timedelta, problem: str) -> None:
        moderation = self.moderation
        moderation.attempts += 1
        moderation.due_at, moderation.problem = self.at + pause, problem[:200]
        moderation.save(update_fields=["attempts", "due_at", "problem"])
        nudge(MODERATION_JOB, moderation.pk, at=moderation.due_at)


def place_of(item: Item) -> str:
    """Where a person finds it on the network; empty when nobody knows."""
    if item.parent is not None and item.parent.url:
        return item.parent.url
    if item.parent_delivery is not None and item.parent_delivery.ref is not None:
        return item.parent_delivery.ref.url or ""
    return ""
