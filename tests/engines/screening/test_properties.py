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
@settings(max_examples=300, deadline=None)
def test_any_text_is_judged_and_offsets_lie_inside(text: str, context: str, use: str) -> None:
    judged = screen(text, use=use, context=context, jurisdiction=["US-CA"], practice=PRACTICE)  # type: ignore[arg-type]
    for finding in judged.findings:
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.text == text[finding.start : finding.end]


@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_folding_keeps_the_way_back(text: str) -> None:
    folded = fold(text)
    assert len(folded.origin) == len(folded.text)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(0 <= offset < len(text) for offset in folded.origin)


@given(text=TEXTS, use=st.sampled_from(USES))
@settings(max_examples=100, deadline=None)
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


def seconds(text: str, use: str, *, runs: int = 2) -> float:
    """The quickest of `runs`, so that a pause of the machine does not count."""
    best = float("inf")
    for _ in range(runs):
        started = time.process_time()
        screen(text, use=use, context=text[:2000])  # type: ignore[arg-type]
        best = min(best, time.process_time() - started)
    return best


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("use", USES)
def test_cost_grows_with_the_length_and_not_faster(shape: str, use: str) -> None:
    unit = SHAPES[shape]
    once, twice = (seconds(unit * (size // len(unit)), use) for size in (10_000, 20_000))
    assert twice < max(4 * once, 0.05)


def test_a_megabyte_is_judged_in_linear_time() -> None:
    prose = "Swelling after eyelid surgery settles over weeks, says Dr. Lund; call 555-0100 on Monday. "
    half, whole = (seconds(prose * (size // len(prose)), "caption", runs=1) for size in (500_000, 1_000_000))
    assert whole < 4 * half


def test_a_long_caption_is_judged_whole() -> None:
    text = "Sunscreen matters. " * 500 + "Mrs. Tannenbaum came to us for her eyelid surgery."
    assert [f.text for f in screen(text).findings if f.kind == "name"] == ["Mrs. Tannenbaum"]
