"""Care that is happening now or happened just now: the day of service is a date, and says where somebody is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import CARE, PRONOUN, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_NOW = re.compile(
    r"\b(?:right now|rn|as we speak|this (?:very )?(?:morning|afternoon|evening)|today|tonight"
    r"|earlier today|just (?:now|finished|wrapped(?: up)?|rolled (?:out|into)|came out|left)|currently (?:in"
    r"|scrubbed in)"
    r"|checked in|checking in|ahora mismo|ahorita(?: mismo)?|hoy|esta manana)\b(?:'s)?|\bfresh (?:out of|from"
    r"|off)\b.{0,12}?\b(?:or|operating room|table|surgery)\b|\bin (?:recovery|the or"
    r"|pre-?op) (?:right )?(?:now|with)\b",
    re.IGNORECASE,
)
_FRESH = re.compile(
    r"\bfresh (?:out of|from|off)|(?:morning|today|afternoon)'?s? (?:case|patient|surgery)"
    r"|\bon the operating table\b|\bon the table\b(?=[^.!?\n]{0,40}\b(?:rhino|lipo|bbl|tuck|lift|case|patient"
    r"|her|him|she|he|nose)\b)|\bin the or\b|\bmid[- ](?:surgery|lipo|procedure)\b"
    r"|\bcurrently operating\b|\ben vivo desde\b|\bdesde (?:el )?quirofano\b|\blive from (?:the|our) or\b"
    r"|\ben (?:el )?quirofano\b|\bcurrently scrubbed in\b",
    re.IGNORECASE,
)
_CHECKIN = re.compile(
    r"\b(?:checked in|checking in) (?:at|to)\b|\bat the (?:surgery center|clinic|hospital) (?:with"
    r"|right now)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming":
        return
    for match in _NOW.finditer(reading.text):
        here = reading.sentence_at(match.start())
        sentence = reading.sentence(match.start())
        fresh = _FRESH.search(sentence) or _CHECKIN.search(sentence)
        if reading.use == "reply" and not fresh:
            continue
        linked = reading.links[here] is Link.STRONG or (
            reading.link_near(match.start(), reach=1) is Link.STRONG
            and bool(CARE.search(sentence) or PRONOUN.search(sentence))
        )
        if fresh or (
            linked
            and not (
                reading.staffed[here] and not reading.sentence_procedures[here] and not CARE.search(sentence)
            )
        ):
            yield Hit(match.start(), match.end(), "block")
        elif (
            reading.links[here] is Link.WEAK
            and reading.sentence_procedures[here]
            and not reading.staffed[here]
        ):
            yield Hit(match.start(), match.end(), "review")


RECOGNIZER = Recognizer(
    id="moment.now",
    kind="place_now",
    why="Posting during or just after care gives away its date and who was in the building.",
    citation="45 CFR 164.514(b)(2)(i)(C)",
    severity="block",
    message="This says that a person's care is happening, or happened, just now.",
    suggestion="Publish later, and without the day.",
    find=find,
)
