"""Whether what is on its way or live is still covered by consent, and what happens when it is not."""

from __future__ import annotations

import logging
import uuid
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from chaperone.audit.actors import Actor
from chaperone.posts.content import content_of
from chaperone.posts.gates import consent
from chaperone.posts.gates.verdict import Case
from chaperone.publishing.models import Delivery
from chaperone.publishing.rules import PERHAPS_PUBLIC, UNSENT, Reason
from chaperone.publishing.services import end_delivery

log = logging.getLogger("chaperone.publishing")


def deliveries_showing(patient_id: uuid.UUID) -> QuerySet[Delivery]:
    """Everything on its way or live that shows a picture of this patient."""
    return (
        Delivery.objects.filter(
            kind="post",
            state__in=UNSENT | PERHAPS_PUBLIC,
            version__images__rendition__original__patient_id=patient_id,
        )
        .select_related("version__post__practice", "version__practice", "channel")
        .distinct()
    )


def is_covered(delivery: Delivery, *, at: datetime) -> bool:
    """Whether the consent gate would still open for this delivery."""
    version = delivery.version
    if version is None:
        return True
    case = Case(version.practice, version.post, content_of(version), delivery.channel, at, version)
    return consent.judge(case).verdict == "clear"


def end_what_is_not_covered(*, patient_id: uuid.UUID, reason: Reason, by: Actor, at: datetime) -> int:
    """Cancel and take down what this patient no longer allows, in the caller's transaction; returns how many."""
    lost = [delivery for delivery in deliveries_showing(patient_id) if not _surely_covered(delivery, at)]
    for delivery in lost:
        end_delivery(delivery=delivery, reason=reason, by=by, at=at)
    return len(lost)


def _surely_covered(delivery: Delivery, at: datetime) -> bool:
    """When it cannot be judged it counts as not covered: a fault here must never keep a patient from withdrawing."""
    try:
        with transaction.atomic():
            return is_covered(delivery, at=at)
    except Exception as fault:
        log.error("coverage of delivery %s: %s", delivery.pk, type(fault).__qualname__)
        return False


@transaction.atomic
def recheck(*, delivery_id: str, at: datetime) -> None:
    """The nightly look at one live post: whatever was missed before is found here."""
    delivery = Delivery.objects.select_related("version__post__practice", "version__practice", "channel").get(
        pk=delivery_id
    )
    if not is_covered(delivery, at=at):
        by = Actor.program(delivery.practice_id, "publishing")
        end_delivery(delivery=delivery, reason=Reason.UNCOVERED, by=by, at=at)
    Delivery.objects.filter(pk=delivery_id).update(coverage_checked_at=at)
