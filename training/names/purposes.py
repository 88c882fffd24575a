"""Labelled whole texts for the model's second head: what a message is for, and what a reply or caption must not do.

Each target says which of CLASSES it speaks about; the others are not judged by it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1] / "incoming"))
import corpus

PURPOSES = (
    "emergency", "abuse", "spam", "medical_question", "complaint", "self_disclosure", "praise", "other",
)  # fmt: skip
CLASSES = (*PURPOSES, "phi", "reply_blocks", "caption_blocks")


@dataclass(frozen=True)
class Labelled:
    """A text (a reply with what it answers before it), its target by class, and how much it counts."""

    text: str
    context: str
    target: dict[str, float]
    weight: float
    source: str = ""


def _rows(path: Path, *, aside: bool) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if corpus.held(row["id"]) == aside:
            yield row


def _incoming(rows: list[corpus.Row]) -> list[Labelled]:
    made = []
    for row in rows:
        target = {name: float(name == row.category) for name in PURPOSES}
        if row.phi is not None:
            target["phi"] = float(row.phi)
        made.append(Labelled(row.text, "", target, row.weight, row.source))
    return made


def _outgoing(data: Path, corpora: Path, *, aside: bool) -> list[Labelled]:
    made = []
    for name, label in (("replies", "reply_blocks"), ("captions", "caption_blocks")):
        for source, path in (
            ("corpora", corpora / f"{name}.jsonl"),
            ("dev", data / f"chaperone_{name}_dev.jsonl"),
        ):
            for row in _rows(path, aside=aside):
                target = {label: float(row["expect"] == "block")}
                made.append(Labelled(row["text"], row.get("context") or "", target, 1.0, f"{name} {source}"))
    return made


def training_texts(data: Path, corpora: Path) -> list[Labelled]:
    """What may be learnt from."""
    return _incoming(corpus.training_rows(data, corpora)) + _outgoing(data, corpora, aside=False)


def kept_texts(data: Path, corpora: Path) -> list[Labelled]:
    """What was never trained on."""
    kept = corpus.kept_rows(data, corpora)
    return _incoming(kept["dev"] + kept["corpora"]) + _outgoing(data, corpora, aside=True)
