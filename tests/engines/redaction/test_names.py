"""A file's name may say who it is. Names are invented."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from chaperone.engines.redaction.names import flags, named_in, say, use, words_of

KNOWN = {"rosalind", "whitaker"}


def knows(words: str) -> bool:
    return bool(KNOWN & set(words.lower().split()))


@pytest.mark.parametrize(
    ("path", "where"),
    [
        ("in/Rosalind_Whitaker_bbl.jpg", ("file name",)),
        ("in/rosalind-whitaker-2024.HEIC", ("file name",)),
        ("in/RosalindWhitaker1.png", ("file name",)),
        ("Whitaker R/IMG_0001.jpg", ("folder name",)),
        ("Whitaker.zip/Whitaker/a.jpg", ("archive name", "folder name")),
        ("in/IMG_20240312_101500.jpg", ()),
        ("in/before_after_03.jpg", ()),
        ("in/4471902.jpg", ()),
    ],
)
def test_names_are_found_where_they_stand(path: str, where: tuple[str, ...]) -> None:
    assert named_in(PurePosixPath(path), knows) == where


def test_folders_far_above_are_not_the_practice_s_business() -> None:
    assert named_in(PurePosixPath("/whitaker/a/b/c/d.jpg"), knows) == ()


def test_the_sentence_does_not_repeat_the_name() -> None:
    said = say(named_in(PurePosixPath("Whitaker/Rosalind.jpg"), knows))
    assert "folder name and the file name" in said and "osalind" not in said


def test_words_come_apart() -> None:
    assert words_of("RosalindWhitaker_bbl-2.final.jpg") == "Rosalind Whitaker bbl final"


def test_flags_come_from_whoever_knows_names_and_hold_none() -> None:
    path = PurePosixPath("in/Rosalind_Whitaker.jpg")
    assert flags(path) == []
    use(knows)
    try:
        (first, second) = flags(path, ["Room 12", "R. WHITAKER"])
    finally:
        use(None)
    assert first.startswith("The file name") and second.startswith("The text")
    assert "hitaker" not in (first + second).lower()
