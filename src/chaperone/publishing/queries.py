"""Reads of publishing; each starts from the practice."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Max, Prefetch, Q, QuerySet

from chaperone.access.models import Practice
from chaperone.audit.queries import entries_about
from chaperone.library.models import Original
from chaperone.patients.models import Patient
from chaperone.posts.models import PostVersion
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.rules import OPEN_TAKEDOWNS, PERHAPS_PUBLIC, WORKABLE, Reason, State

TITLES = {
    "publishing.delivery.scheduled": "Scheduled",
    "publishing.delivery.rescheduled": "Given a new time",
    "publishing.delivery.prepared": "Checked again and prepared",
    "publishing.delivery.requested": "Checked once more; the network was asked to publish it",
    "publishing.delivery.put_off": "The network asked us to wait",
    "publishing.delivery.published": "Live",
    "publishing.delivery.lost_sight": "No answer; we look for it on the network",
    "publishing.delivery.not_found": "The network does not have it; checked and sent once more",
    "publishing.delivery.failed": "Not sent",
    "publishing.delivery.held": "Held",
    "publishing.delivery.cancelled": "Cancelled",
    "publishing.delivery.removed": "Taken down",
    "publishing.takedown.asked": "Takedown asked for",
    "publishing.takedown.deleted": "Deleted on the network; we look again",
    "publishing.takedown.needs_person": "A person must take it down",
    "publishing.takedown.escalated": "Still there after an hour; the privacy officer was told",
    "publishing.takedown.verified_gone": "Looked for again and not found",
}
"""The trail's events in words."""


def deliveries_of(practice: Practice) -> QuerySet[Delivery]:
    """Everything scheduled, sent or taken down, with its account and newest takedown."""
    return (
        Delivery.objects.filter(practice=practice)
        .select_related("channel", "version__post__author", "practice")
        .prefetch_related(Prefetch("takedowns", queryset=Takedown.objects.order_by("-asked_at")))
        .order_by("-due_at")
    )


def takedowns_of(practice: Practice) -> QuerySet[Takedown]:
    """All takedowns, open ones first, oldest first."""
    return (
        Takedown.objects.filter(practice=practice)
        .select_related("delivery__channel", "delivery__version__post", "practice")
        .prefetch_related("probes")
        .order_by(F("gone_at").asc(nulls_first=True), "asked_at")
    )


def open_takedowns(practice: Practice) -> QuerySet[Takedown]:
    """Those that are not gone yet."""
    return takedowns_of(practice).filter(state__in=OPEN_TAKEDOWNS)


def newest_takedown(delivery: Delivery) -> Takedown | None:
    """The one that was asked for last, if any."""
    return takedowns_of(delivery.practice).filter(delivery=delivery).order_by("-asked_at").first()


def disclosed_at(version: PostVersion) -> datetime | None:
    """When these words, or a patient's picture that is in them, last came down because it may identify somebody."""
    originals = Original.objects.filter(patient__isnull=False, renditions__post_images__version=version)
    same = Q(delivery__version=version) | Q(delivery__version__images__rendition__original__in=originals)
    asked = Takedown.objects.filter(same, practice_id=version.practice_id, reason=Reason.DISCLOSURE)
    last: datetime | None = asked.aggregate(last=Max("asked_at"))["last"]
    return last


def is_moving(delivery: Delivery, takedown: Takedown | None) -> bool:
    """Whether a worker is about to change something, so that the page should look again."""
    return delivery.state in WORKABLE or (takedown is not None and takedown.state in OPEN_TAKEDOWNS)


def history_of(delivery: Delivery) -> list[dict[str, object]]:
    """What happened to a delivery, newest first, as the timeline component takes it; read from the trail."""
    subjects = [delivery.pk, *(takedown.pk for takedown in delivery.takedowns.all())]
    entries = entries_about(delivery.practice_id, *subjects)
    return [
        {"at": entry.at, "title": TITLES.get(entry.event, entry.event)} for entry in reversed(list(entries))
    ]


def live_posts_of(patient: Patient) -> list[Delivery]:
    """Where this patient's pictures are, were, or are about to be public; newest first."""
    shown = Delivery.objects.filter(kind="post", version__images__rendition__original__patient=patient)
    shown = shown.filter(state__in=PERHAPS_PUBLIC | {State.REMOVED})
    return list(
        shown.select_related("channel")
        .prefetch_related("takedowns", "version__images")
        .distinct()
        .order_by("-due_at")
    )
