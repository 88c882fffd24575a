"""Licence and certificate numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:(?:driver'?s? )?licen[cs]e|dl|passport|dea|npi|certificate)\b\.?[\s:#=-]{0,4}(?:(?:number|no|num"
    r"|id|is)\b\.?[\s:#=]{0,4}){0,2}((?=[A-Z0-9-]{0,24}\d)[A-Z0-9](?:[A-Z0-9-]{2,24})\b)",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(*match.span(1), "review")


RECOGNIZER = Recognizer(
    id="identifier.license",
    kind="license",
    why="A certificate or licence number identifies its holder.",
    citation="45 CFR 164.514(b)(2)(i)(K)",
    severity="review",
    message="This looks like a licence or certificate number.",
    suggestion="Remove it unless the law asks for it in an advertisement.",
    find=find,
)
