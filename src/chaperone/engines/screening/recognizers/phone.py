"""Telephone numbers. The practice's own are welcome; anybody else's is an identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

NUMBER = re.compile(
    r"(?<![\w.$#-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?:\s?(?:x"
    r"|ext\.?)\s?\d{1,5})?(?![\w-])"
    r"|(?<![\w.$#-])\+\d{1,3}(?:[\s.-]?\d{2,4}){2,4}(?![\w-])|(?<![\w.$#-])(?:\d{3}-\d{4})(?![\w-])"
    r"|(?<![\w.$#-])\d{10}(?!\w)"
)
# Elsewhere numbers are grouped in other ways: digits right behind a word that asks for one.
_CALLED = re.compile(
    r"\b(?:phone|tel|telephone|cell|mobile|whatsapp|call(?: me)?(?: (?:at|on))?|text(?: me)?(?: (?:at|on))?"
    r"|messages to|answering at|number is|reach (?:me|us|her|him) (?:at|on)|fax)"
    r"\s?[:#]?\s{0,3}(\(?\+?\d(?:[\s().-]{0,2}\d){6,13})(?![\w-])",
    re.IGNORECASE,
)
_FAX = re.compile(r"\bfax\b[\s:#.-]*(?:number|no\.?)?[\s:]*$", re.IGNORECASE)
_OURS = re.compile(
    r"\b(?:call(?: us)?|phone|office|desk|manager|billing|line|reach|at|llame(?: al)?|llamenos(?: al)?"
    r"|number|tel|dial|contact|rather call|rsvp|poison control|text us|book|or|en el|us at)\b[^\n]{0,40}$",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:(?:her|his|their|whoever'?s|my|patient'?s?|client'?s?)\b[^.\n]{0,40}|text (?:her|him"
    r"|our patient)[^.\n]{0,30}|patient \w+\s)$",
    re.IGNORECASE,
)


_OTHER_NUMBER = re.compile(
    r"(?:\b(?:lot|ref|order|sku|model|batch|room|case|serial|invoice)\.?\s{0,2}|#)$", re.IGNORECASE
)


def is_fax(text: str, start: int) -> bool:
    return bool(_FAX.search(text[max(start - 20, 0) : start]))


def _numbers(text: str) -> Iterator[tuple[int, int]]:
    covered = 0
    spans = [match.span() for match in NUMBER.finditer(text)] + [
        match.span(1) for match in _CALLED.finditer(text)
    ]
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= covered:
            yield start, end
            covered = end


def find(reading: Reading) -> Iterator[Hit]:
    for start, end in _numbers(reading.text):
        if is_fax(reading.text, start):
            continue
        before = reading.text[max(start - 80, 0) : start]
        if _OTHER_NUMBER.search(before):
            continue
        theirs = bool(_THEIRS.search(before))
        if reading.use == "incoming":
            yield Hit(start, end, "review")
        elif theirs or not (
            _OURS.search(before) or ("555-01" in reading.text[start:end] and reading.use == "reply")
        ):
            yield Hit(start, end, "block" if theirs or reading.use == "caption" else "review")
        else:
            yield Hit(start, end, "note", message="A telephone number: is it the practice's own?")


RECOGNIZER = Recognizer(
    id="identifier.phone",
    kind="phone",
    why="A telephone number leads straight to a person.",
    citation="45 CFR 164.514(b)(2)(i)(D)",
    severity="block",
    message="This is a telephone number that is not known as the practice's own.",
    suggestion="Remove it, or add the practice's numbers to its list.",
    find=find,
)
