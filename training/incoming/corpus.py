"""The texts that the purpose model learns from, and which are kept aside. Folders are given by path.

Kept aside: of each set, the rows whose sha256(id) begins with a byte below 86 (one third).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 20261124
MEDICAL = 240  # texts sampled from medical_questions_dev
SMS_SPAM = 120  # texts sampled from sms_spam_dev, so that its style does not dominate
SMS_OTHER = 160


@dataclass(frozen=True)
class Row:
    """One labelled text. `phi` is None where nobody said; `weight` is how much it counts in training."""

    id: str
    source: str
    text: str
    category: str
    phi: bool | None
    weight: float


def held(identity: str) -> bool:
    return hashlib.sha256(identity.encode()).digest()[0] < 86


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def own_rows(path: Path, *, source: str, weight: float = 1.0) -> list[Row]:
    """Rows of a set in the project's own form: id, text, category, phi."""
    return [Row(r["id"], source, r["text"], r["category"], bool(r["phi"]), weight) for r in _read(path)]


def _sample(rows: list[Row], count: int) -> list[Row]:
    """The same rows each time, chosen by hash."""
    return sorted(rows, key=lambda row: hashlib.sha256(f"{SEED} {row.id}".encode()).digest())[:count]


def _other_rows(
    path: Path, *, source: str, category: Callable[[dict[str, Any]], str], weight: float
) -> list[Row]:
    return [Row(r["id"], source, r["text"], category(r), None, weight) for r in _read(path)]


def medical(path: Path) -> list[Row]:
    """medical_questions_dev: each is a medical question."""
    return _other_rows(path, source="medical", category=lambda r: "medical_question", weight=0.4)


def sms(path: Path) -> list[Row]:
    """sms_spam_dev: spam is spam, everything else is other; phi is not labelled."""
    return _other_rows(
        path, source="sms", category=lambda r: "spam" if r["class"] == "spam" else "other", weight=0.3
    )


def training_rows(data: Path, corpora: Path) -> list[Row]:
    """Everything a model may learn from: nothing kept aside, and all of `incoming_more`."""
    dev = own_rows(data / "chaperone_incoming_dev.jsonl", source="dev")
    written = own_rows(corpora / "incoming.jsonl", source="corpora")
    rows = [r for r in dev + written if not held(r.id)]
    rows += own_rows(corpora / "incoming_more.jsonl", source="more")
    rows += _sample([r for r in medical(data / "medical_questions_dev.jsonl") if not held(r.id)], MEDICAL)
    texts = [r for r in sms(data / "sms_spam_dev.jsonl") if not held(r.id)]
    rows += _sample([r for r in texts if r.category == "spam"], SMS_SPAM)
    return rows + _sample([r for r in texts if r.category == "other"], SMS_OTHER)


def kept_rows(data: Path, corpora: Path) -> dict[str, list[Row]]:
    """What was never trained on, by source."""
    return {
        "dev": [r for r in own_rows(data / "chaperone_incoming_dev.jsonl", source="dev") if held(r.id)],
        "corpora": [r for r in own_rows(corpora / "incoming.jsonl", source="corpora") if held(r.id)],
        "medical": [r for r in medical(data / "medical_questions_dev.jsonl") if held(r.id)],
        "sms": [r for r in sms(data / "sms_spam_dev.jsonl") if held(r.id)],
    }
