"""Links for people without an account: random, expiring, closed by use or by hand, stored only as a digest."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime
from hashlib import sha256

from django.db.models import F, Q

from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing.models import Link

TOKEN_BYTES = 32


def issue(
    *, scope: uuid.UUID, purpose: str, subject_id: uuid.UUID, expires_at: datetime, single_use: bool = False
) -> str:
    """Create a link and return its token (43 URL-safe characters, 256 random bits); it is not kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Link.objects.create(
        scope=scope,
        purpose=purpose,
        subject_id=subject_id,
        token_sha256=_digest(token),
        expires_at=expires_at,
        single_use=single_use,
    )
    return token


def look(*, purpose: str, token: str, at: datetime) -> Link:
    """The link behind a token, still good at ``at``. Raises a :class:`Refusal` that says what to do."""
    link = Link.objects.filter(purpose=purpose, token_sha256=_digest(token)).first()
    if link is None:
        raise Refusal(
            "link.unknown", "We do not know this link.", "Was it copied whole? If so, ask for a new one."
        )
    if link.used_at is not None:
        raise Refusal("link.used", "This link was already used.", "Ask the practice for a new one.")
    if link.closed_at is not None:
        raise Refusal("link.closed", "This link was closed.", "Ask the practice for a new one.")
    if link.expires_at <= at:
        raise Refusal("link.expired", "This link has expired.", "Ask the practice for a new one.")
    return link


def use(*, purpose: str, token: str, at: datetime) -> Link:
    """Like :func:`look`, and spend it: of two requests at once, one gets it and the other is refused."""
    link = look(purpose=purpose, token=token, at=at)
    spent = Link.objects.filter(pk=link.pk, used_at=None, closed_at=None).update(used_at=at)
    if not spent:
        raise Refusal("link.used", "This link was already used.", "Ask the practice for a new one.")
    link.refresh_from_db()
    return link


def close(*, purpose: str, subject_id: uuid.UUID, at: datetime) -> int:
    """Close every open link of a subject; returns how many there were."""
    still_open = Link.objects.filter(Q(used_at=None), purpose=purpose, subject_id=subject_id, closed_at=None)
    return still_open.filter(expires_at__gt=F("created_at")).update(closed_at=at)


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
