"""Reads of the inbox; each starts from the practice."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Prefetch, Q, QuerySet

from chaperone.access.models import Practice
from chaperone.audit.queries import entries_about
from chaperone.inbox.models import Item, ItemQuerySet, Moderation, Opening, Reply, ReplyPolicy, Watch
from chaperone.inbox.rules import OPEN_MODERATIONS, TO_DO, State
from chaperone.publishing.models import Delivery

FILTERS: dict[str, tuple[str, Q]] = {
    "action": ("Needs action", Q(state__in=TO_DO)),
    "urgent": ("Urgent", Q(category__in=["emergency", "medical_question"], state__in=TO_DO)),
    "disclosures": ("Disclosures", Q(discloses=True)),
    "reviews": ("Reviews", Q(kind="review")),
    "all": ("All", Q()),
}
"""The views of the list; the first is where one starts."""

TITLES = {
    "inbox.item.arrived": "Arrived; a sealed copy was kept",
    "inbox.item.edited": "Changed by its author; judged again, a sealed copy was kept",
    "inbox.item.opened": "Opened",
    "inbox.item.kept": "Kept",
    "inbox.item.raised": "Needs a look again",
    "inbox.item.answered": "Answered",
    "inbox.item.hidden": "Read again on the network: hidden",
    "inbox.item.removed": "Read again on the network: gone",
    "inbox.item.gone": "No longer there",
    "inbox.moderation.asked": "Removal asked for",
    "inbox.moderation.sent": "The network was asked; we look again",
    "inbox.moderation.needs_person": "A person must do it on the network",
    "inbox.moderation.done_by_hand": "Done by hand; we look again",
    "inbox.reply.chosen": "An answer was chosen",
    "inbox.reply.written": "An answer was written",
    "inbox.reply.refused": "An answer was refused, because it would disclose something",
    "inbox.reply.approved": "A second person approved the answer",
    "inbox.reply.sent_back": "The answer was sent back",
}
"""The trail's events in words."""


def items_of(practice: Practice) -> ItemQuerySet:
    """Everything said on the practice's pages, newest first."""
    return (
        Item.objects.of(practice)
        .select_related("channel", "practice", "parent_delivery__version__post")
        .order_by("-arrived_at", "-written_at")
    )


def for_list(practice: Practice, *, show: str, channel: uuid.UUID | None) -> ItemQuerySet:
    """The items of one view, with the removal that is under way."""
    open_ones = Prefetch(
        "moderations", Moderation.objects.filter(state__in=OPEN_MODERATIONS), to_attr="under_way"
    )
    rows = items_of(practice).filter(FILTERS[show][1]).prefetch_related(open_ones)
    return rows.filter(channel_id=channel) if channel else rows


def counts(practice: Practice) -> dict[str, int]:
    """How many are in each view; one query."""
    return Item.objects.of(practice).aggregate(
        **{key: Count("pk", filter=condition) for key, (_, condition) in FILTERS.items() if key != "all"},
        all=Count("pk"),
    )


def needs_action(practice: Practice) -> ItemQuerySet:
    """What waits for somebody, oldest first."""
    return items_of(practice).filter(state=State.NEEDS_PERSON).order_by("arrived_at")


def replies_of(practice: Practice) -> QuerySet[Reply]:
    """Every answer, newest first."""
    return (
        Reply.objects.filter(practice=practice)
        .select_related("item__channel", "practice", "written_by", "approved_by")
        .order_by("-written_at")
    )


def waiting_replies(practice: Practice) -> QuerySet[Reply]:
    """Own words that wait for a second person, oldest first."""
    return replies_of(practice).filter(state=Reply.State.WAITING).order_by("written_at")


def deliveries_for(replies: Sequence[Reply]) -> dict[uuid.UUID, Delivery]:
    """How each answer is doing on its way, by the answer's id."""
    rows = Delivery.objects.filter(kind="reply", subject_id__in=[reply.pk for reply in replies]).order_by(
        "created_at"
    )
    return {row.subject_id: row for row in rows.select_related("channel")}


def moderations_of(practice: Practice) -> QuerySet[Moderation]:
    """Every removal, newest first."""
    return Moderation.objects.filter(practice=practice).select_related("item__channel").order_by("-asked_at")


def watches_of(practice: Practice) -> QuerySet[Watch]:
    """What is watched, account by account."""
    rows = Watch.objects.filter(practice=practice, channel__closed_at=None)
    return rows.select_related("channel").order_by("channel__network", "channel__handle", "stream")


def opening_of(item: Item, person_id: str, at: datetime) -> Opening | None:
    """This person's opening of the item, while it lasts."""
    newest = item.openings.filter(person_id=person_id).order_by("-at").first()
    return newest if newest is not None and newest.is_open(at) else None


def free_text_allowed(practice: Practice) -> bool:
    """Whether people may answer in their own words; without a decision: no."""
    return ReplyPolicy.objects.filter(practice=practice, free_text=True).exists()


def history_of(item: Item) -> list[dict[str, object]]:
    """What happened to an item, newest first, as the timeline component takes it; read from the trail."""
    subjects = [
        item.pk,
        *item.moderations.values_list("pk", flat=True),
        *item.replies.values_list("pk", flat=True),
    ]
    entries = entries_about(item.practice_id, *subjects)
    return [
        {"at": entry.at, "title": TITLES.get(entry.event, entry.event)} for entry in reversed(list(entries))
    ]
