"""E-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_NAMED = r"[\w.+-]{1,64}"
_AT = r"\s?(?:@|\(\s?at\s?\)|\[\s?at\s?\]|\{\s?at\s?\}|<\s?at\s?>)\s?"
_DOT = r"(?:\.|\s?\(\s?dot\s?\)\s?|\s?\[\s?dot\s?\]\s?|\s?\{\s?dot\s?\}\s?|\s{1,3}dot\s{1,3}|\s{1,3}punto\s{1,3})"
_MAILBOX = (
    r"(?:gmail|googlemail|hotmail|yahoo|ymail|outlook|live|icloud|aol|msn|proton(?:mail)?|comcast|verizon|att|gmx"
    r"|mail|me|mac)"
)
ADDRESS = re.compile(
    rf"(?<![\w.+-]){_NAMED}{_AT}(?:[a-z0-9-]{{1,63}}{_DOT}){{1,4}}[a-z]{{2,24}}\b"
    # "jane dot doe at gmail dot com": words, as long as the end says that it is an address
    rf"|(?<![\w.+-])(?:[\w+-]{{1,30}}{_DOT}){{0,2}}[\w+-]{{1,64}}\s{{1,3}}(?:at|arroba)\s{{1,3}}"
    rf"(?:[a-z0-9-]{{1,63}}\s{{1,3}}(?:dot|punto)\s{{1,3}}){{1,3}}(?:com|net|org|edu|gov|io|co|me|us|example|mx"
    rf"|es|info)\b"
    rf"|(?<![\w.+-])(?:[\w+-]{{1,30}}{_DOT}){{0,2}}[\w.+-]{{1,64}}\s{{1,3}}(?:at"
    rf"|arroba)\s{{1,3}}{_MAILBOX}\s?\.\s?(?:com"
    rf"|net|org|es)\b"
    # cut short, or with blanks around the dot
    rf"|(?<![\w.+-]){_NAMED}\s?@\s?{_MAILBOX}\b(?:\s?\.\s?(?:com|net|org|es|co\.uk)\b)?",
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
