"""Fingerprints, voiceprints and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:finger|thumb|voice|palm|face|retina(?:l)? ?|iris ?|foot)\s?(?:prints?|scans?)\b|\bface (?:id"
    r"|template)s?\b"
    r"|\bdna (?:sample|profile|sequence|test|result)s?\b|\bfacial (?:recognition )?(?:template|geometry)\b"
    r"|\b(?:voice recording|recording of (?:her|his) voice)s?\b|\bhuellas? (?:dactilar(?:es)?|digital(?:es)?)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(
            match.start(),
            match.end(),
            "review" if reading.link_near(match.start()) >= Link.STRONG else "note",
        )


RECOGNIZER = Recognizer(
    id="identifier.biometric",
    kind="biometric",
    why="A print of finger, voice or face identifies one person.",
    citation="45 CFR 164.514(b)(2)(i)(P)",
    severity="review",
    message="This speaks of a biometric identifier.",
    suggestion="Leave it out when it belongs to a patient.",
    find=find,
)
