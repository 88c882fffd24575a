"""What a person decides about an item: open it, keep it, have it hidden or deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.models import Item, Moderation, Opening
from chaperone.inbox.rules import OPEN_MODERATIONS, Action, Reason, known_reason, may_moderate, may_move
from chaperone.inbox.rules import Moderation as Standing
from chaperone.inbox.services.moving import move
from chaperone.inbox.services.snapshots import snapshot_of

MODERATION_JOB = "inbox.moderation"


@transaction.atomic
def open_item(*, item: Item, by: Actor, at: datetime) -> Opening:
    """Show an item's words to this person for a quarter of an hour; recorded like opening an original."""
    require(by, "inbox.open", practice_id=item.practice_id)
    opening = Opening.objects.create(item=item, person_id=by.id, at=at)
    record("inbox.item.opened", by=by, at=at, subject=item, snapshot=item.snapshots.count())
    return opening


@transaction.atomic
def keep(*, item: Item, by: Actor, at: datetime) -> None:
    """It stays as it is. Honest criticism ends here."""
    require(by, "inbox.moderate", practice_id=item.practice_id)
    if Moderation.objects.filter(item=item, state__in=OPEN_MODERATIONS).exists():
        raise Refusal("inbox.under_way", "Its removal is under way.", "Wait until that has ended.")
    move(item, "keep", by=by, at=at)


@transaction.atomic
def moderate(
    *, item: Item, action: Action, reason: Reason, not_criticism: bool = False, by: Actor, at: datetime
) -> Moderation:
    """A person has something removed that others wrote, for a content-neutral reason; the snapshot comes first.

    A worker does it and reads again until it is hidden or absent. Asking twice changes nothing.
    """
    require(by, "inbox.moderate", practice_id=item.practice_id)
    known_reason(reason).or_refuse()
    may_moderate(critical=item.is_critical, not_criticism=not_criticism).or_refuse()
    item = Item.objects.select_for_update().select_related("channel").get(pk=item.pk)
    standing = Moderation.objects.filter(item=item, state__in=OPEN_MODERATIONS).first()
    if standing is not None:
        return standing
    may_move(item.state, "hide" if action == Action.HIDE else "remove").or_refuse()
    if item.kind == "post" and action == Action.HIDE:
        raise Refusal(
            "inbox.post_not_hidden", "A post of your own account cannot be hidden.", "Delete it instead."
        )
    moderation = Moderation.objects.create(
        practice_id=item.practice_id,
        item=item,
        snapshot=snapshot_of(item),
        action=action,
        reason_code=reason,
        asked_by=by.id,
        asked_at=at,
        due_at=at,
    )
    record(
        "inbox.moderation.asked", by=by, at=at, subject=moderation, item=item.pk, action=str(action),
        reason=str(reason), snapshot=moderation.snapshot_id,
    )  # fmt: skip
    nudge(MODERATION_JOB, moderation.pk)
    return moderation


@transaction.atomic
def confirm_by_hand(*, moderation: Moderation, by: Actor, at: datetime) -> None:
    """A person did on the network what the program could not; it is read again all the same."""
    require(by, "inbox.moderate", practice_id=moderation.practice_id)
    current = Moderation.objects.select_for_update().get(pk=moderation.pk)
    if current.state != Standing.NEEDS_PERSON:
        raise Refusal("inbox.not_by_hand", "Nothing waits for you here any more.", "Open it again.")
    current.state, current.by_hand_by = Standing.VERIFYING, by.id
    current.sent_at = current.due_at = at
    current.attempts = 0
    current.save(update_fields=["state", "by_hand_by", "sent_at", "due_at", "attempts"])
    record("inbox.moderation.done_by_hand", by=by, at=at, subject=moderation, item=moderation.item_id)
    nudge(MODERATION_JOB, moderation.pk)
