"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

ADDRESS = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\])\s?(?:[a-z0-9-]{1,63}(?:\.|\s?\(dot\)\s?"
    r"|\s?\[dot\]\s?)){1,4}[a-z]{2,24}\b",
    re.IGNORECASE,
)
# Addresses of a desk, not of a person.
_DESK = re.compile(
    r"^(?:info|hello|office|contact|privacy|billing|careers?|jobs?|empleo|education|support|help|front\w*"
    r"|admin|appointments|media|press|hr|records|team|events?|rsvp|sales|gerencia|contacto)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in ADDRESS.finditer(reading.text):
        if reading.use == "incoming":
            yield Hit(match.start(), match.end(), "review")
        elif _DESK.search(match.group()):
            yield Hit(
                match.start(), match.end(), "note", message="A shared mailbox: is it the practice's own?"
            )
        else:
            yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="identifier.email",
    kind="email",
    why="An e-mail address leads straight to a person.",
    citation="45 CFR 164.514(b)(2)(i)(F)",
    severity="block",
    message="This is an e-mail address.",
    suggestion="Remove it, or add the practice's own addresses to its list.",
    find=find,
)
