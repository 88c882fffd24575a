"""Plates and vehicle numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:licen[cs]e )?(?:plates?|tags?(?= (?:number|no|is|reads)\b)|matricula|placas?)\b[\s:#]{0,3}"
    r"(?:number|no\.?|is|reads?|says|numero)?[\s:#]{0,3}"
    r"(?=[A-Z0-9 -]{0,8}\d)(?:[A-Z0-9][A-Z0-9-]{3,8}|[A-Z0-9]{1,4}[ -][A-Z0-9]{2,5})\b"
    r"|\bvin\b(?:[\s:#]{0,3}(?:number|no\.?|is)\b\.?)?[\s:#]{0,3}[A-HJ-NPR-Z0-9]{11,17}\b",
    re.IGNORECASE,
)
_VIN = re.compile(r"(?<![\w-])[A-HJ-NPR-Z0-9]{17}(?![\w-])")
_VALUE = dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ0123456789",
        [*(int(c) for c in "12345678123457923456789"), *range(10)],
        strict=True,
    )
)
_WEIGHT = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def _is_vin(number: str) -> bool:
    """The check digit of 49 CFR 565.15(c): the ninth character."""
    rest = sum(_VALUE[char] * weight for char, weight in zip(number, _WEIGHT, strict=True)) % 11
    return number[8] == ("X" if rest == 10 else str(rest)) and not number.isalpha() and not number.isdigit()


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        if sum(map(str.isdigit, match.group())) >= 2:
            yield Hit(match.start(), match.end(), "block")
    for match in _VIN.finditer(reading.text):
        if _is_vin(match.group()):
            yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="identifier.vehicle",
    kind="vehicle",
    why="A plate or vehicle number leads to the owner.",
    citation="45 CFR 164.514(b)(2)(i)(L)",
    severity="block",
    message="This looks like a plate or vehicle number.",
    suggestion="Remove it.",
    find=find,
)
