"""What people ask of publishing: schedule, cancel, take down. What workers do is in ``sending`` and ``removing``."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.posts.clearance import Clearance
from chaperone.posts.models import PostVersion, Review
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.moves import move
from chaperone.publishing.queries import disclosed_at
from chaperone.publishing.rules import OPEN_TAKEDOWNS, PERHAPS_PUBLIC, UNSENT, Reason, State, may_go_again

DELIVERY_JOB = "publishing.delivery"
TAKEDOWN_JOB = "publishing.takedown"


@transaction.atomic
def schedule(*, clearance: Clearance, due_at: datetime, by: Actor, at: datetime) -> Delivery:
    """Put cleared content on its way; a time in the past means now. The gates run again when it is sent."""
    require(by, "publishing.schedule", practice_id=clearance.practice_id)
    _approved_since_it_came_down(PostVersion.objects.filter(pk=clearance.subject_id).first())
    return deliver(clearance=clearance, due_at=due_at, by=by, at=at)


def deliver(*, clearance: Clearance, due_at: datetime, by: Actor, at: datetime) -> Delivery:
    """Write the delivery row for a clearance, in the caller's transaction. Takes nothing but a clearance."""
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                practice_id=clearance.practice_id,
                kind=clearance.kind,
                subject_id=clearance.subject_id,
                version=PostVersion.objects.filter(pk=clearance.subject_id).first()
                if clearance.kind == "post"
                else None,
                channel_id=clearance.channel_id,
                content_sha256=clearance.content_sha256,
                clearance=clearance.as_dict(),
                due_at=max(due_at, at),
                scheduled_by=by.id,
                created_at=at,
            )
    except IntegrityError as fault:
        raise _already_on_its_way() from fault
    record(
        "publishing.delivery.scheduled", by=by, at=at, subject=delivery, channel=clearance.channel_id,
        content=clearance.subject_id, due_at=delivery.due_at.isoformat(), authorizations=list(clearance.authorizations),
    )  # fmt: skip
    nudge(DELIVERY_JOB, delivery.pk, at=delivery.due_at)
    return delivery


def _approved_since_it_came_down(version: PostVersion | None) -> None:
    if version is None:
        return
    standing = (
        version.reviews.filter(decision=Review.Decision.APPROVED, voided_at=None).order_by("-at").first()
    )
    approved_at = standing.at if standing else None
    may_go_again(approved_at=approved_at, disclosed_at=disclosed_at(version)).or_refuse()


def _already_on_its_way() -> Refusal:
    return Refusal(
        "publishing.already", "This is already on its way to that account.", "Open the calendar to see it."
    )


@transaction.atomic
def cancel(*, delivery: Delivery, by: Actor, at: datetime) -> None:
    """Stop something that was not sent yet."""
    require(by, "publishing.schedule", practice_id=delivery.practice_id)
    move(delivery, "cancel", by=by, at=at, reason="Cancelled by a person.", remedy="")


@transaction.atomic
def reschedule(*, delivery: Delivery, due_at: datetime, by: Actor, at: datetime) -> None:
    """Give a scheduled, held or failed delivery a new time. Only a person sends again what failed."""
    require(by, "publishing.schedule", practice_id=delivery.practice_id)
    _approved_since_it_came_down(delivery.version)
    try:
        with transaction.atomic():
            move(
                delivery, "reschedule", by=by, at=at, due_at=max(due_at, at), reason="", remedy="", looks=0,
                checkpoint={}, told={"due_at": max(due_at, at).isoformat()},
            )  # fmt: skip
    except IntegrityError as fault:  # scheduled anew meanwhile, beside the one that failed
        raise _already_on_its_way() from fault
    nudge(DELIVERY_JOB, delivery.pk, at=delivery.due_at)


@transaction.atomic
def take_down(*, delivery: Delivery, reason: Reason, by: Actor, at: datetime) -> Takedown | None:
    """A person takes something of the practice's own down; what was not sent yet is cancelled instead."""
    require(by, "publishing.take_down", practice_id=delivery.practice_id)
    return end_delivery(delivery=delivery, reason=reason, by=by, at=at)


def end_delivery(*, delivery: Delivery, reason: Reason, by: Actor, at: datetime) -> Takedown | None:
    """Cancel what was not sent, start the takedown of what may be public; in the caller's transaction.

    Returns the open takedown, if there is one. Asking twice changes nothing.
    """
    current = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if current.state in UNSENT:
        move(current, "cancel", by=by, at=at, reason=reason.label + ".", remedy="")
    if current.state not in PERHAPS_PUBLIC:
        return None
    standing = Takedown.objects.filter(delivery=current, state__in=OPEN_TAKEDOWNS).first()
    return standing or _open_takedown(current, reason, by, at)


def _open_takedown(delivery: Delivery, reason: Reason, by: Actor, at: datetime) -> Takedown:
    takedown = Takedown.objects.create(
        practice_id=delivery.practice_id,
        delivery=delivery,
        reason=reason,
        asked_by=by.id,
        asked_at=at,
        due_at=at,
    )
    record(
        "publishing.takedown.asked", by=by, at=at, subject=takedown, delivery=delivery.pk, reason=str(reason)
    )
    nudge(TAKEDOWN_JOB, takedown.pk)
    return takedown


def hold(*, delivery: Delivery, reason: str, remedy: str, by: Actor, at: datetime) -> None:
    """Keep a scheduled delivery back until a person looks at it; in the caller's transaction."""
    if delivery.state in {State.SCHEDULED, State.PREPARED}:
        move(delivery, "hold", by=by, at=at, reason=reason, remedy=remedy)
