"""What the model sees, as plain data: nothing here loads it, so that a web process stays light until it screens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Label = Literal["person", "place"]
CLASSES = (
    "emergency", "abuse", "spam", "medical_question", "complaint", "self_disclosure", "praise", "other",
    "phi", "reply_blocks", "caption_blocks",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words of one sort; offsets in the folded text, `score` the surest word's probability."""

    start: int
    end: int
    label: Label
    score: float


@dataclass(frozen=True, slots=True)
class Sight:
    """What the model sees in a text. `odds` are the log-odds by class of its first window and, with more, its last."""

    spans: tuple[Span, ...]
    odds: tuple[tuple[float, ...], ...]


def opinion_of(sight: Sight) -> Mapping[str, float]:
    """The opinion on a text that was looked at already; of a long one, on its two ends."""
    return _named(sight.odds) if sight.odds else {}


def _named(odds: Sequence[Sequence[float]]) -> Mapping[str, float]:
    """An emergency counts wherever it stands, the other classes by their mean."""
    columns = dict(zip(CLASSES, zip(*odds, strict=True), strict=True))
    mean = {name: float(sum(values) / len(values)) for name, values in columns.items()}
    return {**mean, "emergency": float(max(columns["emergency"]))}


@cache
def limits() -> Mapping[str, float]:
    """Where yes begins, as training/names/calibrate.py found it."""
    raw = (files("chaperone.engines.screening") / "data" / "opinion.json").read_text("utf-8")
    return {str(name): float(value) for name, value in json.loads(raw).items()}
