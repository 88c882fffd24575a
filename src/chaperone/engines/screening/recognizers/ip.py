"""Internet addresses of machines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv6Address

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = re.compile(rf"(?<![\w.+-])(?:{_OCTET}\.){{3}}{_OCTET}(?:/\d{{1,2}}|:\d{{2,5}})?(?![\w-]|\.\d)")
_V6 = re.compile(r"(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)
_RELEASE = re.compile(r"\b(?:v|ver|version|release|build|firmware|ios|android)\.?\s?$", re.IGNORECASE)


def _is_v6(words: str) -> bool:
    """RFC 4291 text form; the parser knows which colons make an address and which a time of day."""
    try:
        IPv6Address(words)
    except ValueError:
        return False
    return len(words) > 3


def find(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    for match in _V4.finditer(text):
        if not _RELEASE.search(text[max(match.start() - 12, 0) : match.start()]):
            yield Hit(match.start(), match.end(), "review")
    for match in _V6.finditer(text):
        if _is_v6(match.group()):
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
