"""The one way an authorization changes its state: the table is asked, one row is won, one event is written."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.consents.models import Authorization
from chaperone.consents.rules import TRANSITIONS, may_move


def move(
    row: Authorization, name: str, *, by: Actor, at: datetime, fields: dict[str, Any], **data: Any
) -> None:
    """Make the move ``name`` and write ``fields`` with it. Call inside a transaction.

    The UPDATE names the states it may start from, so of two requests at once only one goes through; the other
    gets the refusal that fits what the row has become.
    """
    transition = TRANSITIONS[name]
    may_move(row.state, name).or_refuse()
    won = Authorization.objects.filter(pk=row.pk, state__in=transition.sources).update(
        state=transition.target, **fields
    )
    row.refresh_from_db()
    if not won:
        may_move(row.state, name).or_refuse()
    record(transition.event, by=by, at=at, subject=row, **data)
