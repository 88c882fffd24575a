"""References to photos that show who somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:IMG|DSC[NF]?|PXL|MVI|DCIM|VID|MOV|GOPR|Screenshot)[_-]\w[\w-]{2,30}(?:\.\w{3,4})?\b"
    r"|(?<![\w/.-])[\w-][\w.-]{0,60}\.(?:jpe?g|heic|heif|png|tiff?|dcm|webp|gif|bmp|mov|mp4|m4v|avi|webm|dng)\b"
    r"|\b(?:her|his|full|their) (?:full[- ])?face (?:photo|pic|picture|shot)s?\b|\b(?:face|unblurred"
    r"|uncensored) (?:pics?|photos?|reveal)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(match.start(), match.end(), "review")


RECOGNIZER = Recognizer(
    id="identifier.photo",
    kind="photo",
    why="A full-face picture, or a file name that leads to one, identifies.",
    citation="45 CFR 164.514(b)(2)(i)(Q)",
    severity="review",
    message="This refers to a picture that can identify somebody.",
    suggestion="Use a covered rendition and leave the file name out.",
    find=find,
)
