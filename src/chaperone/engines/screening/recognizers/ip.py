"""Internet addresses of machines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"(?<![\w.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\w.]\w)"
    r"|(?<![\w:])(?:[0-9a-f]{1,4}:){7}[0-9a-f]{1,4}(?![\w:])",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(match.start(), match.end(), "review")


RECOGNIZER = Recognizer(
    id="identifier.ip",
    kind="ip",
    why="An IP address can be traced to a person's connection.",
    citation="45 CFR 164.514(b)(2)(i)(O)",
    severity="review",
    message="This looks like an IP address.",
    suggestion="Remove it.",
    find=find,
)
