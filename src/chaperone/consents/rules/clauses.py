"""What a form must never say: ``clauses.json`` holds each rule with the law behind it.

Sentences are looked at one by one; ``unless`` names what turns the meaning of a sentence round ("you do not have
to sign"). Patterns that find nothing prove nothing: the list is a net, and a person still reads the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

RULES = Path(__file__).with_suffix(".json")
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """One rule. ``severity``: ``refused``, or ``escalate`` where a lawyer may know a lawful way."""

    id: str
    law: str
    why: str
    remedy: str
    severity: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None

    def breaks(self, sentence: str) -> bool:
        """Whether this sentence breaks the rule."""
        if not self.pattern.search(sentence):
            return False
        return self.unless is None or not self.unless.search(sentence)


@cache
def forbidden() -> tuple[Forbidden, ...]:
    """Every rule, in the order of the file."""
    rows = json.loads(RULES.read_text(encoding="utf-8"))
    return tuple(
        Forbidden(
            id=row["id"],
            law=row["law"],
            why=row["why"],
            remedy=row["remedy"],
            severity=row["severity"],
            pattern=_any(row["patterns"]),
            unless=_any(row["unless"]) if row["unless"] else None,
        )
        for row in rows
    )


def _any(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def forbidden_in(text: str) -> tuple[Forbidden, ...]:
    """Each rule that a sentence of ``text`` breaks, once."""
    sentences = _SENTENCES.split(text)
    return tuple(rule for rule in forbidden() if any(rule.breaks(sentence) for sentence in sentences))
