"""What a worker does with a takedown: delete, then look again until API, public page and picture are all absent.

Deleting is idempotent, so a crash anywhere simply means that it is done again. Only a look that finds nothing
closes the case; a network's "deleted" does not.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.channels.models import Channel
from chaperone.channels.queries import account_for, open_channels
from chaperone.channels.rules import State as ChannelState
from chaperone.channels.services import mark_needs_reconnect
from chaperone.engines.networks import (
    Account,
    Connector,
    ConnectorError,
    Presence,
    RateLimited,
    ReconnectNeeded,
    RemoteRef,
    Unsupported,
    connector_for,
)
from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.publishing.models import Delivery, Probe, Takedown
from chaperone.publishing.moves import move
from chaperone.publishing.paging import call_somebody
from chaperone.publishing.rules import (
    ESCALATE_AFTER,
    LEASE_SECONDS,
    OPEN_TAKEDOWNS,
    UNSENT,
    State,
    next_probe,
)
from chaperone.publishing.rules import Takedown as Standing
from chaperone.publishing.services import DELIVERY_JOB, TAKEDOWN_JOB
from chaperone.publishing.signals import takedown_finished

WAIT_FOR_DELIVERY = timedelta(seconds=2)


def work(*, takedown_id: str, at: datetime) -> None:
    """One turn with one due takedown. Safe to call at any time, from any number of workers."""
    row = Takedown.objects.filter(pk=takedown_id, state__in=OPEN_TAKEDOWNS, due_at__lte=at)
    lease = take(row, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return
    takedown = Takedown.objects.select_related("delivery__channel__practice", "practice").get(pk=takedown_id)
    try:
        _Removing(takedown, at).run()
    finally:
        give_back(Takedown.objects.filter(pk=takedown_id), lease)


class _Removing:
    """One worker's turn with one takedown."""

    def __init__(self, takedown: Takedown, at: datetime) -> None:
        self.takedown = takedown
        self.delivery = takedown.delivery
        self.at = at
        self.by = Actor.program(takedown.practice_id, "publishing")

    def run(self) -> None:
        """Delete or look again; what the network cannot do goes to a person, and is still looked for."""
        ref = self.delivery.ref
        if self.delivery.state in {State.REQUESTED, State.UNKNOWN}:
            self._wait_for_delivery()
        elif ref is None:
            self._finish(None)
        else:
            self._remove_and_look(ref)

    def _remove_and_look(self, ref: RemoteRef) -> None:
        channel = way_to(self.delivery.channel)
        connector = connector_for(channel.network)
        try:
            account = account_for(channel)
            if self._is_ours_to_delete(connector):
                removal = connector.remove(account, ref)
                self._deleted(by_hand=removal.url if removal.state == "needs_human" else None)
            self._look(connector.probe(account, ref))
        except RateLimited as pause:
            self._later(
                self.at + timedelta(seconds=pause.retry_after), problem="The network asked us to wait."
            )
        except ReconnectNeeded as lost:
            mark_needs_reconnect(channel=channel, at=self.at)
            self._to_person(lost.user_text, ref.url or "")
        except Refusal as refusal:  # the account is closed or has to be connected again
            self._without_account(connector, channel, ref, refusal)
        except Unsupported as cannot:
            self._to_person(cannot.user_text, ref.url or "")
        except ConnectorError as error:
            self._later(next_probe(attempts=self.takedown.attempts, at=self.at), problem=error.user_text)

    def _is_ours_to_delete(self, connector: Connector) -> bool:
        """Not asked yet; or a person was called only because the account was lost, and now it works again."""
        waits_for_account = self.takedown.deleted_at is None and connector.capabilities.delete == "api"
        return self.takedown.state == Standing.DUE or (
            self.takedown.state == Standing.NEEDS_PERSON and waits_for_account
        )

    def _without_account(
        self, connector: Connector, channel: Channel, ref: RemoteRef, refusal: Refusal
    ) -> None:
        """Only a person can delete it now; whether it is gone can still be seen by a visitor, where there are any."""
        self._to_person(refusal.reason, ref.url or "")
        visitor = Account(channel.network, channel.base_url, channel.handle, {}, channel.account_id)
        with suppress(ConnectorError):
            self._look(connector.probe(visitor, ref))

    def _wait_for_delivery(self) -> None:
        """It may just be going live: first it is found out whether it did."""
        nudge(DELIVERY_JOB, self.delivery.pk)
        self._later(self.at + WAIT_FOR_DELIVERY, problem="")

    @transaction.atomic
    def _deleted(self, *, by_hand: str | None) -> None:
        called = self.takedown.state == Standing.NEEDS_PERSON
        self.takedown.state = Standing.VERIFYING if by_hand is None else Standing.NEEDS_PERSON
        self.takedown.by_hand_url = by_hand or ""
        self.takedown.deleted_at = self.at if by_hand is None else None
        self.takedown.save(update_fields=["state", "by_hand_url", "deleted_at"])
        if by_hand is None:
            record(
                "publishing.takedown.deleted",
                by=self.by,
                at=self.at,
                subject=self.takedown,
                delivery=self.delivery.pk,
            )
        elif not called:
            self._tell("publishing.takedown.needs_person")

    @transaction.atomic
    def _look(self, seen: Presence) -> None:
        Probe.objects.create(
            takedown=self.takedown,
            at=self.at,
            api=seen.api,
            public_page=seen.public_page,
            media=seen.media,
            gone=seen.gone,
        )
        if seen.gone:
            self._finish(seen)
            return
        if seen.api == "present" and self.takedown.state == Standing.VERIFYING:
            self.takedown.state = Standing.DUE  # it said "deleted", or somebody put it back: delete it again
        self._later(next_probe(attempts=self.takedown.attempts, at=self.at), problem=_what_answers(seen))

    @transaction.atomic
    def _finish(self, seen: Presence | None) -> None:
        self.takedown.state, self.takedown.gone_at, self.takedown.problem = Standing.GONE, self.at, ""
        self.takedown.save(update_fields=["state", "gone_at", "problem"])
        found = (
            {"api": seen.api, "public_page": seen.public_page, "media": seen.media}
            if seen
            else {"never_public": True}
        )
        record(
            "publishing.takedown.verified_gone", by=self.by, at=self.at, subject=self.takedown,
            delivery=self.delivery.pk, **found,
        )  # fmt: skip
        self._end_delivery()
        takedown_finished.send(sender=Takedown, takedown=self.takedown, at=self.at)

    def _end_delivery(self) -> None:
        """What was live is removed; what the network put off before it was public must not go out any more."""
        state = Delivery.objects.get(pk=self.delivery.pk).state
        if state == State.LIVE:
            move(self.delivery, "remove", by=self.by, at=self.at)
        elif state in UNSENT:
            reason = self.takedown.get_reason_display() + "."
            move(self.delivery, "cancel", by=self.by, at=self.at, reason=reason, remedy="")

    @transaction.atomic
    def _to_person(self, problem: str, url: str) -> None:
        first = self.takedown.state != Standing.NEEDS_PERSON
        self.takedown.state, self.takedown.by_hand_url = Standing.NEEDS_PERSON, url
        self.takedown.save(update_fields=["state", "by_hand_url"])
        if first:
            self._tell("publishing.takedown.needs_person")
        self._later(next_probe(attempts=self.takedown.attempts, at=self.at), problem=problem)

    def _later(self, when: datetime, *, problem: str) -> None:
        """Look again at ``when``; an hour after it was asked for, somebody is told that it is still there."""
        takedown = self.takedown
        takedown.attempts += 1
        takedown.due_at, takedown.problem = when, problem[:300]
        with transaction.atomic():
            if takedown.escalated_at is None and self.at - takedown.asked_at >= ESCALATE_AFTER:
                takedown.escalated_at = self.at
                self._tell("publishing.takedown.escalated")
            takedown.save(update_fields=["state", "attempts", "due_at", "problem", "escalated_at"])
            nudge(TAKEDOWN_JOB, takedown.pk, at=when)

    def _tell(self, event: str) -> None:
        """In the trail, and to the people who must do something."""
        record(event, by=self.by, at=self.at, subject=self.takedown, delivery=self.delivery.pk)
        call_somebody(self.takedown, at=self.at)


def way_to(channel: Channel) -> Channel:
    """The account to speak through: this one, or the same one connected again after this one was closed."""
    if channel.state != ChannelState.CLOSED:
        return channel
    same = {"network": channel.network, "account_id": channel.account_id}
    return open_channels(channel.practice).filter(**same).first() or channel


def _what_answers(seen: Presence) -> str:
    still = [
        name
        for name, state in (
            ("the network", seen.api),
            ("its public page", seen.public_page),
            ("its picture", seen.media),
        )
        if state != "absent"
    ]
    return f"Still answering: {', '.join(still)}."
