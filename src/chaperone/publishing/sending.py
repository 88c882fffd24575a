"""What a worker does with a delivery: one saved step after the other, the irreversible call made once.

scheduled -> (gates, upload) prepared -> (gates, fence) requested -> commit -> live, failed or unknown.
Whoever finds a delivery ``requested`` did not make the call himself: its outcome is unknown, and it is looked
for on the network. Only when the network has been asked several times and does not have it, it is sent once more,
under the same key; never blindly.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction

from chaperone.audit.actors import Actor
from chaperone.channels.queries import account_for
from chaperone.channels.services import mark_needs_reconnect
from chaperone.engines.networks import (
    Account,
    Connector,
    ConnectorError,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    RemoteRef,
    Step,
    connector_for,
)
from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.publishing.kinds import kind_of
from chaperone.publishing.models import Delivery
from chaperone.publishing.moves import move
from chaperone.publishing.rules import (
    FIND_AFTER,
    LEASE_SECONDS,
    OPEN_TAKEDOWNS,
    PROBE_EVERY,
    ROUNDS,
    WORKABLE,
    State,
)
from chaperone.publishing.services import DELIVERY_JOB
from chaperone.publishing.signals import post_published

RETRY_SECONDS = 30
log = logging.getLogger("chaperone.publishing")


class _GivenALaterTime(Exception):
    """A person chose another time while this worker was uploading."""


def advance(*, delivery_id: str, at: datetime) -> None:
    """Bring one due delivery as far as it goes now. Safe to call at any time, from any number of workers."""
    row = Delivery.objects.filter(pk=delivery_id, state__in=WORKABLE, due_at__lte=at)
    lease = take(row, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return
    delivery = Delivery.objects.select_related("channel__practice", "practice").get(pk=delivery_id)
    try:
        _Sending(delivery, at).run()
    finally:
        give_back(Delivery.objects.filter(pk=delivery_id), lease)


class _Sending:
    """One worker's turn with one delivery."""

    def __init__(self, delivery: Delivery, at: datetime) -> None:
        self.delivery = delivery
        self.at = at
        self.by = Actor.program(delivery.practice_id, "publishing")

    def run(self) -> None:
        """Go on from where the delivery stands."""
        if self.delivery.state in {State.REQUESTED, State.UNKNOWN}:
            self._find_out()
        else:
            self._try_to_send()

    def _try_to_send(self) -> None:
        """A refusal holds it, a network's no fails it, a pause waits; no exception here means that it is live."""
        try:
            self._send()
        except _GivenALaterTime:
            return
        except Refusal as refusal:
            self._hold(refusal)
        except RateLimited as pause:
            self._put_off(pause.retry_after)
        except ReconnectNeeded as lost:
            mark_needs_reconnect(channel=self.delivery.channel, at=self.at)
            self._fail(lost.user_text, "Connect the account again, then send it.")
        except ConnectorError as error:
            self._refused(error)
        except DatabaseError:
            raise  # nothing was saved, so nothing is known to be wrong with this row
        except Exception as fault:
            self._stumble(fault)

    def _refused(self, error: ConnectorError) -> None:
        if isinstance(error, OutcomeUnknown) and self.delivery.state == State.REQUESTED:
            self._lose_sight(Step("unknown", checkpoint=self.delivery.checkpoint))
        elif error.permanent:
            self._fail(error.user_text or "The network refused it.", "Look at the post and the account.")
        else:
            self._put_off(RETRY_SECONDS)

    def _stumble(self, fault: Exception) -> None:
        """Before the fence it is held for a person; behind it the row says "asked for" and is looked for next."""
        log.error("delivery %s: %s", self.delivery.pk, type(fault).__qualname__)
        self._hold(
            Refusal(
                "publishing.stumbled",
                "Something of it could not be read, so it was not sent.",
                "Look at the post and its pictures, then schedule it again.",
            )
        )

    def _send(self) -> None:
        connector, account = self._line()
        kind = kind_of(self.delivery)
        if self.delivery.state == State.SCHEDULED:
            self._check_clearance()
            self._prepare(kind.begin(self.delivery, connector, account))
        step = Step("working", checkpoint=self.delivery.checkpoint)
        self._fence()
        self._settle(kind.commit(self.delivery, connector, account, step))

    def _check_clearance(self) -> None:
        """The gates, again, at this moment: what was approved is what goes, or it does not go."""
        if self.delivery.takedowns.filter(state__in=OPEN_TAKEDOWNS).exists():
            raise Refusal("publishing.taken_down", "Somebody asked to take this down, so it is not sent.")
        fresh = kind_of(self.delivery).clear(self.delivery, self.at)
        if fresh.content_sha256 != self.delivery.content_sha256:
            raise Refusal(
                "publishing.changed", "The content is not what was approved.", "Save and approve it again."
            )

    @transaction.atomic
    def _prepare(self, step: Step) -> None:
        """What the network needs first is there; unless a person gave it a later time during the upload."""
        if Delivery.objects.select_for_update().get(pk=self.delivery.pk).due_at > self.at:
            raise _GivenALaterTime
        move(self.delivery, "prepare", by=self.by, at=self.at, checkpoint=step.checkpoint)

    @transaction.atomic
    def _fence(self) -> None:
        """Last look at the gates and the row that says "asked for", in one transaction, before the call."""
        self._check_clearance()
        move(self.delivery, "request", by=self.by, at=self.at, requested_at=self.at)

    def _settle(self, step: Step) -> None:
        if step.state == "live" and step.ref is not None:
            self._live(step.ref)
        elif step.state == "failed":
            self._fail(
                step.error.user_text if step.error else "", "Look at the post and the account, then send it."
            )
        else:
            self._lose_sight(step)

    @transaction.atomic
    def _live(self, ref: RemoteRef) -> None:
        move(
            self.delivery, "go_live", by=self.by, at=self.at, remote_ref=ref.as_dict(), live_at=self.at, reason="",
            remedy="", told={"native_id": ref.native_id, "content_sha256": self.delivery.clearance["content_sha256"]},
        )  # fmt: skip
        post_published.send(sender=Delivery, delivery=self.delivery, at=self.at)

    @transaction.atomic
    def _fail(self, reason: str, remedy: str) -> None:
        move(self.delivery, "fail", by=self.by, at=self.at, reason=reason, remedy=remedy)

    @transaction.atomic
    def _hold(self, refusal: Refusal) -> None:
        current = Delivery.objects.get(pk=self.delivery.pk)
        if current.state not in {State.SCHEDULED, State.PREPARED}:
            return  # somebody cancelled it meanwhile, or it was asked for: then only the network can say
        move(self.delivery, "hold", by=self.by, at=self.at, reason=refusal.reason[:300], remedy=refusal.remedy[:300],
             told={"code": refusal.code})  # fmt: skip

    @transaction.atomic
    def _lose_sight(self, step: Step) -> None:
        due_at = self.at + FIND_AFTER[0]
        move(self.delivery, "lose_sight", by=self.by, at=self.at, checkpoint=step.checkpoint, due_at=due_at)
        nudge(DELIVERY_JOB, self.delivery.pk, at=due_at)

    def _find_out(self) -> None:
        """It may be live. While the network cannot be asked, it stays unknown and says why; it never "failed"."""
        try:
            self._reconcile()
        except RateLimited as pause:
            self._later(pause.retry_after)
        except ReconnectNeeded as lost:
            mark_needs_reconnect(channel=self.delivery.channel, at=self.at)
            self._cannot_look(lost.user_text, PROBE_EVERY.total_seconds())
        except Refusal as refusal:
            self._cannot_look(refusal.reason, PROBE_EVERY.total_seconds())
        except ConnectorError as error:
            self._cannot_look(error.user_text, RETRY_SECONDS)

    def _cannot_look(self, why: str, seconds: float) -> None:
        reason = f"We cannot look whether it is live. {why}".strip()[:300]
        Delivery.objects.filter(pk=self.delivery.pk, state=State.UNKNOWN).update(
            reason=reason, remedy="Look on the network yourself; we look again as soon as we can."
        )
        self._later(seconds)

    def _reconcile(self) -> None:
        """Ask the network whether it has what was asked for; only its answer decides."""
        if self.delivery.state == State.REQUESTED:
            self._lose_sight_after_crash()
        connector, account = self._line()
        since = self.delivery.requested_at or self.delivery.created_at
        ref = kind_of(self.delivery).find(self.delivery, connector, account, since)
        looks = self.delivery.looks + 1
        if ref is not None:
            self._live(ref)
        elif looks % len(FIND_AFTER):
            self._look_again(looks)
        elif connector.capabilities.keyed and looks < ROUNDS * len(FIND_AFTER):
            self._try_again(looks)
        else:
            self._fail(
                "The network does not have it, so it was not sent.", "Send it again if it is still wanted."
            )

    @transaction.atomic
    def _lose_sight_after_crash(self) -> None:
        move(self.delivery, "lose_sight", by=self.by, at=self.at)

    @transaction.atomic
    def _put_off(self, seconds: float) -> None:
        """The network said "not now" and nothing happened: step back before the fence and wait."""
        if self.delivery.state == State.REQUESTED:
            move(self.delivery, "step_back", by=self.by, at=self.at)
        self._later(seconds)

    def _look_again(self, looks: int) -> None:
        self.delivery.looks = looks
        self._later(FIND_AFTER[looks % len(FIND_AFTER)].total_seconds())

    @transaction.atomic
    def _try_again(self, looks: int) -> None:
        """The network was asked until the last look and never had it: begin anew, gates and all, under the same key.

        This is what makes a post that lost its worker between the fence and the call go out after all. A key never
        posts twice there, so even a network that answered wrongly ends up with one. Where the network does not
        promise that, only a person sends again.
        """
        move(self.delivery, "try_again", by=self.by, at=self.at, looks=looks, due_at=self.at, checkpoint={})
        nudge(DELIVERY_JOB, self.delivery.pk)

    def _later(self, seconds: float) -> None:
        self.delivery.due_at = self.at + timedelta(seconds=seconds)
        self.delivery.save(update_fields=["due_at", "looks"])
        nudge(DELIVERY_JOB, self.delivery.pk, at=self.delivery.due_at)

    def _line(self) -> tuple[Connector, Account]:
        return connector_for(self.delivery.channel.network), account_for(self.delivery.channel)
