"""What happens here when something is announced below; in the sender's transaction, so that it is never lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from chaperone.access.models import Membership
from chaperone.access.signals import person_left
from chaperone.audit.actors import Actor
from chaperone.consents.models import Authorization
from chaperone.consents.signals import consent_expired, consent_withdrawn
from chaperone.patients.models import Patient
from chaperone.patients.signals import refusal_recorded
from chaperone.posts.models import Post
from chaperone.posts.signals import approval_voided
from chaperone.publishing.coverage import end_what_is_not_covered
from chaperone.publishing.models import Delivery
from chaperone.publishing.rules import Reason, State
from chaperone.publishing.services import hold

WAITING = (State.SCHEDULED, State.PREPARED)


@receiver(consent_withdrawn)
def take_down_withdrawn(authorization: Authorization, by: Actor, at: datetime, **_: Any) -> None:
    """Scheduled posts stop, live posts come down."""
    end_what_is_not_covered(patient_id=authorization.patient_id, reason=Reason.WITHDRAWN, by=by, at=at)


@receiver(consent_expired)
def take_down_expired(authorization: Authorization, by: Actor, at: datetime, **_: Any) -> None:
    """The same at the end of the authorization."""
    end_what_is_not_covered(patient_id=authorization.patient_id, reason=Reason.EXPIRED, by=by, at=at)


@receiver(refusal_recorded)
def take_down_refused(patient: Patient, by: Actor, at: datetime, **_: Any) -> None:
    """A signed refusal reaches what is out already."""
    end_what_is_not_covered(patient_id=patient.pk, reason=Reason.REFUSED, by=by, at=at)


@receiver(person_left)
def hold_what_she_scheduled(membership: Membership, by: Actor, at: datetime, **_: Any) -> None:
    """What somebody scheduled who left waits until a colleague takes it over."""
    hers = Delivery.objects.filter(
        practice_id=membership.practice_id, state__in=WAITING, scheduled_by=str(membership.person_id)
    ).select_related("channel")
    for delivery in hers:
        hold(
            delivery=delivery, reason="Whoever scheduled this has left the practice.",
            remedy="Look at it and schedule it again.", by=by, at=at,
        )  # fmt: skip


@receiver(approval_voided)
def hold_what_was_approved(post: Post, by: Actor, at: datetime, **_: Any) -> None:
    """An edit voids the approval; what was scheduled under it waits."""
    waiting = Delivery.objects.filter(version__post=post, state__in=WAITING).select_related("channel")
    for delivery in waiting:
        hold(
            delivery=delivery,
            reason="The post was changed after it was approved.",
            remedy="Approve it again.",
            by=by,
            at=at,
        )
