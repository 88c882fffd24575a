"""The model that sees names and places: what it must find, what it must leave, and that it never stands in the way."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaperone.engines.screening import CannotJudge, screen
from chaperone.engines.screening.tagging import spans, tagger
from chaperone.engines.screening.tagging.words import Pieces, words

FOUND = [
    ("say hi to tamara and her brand new eyelids", "tamara", "person"),
    ("jk love u Shawntelle (BBL rd 2)", "Shawntelle", "person"),
    ("M. Castellanos had her eyelids done", "M. Castellanos", "person"),
    ("omg that is DEMETRIUS OYELARAN from the gym", "DEMETRIUS OYELARAN", "person"),
    ("#ThankYouJessicaMoreno", "JessicaMoreno", "person"),
    ("Karen L., seen at Northfield Clinic last spring", "Karen L", "person"),
    ("Karen L., seen at Northfield Clinic last spring", "Northfield Clinic", "place"),
    ("she drove in from scottsdale for this", "scottsdale", "place"),
    ("Nuestra paciente Lucía vino de El Paso", "Lucía", "person"),
    ("Nuestra paciente Lucía vino de El Paso", "El Paso", "place"),
    ("Mary-Beth O'Connor said yes", "Mary-Beth O'Connor", "person"),
]
SILENT = [
    "Botox and Juvederm, what is the difference?",
    "Happy Mother's Day from all of us",
    "Top 5 Questions About Breast Augmentation",
    "Mohs surgery leaves a small scar",
    "PLEASE CALL THE OFFICE",
    "Is Crohn's disease a contraindication?",
    "Sunscreen, every day. Ask us which one.",
    "What To Expect After Rhinoplasty",
    "Gracias por sus palabras.",
    "i love this so much",
    "Restylane 2 for 1",
    "mina.k@clinic.example and https://jessica.example/moreno",
]


@pytest.mark.parametrize(("text", "words_of_it", "label"), FOUND)
def test_finds(text: str, words_of_it: str, label: str) -> None:
    found = [(text[span.start : span.end], span.label) for span in spans(text)]
    assert (words_of_it, label) in found


@pytest.mark.parametrize("text", SILENT)
def test_leaves(text: str) -> None:
    assert [text[span.start : span.end] for span in spans(text) if span.score > 0.5] == []


def test_a_sentence_does_not_join_two_names() -> None:
    text = "This is Tom. Tom lost a bet"
    assert [text[span.start : span.end] for span in spans(text)] == ["Tom", "Tom"]


def test_a_name_is_found_wherever_a_long_text_has_it() -> None:
    filler = "We talked about swelling, sleep and sunscreen for a while. "
    for before in (0, 3, 9, 10, 11, 12, 13, 40):
        text = filler * before + "Then Jessica Moreno asked about scars. " + filler * 5
        assert "Jessica Moreno" in [text[span.start : span.end] for span in spans(text)]


def test_a_name_across_two_windows_stays_whole() -> None:
    for words_before in range(90, 130, 3):
        text = "rest " * words_before + "with Jessica Marie Moreno here " + "rest " * 30
        assert "Jessica Marie Moreno" in [text[span.start : span.end] for span in spans(text)]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_never_raises_and_stays_inside(text: str) -> None:
    for span in spans(text):
        assert 0 <= span.start < span.end <= len(text)
        assert 0 <= span.score <= 1.0001


@given(st.text(max_size=200))
def test_words_are_the_text_without_its_spaces(text: str) -> None:
    found = words(text)
    assert [word.text for word in found] == [text[word.start : word.end] for word in found]
    assert "".join(word.text for word in found) == "".join(char for char in text if not char.isspace())


def test_pieces_are_the_longest_that_are_known() -> None:
    pieces = Pieces(
        {"[UNK]": 0, "mor": 1, "moreno": 2, "##en": 3, "##o": 4, "##eno": 5, "jess": 6, "##ica": 7}
    )
    assert pieces.of("Moreno") == (2,)
    assert pieces.of("MOREN") == (1, 3)
    assert pieces.of("Jéssica") == (6, 7)
    assert pieces.of("xyz") == (0,)
    assert pieces.of("a" * 500) == (0,)


def test_without_the_model_nothing_is_judged(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    tagger._session.cache_clear()
    monkeypatch.setattr(tagger, "files", lambda _: tmp_path)
    try:
        with pytest.raises(CannotJudge, match="cannot be read"):
            screen("Jessica Moreno is here")
    finally:
        monkeypatch.undo()
        tagger._session.cache_clear()


def test_needs_no_network_and_no_training_library() -> None:
    code = (
        "import sys, socket; socket.socket = None\n"
        "from chaperone.engines.screening import screen\n"
        "assert screen('Meet Jessica Moreno').findings\n"
        "assert not {'torch', 'transformers', 'sklearn', 'spacy'} & set(sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
