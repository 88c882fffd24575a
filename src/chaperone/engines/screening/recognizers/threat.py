"""Threats against people who wrote something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_THREAT = re.compile(
    r"\b(?:sue|suing|lawsuit|legal action|defam\w+|slander\w*|libel\w*|(?:our|my|the) (?:lawyers?"
    r"|attorneys?|legal team)|cease and desist|press charges|see you in court|take you to court|report you"
    r"|you(?:'ll| will) (?:regret|hear from|be hearing)|consequences|demandar\w*|demanda|abogados?"
    r"|acciones legales)\b"
    r"|\b(?:remove|delete|take down) (?:this|your|the|that)(?: \w+)?(?: review| comment"
    r"| post)?[^.!?\n]{0,30}\b(?:or|within|before|immediately)\b|\bsi no (?:borra|quita|elimina)\b",
    re.IGNORECASE,
)
_SAFE = re.compile(
    r"\b(?:cannot|can't|don't|do not|never|won't|will not|we'd|ask|patient rights|by law)\b", re.IGNORECASE
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use != "reply":
        return
    for match in _THREAT.finditer(reading.text):
        if not _SAFE.search(reading.sentence(match.start())) or "sue" in match.group().lower():
            yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="tone.threat",
    kind="disrespect",
    why="Threatening a reviewer suppresses honest reviews, which is unlawful.",
    citation="16 CFR 465.7(a); 15 USC 45b",
    severity="block",
    message="This threatens the person who wrote.",
    suggestion="Thank them, offer the telephone, and ask counsel privately.",
    find=find,
)
