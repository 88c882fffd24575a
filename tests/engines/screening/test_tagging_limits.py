"""What stays bounded: memory whatever comes in, time however many names there are; and no screening on half a model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from chaperone.engines.screening import CannotJudge, screen
from chaperone.engines.screening.naming import Candidate, _meets
from chaperone.engines.screening.tagging import Span, tagger
from chaperone.engines.screening.tagging.words import Pieces, _facts, words


def test_an_endless_word_is_kept_in_no_cache() -> None:
    pieces = Pieces({"[UNK]": 0, "x": 1, "##x": 2})
    kept = _facts.cache_info().currsize
    [word] = words("x" * 100_000)
    assert (word.end, word.lists) == (100_000, 0)
    assert pieces.of(word.text) == (0,)
    assert _facts.cache_info().currsize == kept
    assert pieces._kept.cache_info().currsize == 0


def test_without_the_list_of_pieces_nothing_is_judged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tagger._pieces.cache_clear()
    monkeypatch.setattr(tagger, "files", lambda _: tmp_path)
    try:
        with pytest.raises(CannotJudge, match="cannot be read"):
            screen("Jessica Moreno is here")
    finally:
        monkeypatch.undo()
        tagger._pieces.cache_clear()


def test_initials_join_what_follows_and_sentences_do_not() -> None:
    for text, expected in (("J. R. Moreno", ["J. R. Moreno"]), ("Moreno. Jessica", ["Moreno", "Jessica"])):
        found = words(text)
        chances = np.array([[0, 1, 0, 0]] * len(found), dtype=np.float32)
        assert [text[s.start : s.end] for s in tagger._joined(text, found, chances)] == expected


def test_a_candidate_meets_exactly_the_spans_that_it_overlaps() -> None:
    spans = [Span(start, start + 3, "person", 0.9) for start in range(0, 60, 5)]
    for start in range(62):
        for size in (1, 2, 6):
            candidate = Candidate(start, start + size, "single", True)
            slow = any(s.start < candidate.end and candidate.start < s.end for s in spans)
            assert _meets(candidate, spans) == slow
