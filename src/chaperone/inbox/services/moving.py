"""One move of an item: its state, its event in the trail, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.inbox.models import Item
from chaperone.inbox.rules import MOVES, may_move
from chaperone.inbox.signals import item_moved


def move(
    item: Item, name: str, *, by: Actor, at: datetime, told: dict[str, Any] | None = None, **fields: Any
) -> None:
    """Make the move, in the caller's transaction; raises a ``Refusal`` when the item stands elsewhere.

    The row is locked and read again first: a worker and a person at once see each other.
    """
    current = Item.objects.select_for_update().get(pk=item.pk)
    may_move(current.state, name).or_refuse()
    _, state, event = MOVES[name]
    changed = {"state": state, **fields}
    for field, value in changed.items():
        setattr(item, field, value)
        setattr(current, field, value)
    current.save(update_fields=list(changed))
    record(event, by=by, at=at, subject=item, **(told or {}))
    item_moved.send(sender=Item, item=item, move=name, at=at)
