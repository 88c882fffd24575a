"""One move of a delivery: its state, its event in the trail, and nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.publishing.models import Delivery
from chaperone.publishing.rules import MOVES, may_move


def move(
    delivery: Delivery,
    name: str,
    *,
    by: Actor,
    at: datetime,
    told: dict[str, Any] | None = None,
    **fields: Any,
) -> None:
    """Make the move, in the caller's transaction. Raises :class:`Refusal` when the delivery stands elsewhere.

    The row is locked and read again first, so that of a worker and a withdrawal at once the second sees what
    the first did. ``fields`` are saved with the state; ``told`` goes into the trail as well.
    """
    current = Delivery.objects.select_for_update().get(pk=delivery.pk)
    may_move(current.state, name).or_refuse()
    _, state, event = MOVES[name]
    changed = {"state": state, **fields}
    for field, value in changed.items():
        setattr(delivery, field, value)
        setattr(current, field, value)
    current.save(update_fields=list(changed))
    record(event, by=by, at=at, subject=delivery, channel=delivery.channel_id, **(told or {}))
