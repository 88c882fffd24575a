"""What a worker does with a takedown: delete, then look again until API, public page and picture are all absent.

Deleting is idempotent, so a crash anywhere simply means that it is done again. Only a look that finds nothing
closes the case; a network's "deleted" does not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.channels.queries import account_for
from chaperone.channels.services import mark_needs_reconnect
from chaperone.engines.networks import (
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
from chaperone.publishing.models import Delivery, Probe, Takedown
from chaperone.publishing.moves import move
from chaperone.publishing.rules import ESCALATE_AFTER, LEASE_SECONDS, OPEN_TAKEDOWNS, State, next_probe
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
        connector, account = connector_for(self.delivery.channel.network), account_for(self.delivery.channel)
        try:
            if self.takedown.state == Standing.DUE:
                removal = connector.remove(account, ref)
                self._deleted(by_hand=removal.url if removal.state == "needs_human" else None)
            self._look(connector.probe(account, ref))
        except RateLimited as pause:
            self._later(
                self.at + timedelta(seconds=pause.retry_after), problem="The network asked us to wait."
            )
        except ReconnectNeeded as lost:
            mark_needs_reconnect(channel=self.delivery.channel, at=self.at)
            self._to_person(lost.user_text, ref.url or "")
        except Unsupported as cannot:
            self._to_person(cannot.user_text, ref.url or "")
        except ConnectorError as error:
            self._later(next_probe(attempts=self.takedown.attempts, at=self.at), problem=error.user_text)

    def _wait_for_delivery(self) -> None:
        """It may just be going live: first it is found out whether it did."""
        nudge(DELIVERY_JOB, self.delivery.pk)
        self._later(self.at + WAIT_FOR_DELIVERY, problem="")

    @transaction.atomic
    def _deleted(self, *, by_hand: str | None) -> None:
        self.takedown.state = Standing.VERIFYING if by_hand is None else Standing.NEEDS_PERSON
        self.takedown.by_hand_url = by_hand or ""
        self.takedown.deleted_at = self.at if by_hand is None else None
        self.takedown.save(update_fields=["state", "by_hand_url", "deleted_at"])
        event = "publishing.takedown.deleted" if by_hand is None else "publishing.takedown.needs_person"
        record(event, by=self.by, at=self.at, subject=self.takedown, delivery=self.delivery.pk)

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
        else:
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
        if Delivery.objects.get(pk=self.delivery.pk).state == State.LIVE:
            move(self.delivery, "remove", by=self.by, at=self.at)
        takedown_finished.send(sender=Takedown, takedown=self.takedown, at=self.at)

    @transaction.atomic
    def _to_person(self, problem: str, url: str) -> None:
        self.takedown.state, self.takedown.by_hand_url = Standing.NEEDS_PERSON, url
        self.takedown.save(update_fields=["state", "by_hand_url"])
        record(
            "publishing.takedown.needs_person",
            by=self.by,
            at=self.at,
            subject=self.takedown,
            delivery=self.delivery.pk,
        )
        self._later(next_probe(attempts=self.takedown.attempts, at=self.at), problem=problem)

    def _later(self, when: datetime, *, problem: str) -> None:
        takedown = self.takedown
        takedown.attempts += 1
        takedown.due_at, takedown.problem = when, problem[:300]
        if takedown.escalated_at is None and self.at - takedown.asked_at >= ESCALATE_AFTER:
            takedown.escalated_at = self.at
        takedown.save(update_fields=["attempts", "due_at", "problem", "escalated_at"])
        nudge(TAKEDOWN_JOB, takedown.pk, at=when)


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
