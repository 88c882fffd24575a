"""AES-256-GCM boxes (NIST SP 800-38D): the one place that encrypts and decrypts bytes."""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12


class Unsealable(Exception):
    """The box was changed, belongs elsewhere, or was sealed with another key. Carries no content."""


def lock(key: bytes, plaintext: bytes, *, bound_to: bytes) -> bytes:
    """Return ``nonce || ciphertext || tag``; ``bound_to`` must be given again to open it."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, bound_to)


def unlock(key: bytes, box: bytes, *, bound_to: bytes) -> bytes:
    """Open a box made by :func:`lock`. Raises :class:`Unsealable`."""
    try:
        return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError) as fault:
        raise Unsealable(bound_to.decode("ascii", "replace")) from fault
