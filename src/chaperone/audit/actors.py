"""Who does something: a person of the practice, a patient with a link, a network, or the program itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "patient", "network", "program"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Named in every entry of the trail. ``roles`` are those held in ``practice_id`` at this moment."""

    kind: Kind
    id: str
    practice_id: uuid.UUID
    roles: frozenset[str] = field(default=frozenset())

    @classmethod
    def program(cls, practice_id: uuid.UUID, part: str) -> Actor:
        """Chaperone itself, acting by rule; ``part`` is the room."""
        return cls("program", part, practice_id)

    @classmethod
    def patient(cls, practice_id: uuid.UUID, patient_id: uuid.UUID) -> Actor:
        """A patient on her own page."""
        return cls("patient", str(patient_id), practice_id)

    @classmethod
    def network(cls, practice_id: uuid.UUID, key: str) -> Actor:
        """Something that arrived from a social network."""
        return cls("network", key, practice_id)
