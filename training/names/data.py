"""Labelled texts for training: rows of {"id", "text", "spans": [{"start", "end", "label"}]}, given by path."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.tagging.words import words

TAGS = ("other", "person", "place", "organisation")
LABELS = {
    "PERSON": 1, "LOCATION": 2, "ADDRESS": 2, "ZIP": 2, "FAC": 2, "ORG": 3, "PRODUCT": 3, "WORK": 3, "NRP": 0,
}  # fmt: skip
# Whole sets to learn from, and sets of which the kept-aside part is never read here.
WHOLE = ("btc_train", "wnut17_train")
PARTLY = ("presidio_research_dev", "asq_phi_dev")


@dataclass(frozen=True)
class Example:
    """A text with a tag for each of its words (an index into TAGS)."""

    text: str
    tags: tuple[int, ...]


def kept_aside(identity: str) -> bool:
    """The third of a set that is never trained or tuned on."""
    return hashlib.sha256(identity.encode()).digest()[0] < 86


def read(path: Path, *, aside: bool | None = None) -> list[Example]:
    """The file's examples; ``aside`` chooses the part."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    chosen = [row for row in rows if aside is None or kept_aside(str(row["id"])) == aside]
    return [
        example(row["text"], [(s["start"], s["end"], s["label"]) for s in row["spans"]]) for row in chosen
    ]


def example(text: str, spans: list[tuple[int, int, str]]) -> Example:
    """The text as the engine folds it, its words tagged by the spans they lie in."""
    folded = fold(text)
    tags = []
    for word in words(folded.text):
        start, end = folded.back(word.start, word.end)
        tags.append(next((LABELS.get(label, 0) for a, b, label in spans if a < end and start < b), 0))
    return Example(folded.text, tuple(tags))


def training_set(folder: Path) -> list[Example]:
    """Everything that may be learnt from."""
    rows = [one for name in WHOLE for one in read(folder / f"{name}.jsonl")]
    return rows + [one for name in PARTLY for one in read(folder / f"{name}.jsonl", aside=False)]
