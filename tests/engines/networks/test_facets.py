"""Which parts of a Bluesky text become links and hashtags, counted in bytes; a person is never marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.engines.networks.checks import length
from chaperone.engines.networks.facets import facets

CASES = [
    ("See https://practice.example/faq.", [("https://practice.example/faq", "link")]),
    ("(see https://practice.example/a)", [("https://practice.example/a", "link")]),
    ("https://w.example/a_(b) ok", [("https://w.example/a_(b)", "link")]),
    ("http://a.example, http://b.example!", [("http://a.example", "link"), ("http://b.example", "link")]),
    ("#recovery", [("#recovery", "tag")]),
    ("Éléonore 💜 #soins, #après-soins!", [("#soins", "tag"), ("#après-soins", "tag")]),
    ("\uff03日本語 here", [("\uff03日本語", "tag")]),
    ("#1", []),
    ("# heading", []),
    ("no#tag", []),
    ("#" + "a" * 65, []),
    ("ask @somebody.example", []),
    ("mail us@practice.example", []),
    ("javascript://https is not a link", []),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_marks(text: str, expected: list[tuple[str, str]]) -> None:
    marked = [
        (
            text.encode()[one["index"]["byteStart"] : one["index"]["byteEnd"]].decode(),
            one["features"][0]["$type"].partition("#")[2],
        )
        for one in facets(text)
    ]

    assert marked == expected


@given(st.text(alphabet=st.sampled_from("#@ a1é💜.,()/:https日\u200d\n"), max_size=80))
def test_marks_never_overlap_and_lie_on_character_borders(text: str) -> None:
    raw = text.encode()
    end = 0
    for facet in facets(text):
        index = facet["index"]
        assert end <= index["byteStart"] < index["byteEnd"] <= len(raw)
        raw[index["byteStart"] : index["byteEnd"]].decode()
        end = index["byteEnd"]


@pytest.mark.parametrize(
    ("text", "graphemes", "chars", "utf8"),
    [
        ("abc", 3, 3, 3),
        ("é", 1, 1, 2),
        ("e\u0301", 1, 2, 3),
        ("👩‍⚕️", 1, 4, 13),
        ("🇺🇸", 1, 2, 8),
        ("", 0, 0, 0),
    ],
)
def test_length_in_each_unit(text: str, graphemes: int, chars: int, utf8: int) -> None:
    assert (length(text, "graphemes"), length(text, "chars"), length(text, "utf8")) == (
        graphemes,
        chars,
        utf8,
    )
