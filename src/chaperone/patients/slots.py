"""What rooms above show on a patient's page: they register, this room only asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from chaperone.access.models import Practice
from chaperone.patients.models import Patient


class Section(TypedDict):
    """``template`` is included with ``context`` (a dictionary) under the heading ``title``."""

    title: str
    template: str
    context: dict[str, Any]


MakeSection = Callable[[Practice, Patient], Section | None]
_SECTIONS: list[MakeSection] = []


def register_section(make: MakeSection) -> None:
    """Add a section below a patient's facts. Called once, when a room starts; ``None`` shows nothing."""
    if make not in _SECTIONS:
        _SECTIONS.append(make)


def sections_for(practice: Practice, patient: Patient) -> list[Section]:
    """Every room's section, in the order of the rooms."""
    return [section for make in _SECTIONS if (section := make(practice, patient)) is not None]
