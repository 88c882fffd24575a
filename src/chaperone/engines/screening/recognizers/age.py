"""Ages: over 89 always, a minor's or any other when it is tied to one person's care."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_AGE = re.compile(
    r"\b(?P<a>\d{1,3})[\s-]?(?:years?|yrs?|yr|y/o|yo|anos)(?:[\s-]?(?:old|young|de edad))?\b(?:\s+(?=old))?"
    r"|\b(?:age[ds]?|turned|turning|turns|she's|he's|she is|he is|i'm|is)\s+(?P<b>\d{1,3})\b(?!\s?(?:%|cc"
    r"|ml|days?|weeks?|months?|mos?|wks?|hours?|min|out|of|units|lbs?|pounds|in\b|[/:.$-]\d|and counting))"
    r"|\b(?P<c>1[0-7]|9\d|1[01]\d)\b(?=\s+and\b|\s*[,!.]|\s+looks|\s+years)|\b(?P<d>ninety|ninety-\w{3,5}"
    r"|a hundred)\b(?=[\s-]year|\s+(?:years|and))",
    re.IGNORECASE,
)
_CARE_AGE = re.compile(
    r"\b(?:old(?:est)?|young(?:est)?|patient|grandma|abuela|birthday|sharp as|done with|happy)\b",
    re.IGNORECASE,
)
_SPAN_OF_TIME = re.compile(
    r"^\s*(?:of\b|experience|in (?:practice|business)|ago|later|running|younger|at our|with us|since|post"
    r"|out\b|warranty)",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _AGE.finditer(reading.text):
        digits = match.group("a") or match.group("b") or match.group("c")
        age = int(digits) if digits else 90
        if age > 119 or (
            match.group("a")
            and "old" not in match.group()
            and "o" not in match.group()[-2:]
            and _SPAN_OF_TIME.search(reading.text[match.end() : match.end() + 20])
        ):
            continue
        link = reading.link_near(match.start(), reach=1)
        person = link is Link.STRONG or bool(
            _CARE_AGE.search(reading.sentence(match.start())) and link >= Link.WEAK
        )
        if match.group("c") and not person:
            continue
        if age > 89 and (person or match.group("a")):
            yield Hit(
                match.start(),
                match.end(),
                "block",
                message="An age over 89 identifies by itself; the law allows only “90 or older”.",
                suggestion="Say “a patient in their nineties or older”, or leave the age out.",
            )
        elif person and reading.use == "caption":
            yield Hit(match.start(), match.end(), "block" if age < 18 else "review")


RECOGNIZER = Recognizer(
    id="identifier.age",
    kind="age",
    why=(
        "Ages over 89 are identifiers by themselves; other ages narrow down who a person is, and a minor's "
        "needs special care."
    ),
    citation="45 CFR 164.514(b)(2)(i)(C)",
    severity="block",
    message="This gives the age of a person in care.",
    suggestion="Say “in her forties”, or leave the age out.",
    find=find,
)
