"""Plates and vehicle numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:licen[cs]e )?plates?\b[\s:#]{0,3}(?:number|no\.?|is|reads?"
    r"|says)?[\s:#]{0,3}(?=[A-Z0-9-]{0,8}\d)[A-Z0-9][A-Z0-9-]{3,8}\b"
    r"|\bvin\b[\s:#]{0,3}[A-HJ-NPR-Z0-9]{11,17}\b"
    r"|(?<!\w)(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z0-9]{17}(?!\w)",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
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
