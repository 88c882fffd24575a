"""The project's own captions, replies and messages: the rates must not fall, and none is copied from anywhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from chaperone.engines.screening import Screening, all_rules, screen

RECORDS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "regression.jsonl").read_text(encoding="utf-8").splitlines()
]


def judged(use: str) -> list[tuple[dict[str, Any], Screening]]:
    return [
        (r, screen(r["text"], use=r["use"], context=r["context"], jurisdiction=r["jurisdiction"]))
        for r in RECORDS
        if r["use"] == use
    ]


def rates(pairs: list[tuple[dict[str, Any], Screening]]) -> tuple[float, float]:
    """Precision and recall of "must not pass as it is"."""
    wanted = [r["verdict"] != "clear" for r, _ in pairs]
    told = [s.verdict != "clear" for _, s in pairs]
    both = sum(w and t for w, t in zip(wanted, told, strict=True))
    return both / sum(told), both / sum(wanted)


def test_captions_keep_their_rates() -> None:
    precision, recall = rates(judged("caption"))
    assert precision >= 0.95
    assert recall >= 0.97


def test_replies_keep_their_rates() -> None:
    precision, recall = rates(judged("reply"))
    assert precision >= 0.92
    assert recall >= 0.97


def test_emergencies_are_not_missed() -> None:
    emergencies = [s.category for r, s in judged("incoming") if r["category"] == "emergency"]
    assert emergencies.count("emergency") / len(emergencies) >= 0.97


def test_categories_keep_their_accuracy() -> None:
    pairs = judged("incoming")
    assert sum(s.category == r["category"] for r, s in pairs) / len(pairs) >= 0.9


def test_wanted_kinds_are_named() -> None:
    wanted = [(kind, s) for use in ("caption", "reply") for r, s in judged(use) for kind in r["kinds"]]
    named = sum(any(f.kind == kind for f in s.findings) for kind, s in wanted)
    assert named / len(wanted) >= 0.95


def test_every_finding_names_a_rule_that_the_rules_page_knows() -> None:
    known = {rule.id for rule in all_rules()}
    fired = {f.rule for use in ("caption", "reply", "incoming") for _, s in judged(use) for f in s.findings}
    assert fired - known == set()
