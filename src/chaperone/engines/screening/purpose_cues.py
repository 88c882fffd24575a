"""Weighted cues for what somebody wrote: patterns in data/incoming_cues.csv, written by hand, each for or against.

They are features of the trained model and, for emergencies, a floor under it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from chaperone.engines.screening.lists import rows_of

CATEGORIES = (
    "emergency",
    "abuse",
    "spam",
    "medical_question",
    "complaint",
    "self_disclosure",
    "praise",
    "other",
)
_LOOKS_AT = 20_000  # characters at either end: what a message is for stands there; keeps the cost bounded


@dataclass(frozen=True)
class Cue:
    """A pattern that speaks for (weight > 0) or against (weight < 0) a category, where `needs` is found too."""

    category: str
    weight: float
    pattern: re.Pattern[str]
    needs: re.Pattern[str] | None

    def shows_in(self, text: str) -> bool:
        return bool(self.pattern.search(text)) and (self.needs is None or bool(self.needs.search(text)))


@cache
def _cues() -> tuple[Cue, ...]:
    return tuple(
        Cue(
            category=row["category"],
            weight=float(row["weight"]),
            pattern=re.compile(row["pattern"], re.IGNORECASE),
            needs=re.compile(row["needs"], re.IGNORECASE) if row["needs"] else None,
        )
        for row in rows_of("incoming_cues.csv")
    )


def scores(text: str) -> dict[str, float]:
    """The sum of the weights of the cues that a folded text shows, by category."""
    looked = text if len(text) <= 2 * _LOOKS_AT else f"{text[:_LOOKS_AT]}\n{text[-_LOOKS_AT:]}"
    total = dict.fromkeys(CATEGORIES, 0.0)
    for cue in _cues():
        if cue.shows_in(looked):
            total[cue.category] += cue.weight
    return total
