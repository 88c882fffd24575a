"""Chart and medical record numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:mrn|med(?:ical)? rec(?:ord)?s?|chart|patient id|encounter|case|records?|emr|ehr"
    r"|pt)\b\.?[\s:#=-]{0,4}(?:(?:number|no"
    r"|num|id|is)\b\.?[\s:#=]{0,4}){0,2}((?=[A-Z0-9-]{0,24}\d)[A-Z0-9](?:[A-Z0-9-]{2,24})\b)",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(*match.span(1), "block")


RECOGNIZER = Recognizer(
    id="identifier.mrn",
    kind="mrn",
    why="A chart number leads whoever has the file to the person.",
    citation="45 CFR 164.514(b)(2)(i)(H)",
    severity="block",
    message="This looks like a chart or record number.",
    suggestion="Remove it.",
    find=find,
)
