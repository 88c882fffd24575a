"""What the engine reaches on the corpora's kept-aside texts may not fall: below these floors CI is red.

The floors stand a little under what was measured when they were set; raise them when the engine gets better. Texts are
kept aside when the first byte of sha256(id) is below 86; nobody trains or tunes on those.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chaperone.engines.screening import Screening, screen

CORPORA = Path(__file__).resolve().parents[3] / "training" / "corpora"
Judged = list[tuple[dict[str, Any], Screening]]


def kept(name: str) -> Iterator[dict[str, Any]]:
    for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if hashlib.sha256(row["id"].encode()).digest()[0] < 86:
            yield row


def judged(name: str, use: str) -> Judged:
    return [
        (
            row,
            screen(
                row["text"],
                use=use,  # type: ignore[arg-type]
                context=row.get("context") or "",
                jurisdiction=[row["jurisdiction"]] if row.get("jurisdiction") else [],
            ),
        )
        for row in kept(name)
    ]


@pytest.fixture(scope="module")
def incoming() -> Judged:
    return judged("incoming", "incoming")


def rates(rows: Judged, positive: set[str]) -> tuple[float, float]:
    """Precision and recall of "must not pass"."""
    gold = [row["expect"] in positive for row, _ in rows]
    said = [found.verdict in positive for _, found in rows]
    both = sum(g and s for g, s in zip(gold, said, strict=True))
    return both / max(sum(said), 1), both / max(sum(gold), 1)


def test_captions() -> None:
    precision, recall = rates(judged("captions", "caption"), {"block", "review"})
    assert precision >= 0.80
    assert recall >= 0.80


def test_replies() -> None:
    precision, recall = rates(judged("replies", "reply"), {"block", "review"})
    assert precision >= 0.72
    assert recall >= 0.85


def test_no_more_emergencies_are_missed(incoming: Judged) -> None:
    gold = [found.category == "emergency" for row, found in incoming if row["category"] == "emergency"]
    said = [row["category"] == "emergency" for row, found in incoming if found.category == "emergency"]
    assert sum(gold) / len(gold) >= 0.92
    assert sum(said) / len(said) >= 0.55


def test_categories(incoming: Judged) -> None:
    table = Counter((row["category"], found.category) for row, found in incoming)
    names = {gold for gold, _ in table}
    f1 = [
        2
        * table[name, name]
        / (
            sum(n for (gold, _), n in table.items() if gold == name)
            + sum(n for (_, said), n in table.items() if said == name)
        )
        for name in names
    ]
    assert sum(f1) / len(f1) >= 0.70


def test_most_of_what_is_sure_is_right(incoming: Judged) -> None:
    sure = [row["category"] == found.category for row, found in incoming if found.sure]
    assert len(sure) / len(incoming) >= 0.70
    assert sum(sure) / len(sure) >= 0.80
