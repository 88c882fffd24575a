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


# Written so that no filter reads it -> what it says.
DISGUISED = {
    "b o t o x": "botox",
    "b.o.t.o.x": "botox",
    "p-a-t-i-e-n-t": "patient",
    "b_o_t_o_x": "botox",
    "b\U0001f525o\U0001f4a7t\u2728o\U0001f31fx": "botox",
    "bo\U0001f525tox": "botox",
    "bo*tox": "botox",
    "f*ller": "filler",
    "b0tox": "botox",
    "b00b j0b": "boob job",
    "n 0 s e j 0 b": "nose job",
    "J3ssica": "Jessica",
    "J e s s i c a": "Jessica",
    "J e s s i c a S m i t h": "Jessica Smith",
    "I s a w J e s s i c a": "I saw Jessica",
    "p@tient": "patient",
    "$urgery": "surgery",
    "l!po": "lipo",
    "bottttox": "botox",
    "Jessssica": "Jessica",
    "\U0001f1e7\U0001f1f4\U0001f1f9\U0001f1f4\U0001f1fd": "botox",
    "\U0001f171\U0001f17e\U0001f183\U0001f17e\U0001f187": "BOTOX",
    "\u24d1\u24de\u24e3\u24de\u24e7": "botox",
    "\u0299\u1d0f\u1d1b\u1d0fx": "botox",
    "b\u0336o\u0336t\u0336o\u0336x\u0336": "botox",
    "b\u3164otox": "botox",
}
AS_IT_STANDS = (
    "A B testing",
    "I O U",
    "5 a 6",
    "4 u",
    "B12 H1N1 A1C COVID19 mp3",
    "vitamins A B C D E",
    "a b c d e f",
    "5am 7am 10pm",
    "$5k or $500",
    "F.A.C.S. and M.D.",
    "U.S.A.",
    "sizes M L X L",
    "SPF30 L4-L5 T4 5FU",
    "1st 2nd 3rd",
    "a/b/c/d",
    "A1 B2 C3 D4",
    "x-ray pre-op",
    "i.e. e.g. a.k.a.",
    "J.R.R. wrote",
    "1 a 2 b 3 c",
    "iPhone15 rtx4090",
    "W-2 k-12",
    "x x x x",
    "love\U0001f525botox",
    "\U0001f1fa\U0001f1f8\U0001f1f2\U0001f1fd",
    "tk88@mailbox.example",
    "@j3ssica",
    "clinic.example/b0tox",
    "AAAASF accredited",
    "www.clinic.example",
)


@pytest.mark.parametrize(("written", "seen"), DISGUISED.items())
def test_a_disguised_word_is_spelt_out(written: str, seen: str) -> None:
    assert fold(f"today {written}, they said").text == f"today {seen}, they said"


@pytest.mark.parametrize("text", AS_IT_STANDS)
def test_what_is_no_disguise_stays(text: str) -> None:
    assert fold(text).text == text


def test_harmless_spellings_are_at_least_as_many() -> None:
    assert len(AS_IT_STANDS) >= len(DISGUISED)


@pytest.mark.parametrize("procedure", ["b o t o x", "b.o.t.o.x", "b0tox", "bo*tox", "bottttox"])
def test_a_finding_points_at_the_whole_disguise(procedure: str) -> None:
    text = f"our patient loved her {procedure} so much"
    assert procedure in [f.text for f in screen(text).findings if f.kind == "procedure"]
