"""Exact search over sealed values: keyed digests of the normalized value (a blind index)."""

from __future__ import annotations

import hmac
import unicodedata
import uuid
from hashlib import sha256

from chaperone.foundation.sealing import keys


def blind_index(scope: uuid.UUID, purpose: str, value: str) -> str:
    """A 64-character digest that is equal for values that differ only in case, width or outer space."""
    normal = unicodedata.normalize("NFKC", value).casefold().strip()
    return hmac.new(keys.stable(scope, "index"), f"{purpose}\0{normal}".encode(), sha256).hexdigest()
