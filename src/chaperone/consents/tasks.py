"""Ends authorizations whose last day is over on the practice's calendar."""

from __future__ import annotations

from datetime import datetime

from chaperone.consents import services
from chaperone.consents.queries import past_their_end
from chaperone.foundation.jobs.registry import job


@job("consents.expiry", due=past_their_end)
def expire_one(pk: str, at: datetime) -> None:
    """End one authorization."""
    services.expire(authorization_id=pk, at=at)
