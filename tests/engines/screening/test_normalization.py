"""Tricks of writing do not hide anything, and findings still point at what the author wrote."""

from __future__ import annotations

import pytest

from chaperone.engines.screening import screen
from chaperone.engines.screening.normalization import fold, squeeze


@pytest.mark.parametrize(
    ("written", "seen"),
    [
        ("plain", "plain"),
        ("t\u200bu\u200dck", "tuck"),
        ("\u202eabc\u202c", "abc"),
        ("\uff46\uff55\uff4c\uff4c", "full"),
        ("\U0001d41b\U0001d428\U0001d425\U0001d41d", "bold"),
        ("\u0420\u0430ul", "Paul"),
        ("José", "Jose"),
        ("it\u2019s \u201cquoted\u201d", 'it\'s "quoted"'),
        ("a\u2013b\u00a0c", "a-b c"),
        ("Straße", "Strasse"),
    ],
)
def test_fold_sees_through(written: str, seen: str) -> None:
    assert fold(written).text == seen


def test_squeeze_compares_names() -> None:
    assert squeeze("Maria-José  O\u2019Neil") == squeeze("MARIA JOSE ONEIL")


@pytest.mark.parametrize(
    "text",
    [
        "her tum\u200bmy tuck healed",
        "her \u0442ummy tuck healed",
        "her \uff54\uff55\uff4d\uff4d\uff59 tuck healed",
        "her tummy\u00a0tuck healed",
        "her tummy-tuck healed",
        "her #tummytuck healed",
        "\u202bher tummy tuck healed\u202c",
    ],
)
def test_findings_point_at_the_authors_characters(text: str) -> None:
    found = [f for f in screen(text).findings if f.kind == "procedure"]
    assert [text[f.start : f.end] for f in found] == [f.text for f in found]
    assert squeeze(found[0].text).endswith("tummytuck")


def test_marks_inside_a_finding_belong_to_it() -> None:
    text = "call her: 512\u200b-555\u200b-0147"
    phone = next(f for f in screen(text).findings if f.kind == "phone")
    assert phone.text == "512\u200b-555\u200b-0147"
