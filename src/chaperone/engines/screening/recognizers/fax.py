"""Fax numbers."""

from __future__ import annotations

from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer
from chaperone.engines.screening.recognizers.phone import is_fax, numbers


def find(reading: Reading) -> Iterator[Hit]:
    for start, end in numbers(reading.text):
        if is_fax(reading.text, start, end):
            yield Hit(start, end, "review")


RECOGNIZER = Recognizer(
    id="identifier.fax",
    kind="fax",
    why="A fax number leads to a person or an office and is a Safe Harbor identifier.",
    citation="45 CFR 164.514(b)(2)(i)(E)",
    severity="review",
    message="This is a fax number.",
    suggestion="Remove it unless it is the practice's own.",
    find=find,
)
