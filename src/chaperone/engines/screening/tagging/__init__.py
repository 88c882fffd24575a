"""Where a text names people and places, and what it is for, as a small trained model sees it (docs/models/names.md).

The model and numpy are loaded by the first text, not by the import: a web process that screens nothing stays small.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chaperone.engines.screening.tagging.sight import CLASSES, Sight, Span, limits, opinion_of

__all__ = ["CLASSES", "Sight", "Span", "limits", "look", "look_at_all", "opinion", "opinion_of", "spans"]


def look_at_all(texts: Sequence[str]) -> list[Sight]:
    """What the model sees in folded texts, in their order; together they cost less than one by one."""
    from chaperone.engines.screening.tagging.tagger import look_at_all as look_now

    return look_now(texts)


def look(text: str) -> Sight:
    """Everything the model sees in a folded text. Linear in its length; memory hardly grows with it."""
    return look_at_all((text,))[0]


def spans(text: str) -> tuple[Span, ...]:
    """People and places in a folded text, in order."""
    return look(text).spans


def opinion(text: str, *, answers: str = "") -> Mapping[str, float]:
    """Log-odds by class of a folded text, after the folded text that it answers. Empty for a text without words."""
    if not answers:
        return opinion_of(look(text))
    from chaperone.engines.screening.tagging.tagger import odds_of_answer

    odds = odds_of_answer(text, answers)
    return opinion_of(Sight((), (odds,) if odds else ()))
