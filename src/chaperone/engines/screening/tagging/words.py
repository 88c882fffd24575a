"""A folded text as the tagger reads it: words, their pieces, and what the lists know about each.

Training and screening read with these same functions, so that they cannot drift apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from chaperone.engines.screening.lists import given_names, never_names, plain_words, surnames, words_of

_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_CAMEL = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])|(?<=[^\W\d_])(?=\d)")  # "ThankYouJessica", "lipo360"
_LONGEST = 48  # characters of a word that are looked up; what is longer is no name
UNKNOWN = "[UNK]"
SHAPES = ("lower", "title", "caps", "mixed", "digits", "mark")
LISTS = 5  # given name, surname, city, plain word, never a name


@dataclass(frozen=True, slots=True)
class Word:
    """One word; offsets in the folded text. `shape` indexes SHAPES, `lists` is a bit for each list that has it."""

    start: int
    end: int
    text: str
    shape: int
    lists: int


def words(text: str) -> list[Word]:
    """All words and marks of the text, in order, hashtags in their parts; linear in its length."""
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        for cut in (*(one.start() for one in _CAMEL.finditer(text, start, end)), end):
            part = text[start:cut]
            if part:
                # What is endless is looked up nowhere, and kept in no cache
                shape, lists = _facts(part) if len(part) <= _LONGEST else (_shape(part), 0)
                found.append(Word(start, cut, part, shape, lists))
            start = cut
    return found


@lru_cache(maxsize=20_000)
def _facts(word: str) -> tuple[int, int]:
    return _shape(word), _lists(word.casefold())


def _shape(word: str) -> int:
    if word.isdigit():
        return SHAPES.index("digits")
    if not word[0].isalnum():
        return SHAPES.index("mark")
    if word.islower():
        return SHAPES.index("lower")
    if word.isupper() and len(word) > 1:
        return SHAPES.index("caps")
    return SHAPES.index("title" if word.istitle() else "mixed")


def _lists(plain: str) -> int:
    known = (given_names(), surnames(), words_of("cities.txt"), plain_words(), never_names())
    return sum((plain in words) << bit for bit, words in enumerate(known))


class Pieces:
    """WordPiece over a fixed vocabulary: the longest known piece first, as BERT's uncased models read."""

    def __init__(self, vocabulary: Mapping[str, int]) -> None:
        self._known = dict(vocabulary)
        self._unknown = self._known[UNKNOWN]
        self._kept = lru_cache(maxsize=20_000)(self._of)

    def of(self, word: str) -> tuple[int, ...]:
        """The ids of the word's pieces; an endless word is one `[UNK]`, and is not kept in memory."""
        return self._kept(word) if len(word) <= _LONGEST else (self._unknown,)

    def _of(self, word: str) -> tuple[int, ...]:
        """The ids of the word's pieces; one `[UNK]` when some of it is in no piece, or when it is endless."""
        plain = "".join(
            char for char in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(char) != "Mn"
        )
        if not plain or len(plain) > _LONGEST:
            return (self._unknown,)
        ids, start = [], 0
        while start < len(plain):
            end = self._longest(plain, start)
            if end == start:
                return (self._unknown,)
            ids.append(self._known[("##" if start else "") + plain[start:end]])
            start = end
        return tuple(ids)

    def _longest(self, plain: str, start: int) -> int:
        mark = "##" if start else ""
        for end in range(len(plain), start, -1):
            if mark + plain[start:end] in self._known:
                return end
        return start
