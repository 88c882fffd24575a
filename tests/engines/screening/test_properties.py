"""What holds for every text: it is judged, offsets lie inside it, and the cost grows with its length, not faster."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.engines.screening import PracticeLexicon, screen
from chaperone.engines.screening.digests import patient_digests
from chaperone.engines.screening.normalization import fold

KEY = b"k" * 32
PRACTICE = PracticeLexicon(
    digests=patient_digests(names=("Odalys Fenn",), handles=("odafenn",), key=KEY), key=KEY
)
PIECES = st.sampled_from(
    (
        "Maria", "Fenn's", "her", "tummy", "tuck", "BBL", "patient", "@", ".", "\u200b", "\U0001f4cd", "#Odalys",
        "512-555-0147", "12/03", "#1", "best", "you", "your", "-", "'", '"', "99", "St.", "\n", "\u202e", "\ufb01",
        "\u0130", "\u1e9e", " ", "\ud800", "a@b.co", "http://x.co/a-b-c",
    )
)  # fmt: skip
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(PIECES, max_size=40).map("".join),
    st.lists(PIECES, max_size=40).map(" ".join),
)
USES = ("caption", "reply", "incoming")


@given(text=TEXTS, context=TEXTS, use=st.sampled_from(USES))
@settings(deadline=None)
def test_any_text_is_judged_and_offsets_lie_inside(text: str, context: str, use: str) -> None:
    judged = screen(text, use=use, context=context, jurisdiction=["US-CA"], practice=PRACTICE)  # type: ignore[arg-type]
    for finding in judged.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.text == text[finding.start : finding.end]


@given(text=TEXTS)
@settings(deadline=None)
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= offset < len(text) for offset in folded.origin)


@given(text=TEXTS, use=st.sampled_from(USES))
@settings(deadline=None)
def test_judging_twice_says_the_same(text: str, use: str) -> None:
    assert screen(text, use=use) == screen(text, use=use)  # type: ignore[arg-type]


SHAPES = {
    "one letter": "a",
    "capitals": "Aa ",
    "digits": "5",
    "dashes": "5-",
    "at signs": "a@",
    "dots": "a.",
    "names": "Maria Fenn's ",
    "care": "her tummy tuck, ",
    "you": "you your ",
    "hashes": "#aA",
    "slashes": "/a-",
    "spaces": " ",
    "lines": "a\n",
    "quotes": '"a ',
    "joiners": "a\u200b",
    "underscores": "a_",
    "win": "win a ",
    "before": "before ",
}
PROSE = "Swelling after eyelid surgery settles over weeks, says Dr. Lund; call 555-0100 on Monday. "


def seconds(text: str, use: str, *, runs: int) -> float:
    """Of the processor; the quickest of `runs`, so that a pause of the machine does not count."""
    best = float("inf")
    for _ in range(runs):
        started = time.process_time()
        screen(text, use=use, context=text[:2000])  # type: ignore[arg-type]
        best = min(best, time.process_time() - started)
    return best


def grows_with_its_square(unit: str, use: str, *, longest: int, runs: int) -> bool:
    """A quarter of the text takes a quarter of the time, a sixteenth where cost is quadratic: eight divides them."""
    part, whole = (seconds(unit * (size // len(unit)), use, runs=runs) for size in (longest // 4, longest))
    return whole > max(8 * part, 0.05)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("use", USES)
def test_cost_grows_with_the_length_and_not_faster(shape: str, use: str) -> None:
    """Looked at again, longer, before it is called quadratic: one look on a busy machine may deceive."""
    unit = SHAPES[shape]
    once = grows_with_its_square(unit, use, longest=20_000, runs=1)
    assert not (once and grows_with_its_square(unit, use, longest=20_000, runs=5))


def test_a_long_page_is_judged_in_linear_time() -> None:
    """A megabyte of it is judged in tests/soak."""
    assert not grows_with_its_square(PROSE, "caption", longest=200_000, runs=1)


def test_a_long_caption_is_judged_whole() -> None:
    text = "Sunscreen matters. " * 500 + "Mrs. Tannenbaum came to us for her eyelid surgery."
    assert [f.text for f in screen(text).findings if f.kind == "name"] == ["Mrs. Tannenbaum"]
