"""Device and implant serial numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:serial|s/n|sn|lot|udi|implant id|device id|ref)\b\.?[\s:#=-]{0,4}(?:(?:number|no|num|id"
    r"|is)\b\.?[\s:#=]{0,4}){0,2}((?=[A-Z0-9-]{0,24}\d)[A-Z0-9](?:[A-Z0-9-]{2,24})\b)",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(*match.span(1), "block")


RECOGNIZER = Recognizer(
    id="identifier.device",
    kind="device",
    why="An implant's serial number is tracked to one patient.",
    citation="45 CFR 164.514(b)(2)(i)(M)",
    severity="block",
    message="This looks like a device or implant serial number.",
    suggestion="Remove the number.",
    find=find,
)
