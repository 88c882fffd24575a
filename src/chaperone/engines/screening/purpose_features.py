"""What the purpose model looks at: words and their runs, letters, classes of words, and a few counts.

Everything is pure Python on a folded text; training and run time share this module, so that they cannot drift. Classes
(data/incoming_classes.csv) let "pantorrilla hinchada" and "swollen calf" weigh the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from chaperone.engines.screening.lists import rows_of

_TOKEN = re.compile(r"[a-z0-9]+(?:'[a-z]+)*|[^\w\s]")
_NUMBER = re.compile(r"\d+")
_SHORT = {"u": "you", "ur": "your", "r": "are", "n": "and", "pls": "please", "plz": "please", "thx": "thanks"}
_SHORT |= {"ty": "thanks", "tysm": "thanks", "abt": "about", "q": "que", "xq": "porque", "w": "with"}
_LONGEST_WORD = 24  # letters: what is longer is an address or noise, and is cut
_LOOKS_AT = 6_000  # characters at either end: what a message is for stands there; keeps the cost bounded
_PAIRED = 24  # classes of words that are paired with each other, in order of appearance
_SPANISH = frozenset(
    [
        "el",
        "la",
        "los",
        "las",
        "de",
        "que",
        "y",
        "en",
        "un",
        "una",
        "es",
        "por",
        "para",
        "con",
        "no",
        "se",
        "me",
        "mi",
        "lo",
        "al",
        "del",
        "como",
        "muy",
        "ya",
        "pero",
        "si",
        "cuando",
    ]
)


@dataclass(frozen=True, slots=True)
class Word:
    """A token of the looked-at text: how it counts, and its span in the folded text."""

    form: str
    start: int
    end: int


def words_in(text: str) -> list[Word]:
    """Words, signs and emoji of a folded text, lower-cased, apostrophes and digits evened out; linear."""
    found: list[Word] = []
    for first, last in _looked_at(len(text)):
        # lower() may lengthen a text ("\u0130"); offsets must stay those of the folded view.
        low = text[first:last].lower()
        if len(low) != last - first:
            low = "".join(char.lower() if len(char.lower()) == 1 else char for char in text[first:last])
        for match in _TOKEN.finditer(low):
            form = _NUMBER.sub("0", match[0].replace("'", ""))[:_LONGEST_WORD]
            found.append(Word(_SHORT.get(form, form), first + match.start(), first + match.end()))
    return found


def _looked_at(length: int) -> tuple[tuple[int, int], ...]:
    if length <= 2 * _LOOKS_AT:
        return ((0, length),)
    return ((0, _LOOKS_AT), (length - _LOOKS_AT, length))


@cache
def _classes() -> tuple[dict[str, str], dict[str, str]]:
    """Word -> class, and beginning of a word -> class."""
    whole: dict[str, str] = {}
    begins: dict[str, str] = {}
    for row in rows_of("incoming_classes.csv"):
        for word in row["words"].split():
            if word.endswith("*"):
                begins.setdefault(word[:-1], row["class"])
            else:
                whole.setdefault(word, row["class"])
    return whole, begins


@cache
def _beginnings() -> tuple[int, ...]:
    return tuple(sorted({len(begin) for begin in _classes()[1]}))


def class_of(word: str) -> str:
    """The class of a word in capitals, or the word itself."""
    whole, begins = _classes()
    known = whole.get(word)
    if known is not None:
        return known
    for length in _beginnings():
        known = begins.get(word[:length])
        if known is not None:
            return known
    return word


def grams_of(words: list[Word]) -> Iterator[tuple[str, int, int]]:
    """(gram, index of its first word, index after its last word); a gram may come more than once."""
    forms = [word.form for word in words]
    classes = [class_of(form) for form in forms]
    for at, form in enumerate(forms):
        yield f"w {form}", at, at + 1
        if at + 1 < len(forms):
            yield f"w {form} {forms[at + 1]}", at, at + 2
        yield f"c {classes[at]}", at, at + 1
        if at + 1 < len(forms):
            yield f"c {classes[at]} {classes[at + 1]}", at, at + 2
        if at + 2 < len(forms):
            yield f"c {classes[at]} {classes[at + 1]} {classes[at + 2]}", at, at + 3
        if len(form) > 2:
            yield from ((gram, at, at + 1) for gram in _letters(form))
    yield from _pairs(classes)


def _letters(form: str) -> Iterator[str]:
    """Runs of three to five letters inside one word, its edges marked."""
    edged = f"<{form}>"
    for size in (3, 4, 5):
        for at in range(len(edged) - size + 1):
            yield edged[at : at + size]


def _pairs(classes: list[str]) -> Iterator[tuple[str, int, int]]:
    """Two classes anywhere in the text; a bounded number of them."""
    first: dict[str, int] = {}
    for at, name in enumerate(classes):
        if name.isupper() and name not in first:
            first[name] = at
            if len(first) == _PAIRED:
                break
    held = sorted(first)
    for index, one in enumerate(held):
        for other in held[index + 1 :]:
            yield f"p {one} {other}", first[one], first[one] + 1


_URL = re.compile(
    r"https?://|www\.|\.example\b|\b[a-z0-9-]{2,30}\.(?:com|net|org|io|co|me|ly|xyz|shop|ru|cn)\b"
)
_MONEY = re.compile(r"[$\u20ac\u00a3]\s?\d|\b\d+k\b")
_HEAT = re.compile(r"\b(?:10[1-5]|39|40)(?:\.\d)?\b|\b38\.[5-9]\b")
SHAPE = (
    "asks",
    "ends asking",
    "excited",
    "address",
    "money",
    "at",
    "hash",
    "short",
    "long",
    "shouts",
    "spanish",
    "heat",
)


def shape_of(text: str, words: list[Word]) -> list[float]:
    """Counts in 0..1, named by SHAPE, of a folded text and its words."""
    looked = text[:_LOOKS_AT]
    low = looked.lower()
    letters = sum(char.isalpha() for char in looked)
    capitals = sum(char.isupper() for char in looked)
    count = len(words)
    return [
        float("?" in looked),
        float(looked.rstrip(" \n!.").endswith("?")),
        min(looked.count("!"), 3) / 3,
        float(bool(_URL.search(low))),
        float(bool(_MONEY.search(low))),
        float("@" in looked),
        float("#" in looked),
        float(count <= 4),
        min(count, 80) / 80,
        float(letters > 8 and capitals > 0.6 * letters),
        sum(word.form in _SPANISH for word in words) / max(count, 1),
        float(bool(_HEAT.search(low))),
    ]
