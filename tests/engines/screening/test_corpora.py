"""The corpora that the text models learn from keep their form: a wrong label teaches a model to be wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

CORPORA = Path(__file__).parents[3] / "training" / "corpora"
CATEGORIES = {
    "emergency",
    "medical_question",
    "self_disclosure",
    "complaint",
    "abuse",
    "spam",
    "praise",
    "other",
}
KINDS = {
    "relationship",
    "treatment",
    "disrespect",
    "claim",
    "name",
    "other_id",
    "location",
    "date",
    "age",
    "procedure",
    "place_now",
    "livestream",
    "prescription",
    "prize",
    "phone",
    "email",
    "url",
}
FIELDS = {
    "incoming": {"id", "text", "category", "phi"},
    "replies": {"id", "context", "text", "expect", "kinds"},
    "captions": {"id", "text", "jurisdiction", "expect", "kinds"},
}
PREFIX = {"incoming": "in-", "replies": "re-", "captions": "ca-"}
NAMES = sorted(FIELDS)


def rows(name: str) -> list[dict[str, Any]]:
    text = (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def fingerprint(row: dict[str, Any]) -> str:
    """The wording alone: case and spaces do not make a new row; the same reply to another comment does."""
    return " ".join(f"{row.get('context', '')} >> {row['text']}".lower().split())


@pytest.mark.parametrize("name", NAMES)
def test_corpus_rows_have_exactly_their_fields(name: str) -> None:
    assert [row for row in rows(name) if set(row) != FIELDS[name] or not row["text"].strip()] == []


@pytest.mark.parametrize("name", NAMES)
def test_corpus_ids_are_unique_and_of_the_corpus(name: str) -> None:
    ids = [row["id"] for row in rows(name)]
    assert len(set(ids)) == len(ids)
    assert [i for i in ids if not i.startswith(PREFIX[name])] == []


@pytest.mark.parametrize("name", NAMES)
def test_corpus_texts_are_not_repeated(name: str) -> None:
    prints = [fingerprint(row) for row in rows(name)]
    assert sorted({p for p in prints if prints.count(p) > 1}) == []


def test_incoming_labels_are_known_and_balanced() -> None:
    corpus = rows("incoming")
    assert {row["category"] for row in corpus} == CATEGORIES
    assert {type(row["phi"]) for row in corpus} == {bool}
    counts = [sum(row["category"] == c for row in corpus) for c in CATEGORIES]
    assert min(counts) * 2 >= max(counts)


def test_an_emergency_is_always_somebodys_health() -> None:
    assert [r["id"] for r in rows("incoming") if r["category"] == "emergency" and not r["phi"]] == []


@pytest.mark.parametrize(
    ("name", "verdicts"), [("replies", {"block", "clear"}), ("captions", {"block", "review", "clear"})]
)
def test_verdicts_are_known_and_name_their_kinds(name: str, verdicts: set[str]) -> None:
    corpus = rows(name)
    assert {row["expect"] for row in corpus} == verdicts
    assert {kind for row in corpus for kind in row["kinds"]} <= KINDS
    assert [row["id"] for row in corpus if (row["expect"] == "clear") != (row["kinds"] == [])] == []


@pytest.mark.parametrize(("name", "share"), [("replies", 0.45), ("captions", 0.45)])
def test_near_misses_are_nearly_half(name: str, share: float) -> None:
    corpus = rows(name)
    assert sum(row["expect"] == "clear" for row in corpus) / len(corpus) >= share


def test_captions_know_their_jurisdictions() -> None:
    assert {row["jurisdiction"] for row in rows("captions")} == {"", "US-CA", "US-NY", "US-TX", "US-FL"}
