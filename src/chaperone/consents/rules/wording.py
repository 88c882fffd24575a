"""A form's words as data: sections, each for one element of 45 CFR 164.508, with plain and full wording."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True, slots=True)
class Section:
    """``plain`` is what the patient reads, ``wording`` the legal text behind it. ``when``: paid or unpaid."""

    element: str
    heading: str
    plain: str
    wording: str
    when: str = ""

    @property
    def text(self) -> str:
        """Both, for checks."""
        return f"{self.heading}. {self.plain} {self.wording}"


@dataclass(frozen=True, slots=True)
class Wording:
    """One form in one language. ``sha256`` is the fingerprint of the file it was read from."""

    key: str
    version: int
    language: str
    title: str
    intro: str
    sections: tuple[Section, ...]
    lines: Mapping[str, str]
    extras: Mapping[str, str]
    phrases: Mapping[str, str]
    areas: Mapping[str, str]
    phases: Mapping[str, str]
    places: Mapping[str, str]
    purposes: Mapping[str, str]
    declaration: str
    sha256: str

    def section(self, element: str, *, paid: bool = False) -> Section | None:
        """The section for one element."""
        return next((one for one in self.shown(paid=paid) if one.element == element), None)

    def shown(self, *, paid: bool) -> tuple[Section, ...]:
        """The sections that this request shows."""
        hidden = "unpaid" if paid else "paid"
        return tuple(one for one in self.sections if one.when != hidden)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in. Raises ``KeyError`` for a slot without a value, so that no form shows a hole."""
    return _SLOT.sub(lambda slot: values[slot.group(1)], text)


def slots(text: str) -> frozenset[str]:
    """The names of the slots in a text."""
    return frozenset(_SLOT.findall(text))


def without_slots(text: str) -> str:
    """The text with a plain word in each slot, for measuring how hard it reads."""
    return _SLOT.sub("it", text)
