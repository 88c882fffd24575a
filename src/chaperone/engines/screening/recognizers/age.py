"""Ages: over 89 always, a minor's or any other when it is tied to one person's care."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_AGE = re.compile(
    # "44 years old", "44-year-old", "44yo"
    r"\b(?P<a>\d{1,3})[\s-]?(?:(?:years?|yrs?|yr)[\s-]?(?:old|young|de edad)|y/?o\b|y\.o\."
    r"|anos de edad)\b(?:\s+(?=old))?"
    # "is 44", "turned 44 years"
    r"|\b(?:age[ds]?|turn(?:ed|ing|s)?|she's|he's|she is|he is|i'm|i am|is|tiene"
    r"|cumplio)\s+(?:of\s+)?(?P<b>\d{1,3})(?:\s?(?:years?|yrs?|anos)(?:\s(?:old|young|de edad))?)?\b"
    r"(?!\s?(?:%|cc|ml|mg|days?|weeks?|months?|mos?|wks?|hours?|hrs?|min|out|of|units|lbs?|kg|pounds|in\b|feet"
    r"|ft|cm|mm|more|and counting|[x*]\s?\d)|[/:.,$-]\d)"
    # "16 and finally done", "Ms. Q, 92, ..."
    r"|(?:(?<=[,(;:]\s)|(?<=^)|(?<=[.!?\n]\s)|(?<=\n))(?P<c>1[0-7]|9\d|1[01]\d)\b(?!\s?%|[.,]\d)(?=\s+and\b"
    r"|\s*[,!.)]|\s+looks|\s+years)"
    r"|\b(?P<d>ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|(?:a"
    r"|one) hundred(?:(?: and)? \w{3,5})?|noventa(?: y \w{3,6})?)\b"
    r"(?=[\s-]years?\b(?!\s+(?:ago|before|earlier|of))|\s+(?:anos)\b)"
    r"(?:[\s-]years?[\s-]old)?"
    r"|\b(?P<e>9\d|1[01]\d)(?:st|nd|rd|th)(?=\s+(?:birthday|bday))",
    re.IGNORECASE,
)
_CARE_AGE = re.compile(
    r"\b(?:old(?:est)?|young(?:est)?|patient|grandma|abuela|birthday|sharp as|done with|happy)\b",
    re.IGNORECASE,
)
# Who tells their own age tells nothing about a patient of the practice.
_OWN_AGE = re.compile(r"i(?:'m| am)\b", re.IGNORECASE)
_IN_YEARS = re.compile(r"\d\s?(?:years?|yrs?|anos)", re.IGNORECASE)
_SPAN_OF_TIME = re.compile(
    r"^\s*(?:of\b|experience|in (?:practice|business)|ago|later|running|younger|at our|with us|since|post"
    r"|out\b|warranty)",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _AGE.finditer(reading.text):
        digits = match["a"] or match["b"] or match["c"] or match["e"]
        age = int(digits) if digits else 90
        if age > 119 or (match["b"] and _SPAN_OF_TIME.search(reading.text[match.end() : match.end() + 20])):
            continue
        if age < 90 and _OWN_AGE.match(match.group()):
            continue
        link = reading.link_near(match.start(), reach=1)
        person = link is Link.STRONG or bool(
            _CARE_AGE.search(reading.sentence(match.start())) and link >= Link.WEAK
        )
        if match["c"] and not person:
            continue
        if age > 89 and (person or match["a"] or match["d"] or match["e"] or _IN_YEARS.search(match.group())):
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
