"""Keyed commitments: prove later what a value was, without letting anybody guess it from the trail."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256

NONCE_BYTES = 16
OPENINGS = "audit.entry.openings"  # what the sealed nonces are bound to


@dataclass(frozen=True, slots=True, repr=False)
class Commit:
    """Wrap a guessable value (a caption, a name) given to :func:`chaperone.audit.services.record`."""

    value: str


def commitment(value: str, nonce: bytes) -> str:
    """``SHA-256(nonce || value)`` in hex."""
    return sha256(nonce + value.encode()).hexdigest()


def close(data: dict[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """Replace each :class:`Commit` by its commitment; returns the data and the nonces (hex) by field."""
    closed: dict[str, object] = {}
    openings: dict[str, str] = {}
    for field, value in data.items():
        if isinstance(value, Commit):
            nonce = secrets.token_bytes(NONCE_BYTES)
            openings[field] = nonce.hex()
            closed[field] = {"commitment": commitment(value.value, nonce)}
        else:
            closed[field] = value
    return closed, openings
