"""The certificate that lets something leave the house."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Clearance:
    """Issued only when every gate is clear; bound to the content's sha256, the rules and the authorizations.

    ``kind`` is ``post`` or ``reply``; ``subject_id`` the version or the reply. ``publishing`` takes nothing
    else, and issues it anew at the moment of sending.
    """

    kind: str
    practice_id: uuid.UUID
    subject_id: uuid.UUID
    channel_id: uuid.UUID
    content_sha256: str
    ruleset: str
    authorizations: tuple[str, ...]
    approved_by: str
    issued_at: datetime

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: ids, hashes and times only."""
        plain = asdict(self)
        for field in ("practice_id", "subject_id", "channel_id"):
            plain[field] = str(plain[field])
        return plain | {"issued_at": self.issued_at.isoformat(), "authorizations": list(self.authorizations)}
