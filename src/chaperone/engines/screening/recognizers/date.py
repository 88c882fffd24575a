"""Dates of a person or of care, fully covered: calendar dates, weekdays, holidays, relative days, birthdays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import CARE, PRONOUN, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre)"
)
_DAY = (
    r"(?:mon|tues?|wednes|thurs?|fri|satur|sun)days?|(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
)
_HOLIDAY = (
    r"(?:christmas|thanksgiving|labor day|memorial day|new year'?s(?: eve| day)?|easter|halloween"
    r"|valentine'?s day|mother'?s day|father'?s day|4th of july|fourth of july|independence day"
    r"|cinco de mayo|black friday)"
)
_YEAR = r"(?:\s*,?\s*(?:'\d{2}|(?:19|20)\d{2})\b)?"
CALENDAR = re.compile(
    rf"\b(?:(?:{_DAY}),?\s+)?{_MONTH}\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?:\s?(?:-|to|and"
    rf"|&)\s?(?:{_MONTH}\s)?\d{{1,2}}(?:st|nd|rd|th)?\b)?{_YEAR}"
    rf"|\b(?:(?:{_DAY}),?\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+"
    rf"|de\s+)?{_MONTH}\b\.?(?:\s+de)?{_YEAR}"
    rf"|\b{_MONTH}\b\.?\s*,?\s*(?:of\s+|de\s+)?(?:19|20)\d{{2}}\b"
    rf"|(?<![\w/.-])\d{{1,2}}-{_MONTH}-(?:\d{{4}}|\d{{2}})(?![\w/-])"
    r"|(?<![\w/.-])(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|(?:19"
    r"|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2})(?![\w/-])"
    r"|(?<![\w/.$-])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])(?![\w/%-])",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?:(?:last|this|next|on|every|this past|el|el proximo"
    rf"|el pasado)\s+)?(?:{_DAY})(?:'?s)?\b(?:\s+(?:morning|afternoon|evening"
    rf"|night))?(?:\s+(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th))?"
    rf"|\b(?:last|this past)\s+(?:night|week(?:end)?|month|summer|spring|fall|winter|{_MONTH})\b"
    rf"|\byesterday(?:\s+(?:morning|afternoon|evening))?\b|\bthe other (?:day|week)\b|\bayer\b"
    rf"|\b(?:a (?:few|couple(?: of)?)|\d{{1,2}}|one|two|three|four|five|six|seven|eight|ten)\s+(?:days?"
    rf"|weeks?|wks?|months?|mos?)\s+(?:ago|later|post[- ]?op|before|after)\b"
    rf"|\bpost[- ]?op(?:erative)?\s+(?:day|week|month)\s*#?\d{{1,3}}\b|\b(?:pod|day)\s?#?\d{{1,3}}\b"
    rf"|\b{_HOLIDAY}(?:\s+(?:weekend|week|morning))?|\b(?:in|back in|since|this|early|late"
    rf"|mid[- ]?)\s*{_MONTH}\b|\bon the \d{{1,2}}(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|born(?: on)?"
    r"|birthday(?: is)?)\b[\s:]{0,3}(?:on\s+)?(?:the\s+)?(?:\d[\d/.-]{4,10}\d|\w{3,9}\.?\s+\d{1,2}(?:st|nd"
    r"|rd|th)?(?:,?\s+\d{4})?)",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"\b(?:day|weekend|morning|delivery|queen|club|transformation|victim|surgery|post[- ]?op|off|came|flew"
    r"|fresh|reveal)\b",
    re.IGNORECASE,
)


def _caption(reading: Reading, start: int) -> str:
    here = reading.sentence_at(start)
    sentence = reading.sentence(start)
    if reading.staffed[here] and not reading.sentence_procedures[here]:
        return "note"
    if reading.links[here] is Link.STRONG:
        return "block"
    if reading.link_near(start, reach=1) is Link.STRONG and (
        PRONOUN.search(sentence) or CARE.search(sentence)
    ):
        return "block"
    if (
        reading.sentence_procedures[here]
        and _SERVICE.search(sentence)
        and reading.links[here] is not Link.GENERAL
    ):
        return "block"
    return "note"


def find(reading: Reading) -> Iterator[Hit]:
    for match in _BIRTH.finditer(reading.text):
        yield Hit(match.start(), match.end(), "block", message="This is a birth date.")
    for pattern in (CALENDAR, _RELATIVE):
        for match in pattern.finditer(reading.text):
            severity = _caption(reading, match.start()) if reading.use == "caption" else "note"
            yield Hit(match.start(), match.end(), severity)  # type: ignore[arg-type]


RECOGNIZER = Recognizer(
    id="identifier.date",
    kind="date",
    why=(
        "Every part of a date but the year, when it belongs to a person, is an identifier: of birth, "
        "visit, surgery or death."
    ),
    citation="45 CFR 164.514(b)(2)(i)(C)",
    severity="block",
    message="This dates a person's care.",
    suggestion="Leave the day out and publish later, or name only the year.",
    find=find,
)
