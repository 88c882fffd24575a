"""Each identifier is covered whole, in every way of writing it; near misses are left alone."""

from __future__ import annotations

import pytest

from chaperone.engines.screening import screen
from chaperone.engines.screening.findings import KINDS
from tests.engines.screening.identifiers import CLEAN, COVERED

IDENTIFIERS = frozenset(KINDS[: KINDS.index("other_id") + 1])
ROWS = [(kind, text, words) for kind, rows in COVERED.items() for text, words in rows]
SILENT = [(kind, text) for kind, rows in CLEAN.items() for text in rows]


@pytest.mark.parametrize(("kind", "text", "words"), ROWS)
def test_every_character_of_an_identifier_is_covered(kind: str, text: str, words: str) -> None:
    findings = [f for f in screen(text).findings if f.kind in IDENTIFIERS]
    start = text.index(words)
    under = {at for f in findings for at in range(f.start, f.end)}
    bare = [text[at] for at in range(start, start + len(words)) if text[at].isalnum() and at not in under]
    assert bare == []
    assert kind in {f.kind for f in findings}


@pytest.mark.parametrize(("kind", "text"), SILENT)
def test_a_near_miss_is_no_identifier(kind: str, text: str) -> None:
    assert [f.text for f in screen(text).findings if f.kind == kind] == []


def test_near_misses_are_at_least_as_many() -> None:
    assert [kind for kind, rows in COVERED.items() if len(CLEAN[kind]) < len(rows)] == []
