"""Dates of a person or of care, fully covered: calendar dates, weekdays, holidays, relative days, birthdays."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.findings import Severity
from chaperone.engines.screening.people import CARE, PRONOUN, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto"
    r"|septiembre|octubre|noviembre|diciembre)"
)
_DAY = r"(?:mon|tues?|wed?nes|thurs?|fri|satur|sun)days?|(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_SHORT_DAY = rf"(?:{_DAY}|mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?"
_HOLIDAY = (
    r"(?:christmas(?: eve| day)?|x-?mas|thanksgiving|labor day|memorial day|new year'?s(?: eve| day)?|(?-i:NYE)"
    r"|easter(?! eggs?| bunny| basket)(?: sunday"
    r"| monday)?|good friday|halloween|valentine'?s(?: day)?|mother'?s day|father'?s day|4th of july|fourth of july"
    r"|independence day|juneteenth|mlk day|presidents'? day|veterans'? day|columbus day|st\.? patrick'?s day"
    r"|boxing day"
    r"|cinco de mayo|black friday|hanukkah|diwali|eid|ramadan|super bowl sunday|navidad|nochebuena|ano nuevo"
    r"|semana santa"
    r"|dia de (?:los muertos|las madres|reyes|accion de gracias))"
)
_WORD_DAY = (
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    r"|fifteenth"
    r"|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[- ](?:first|second"
    r"|third|fourth|fifth"
    r"|sixth|seventh|eighth|ninth))"
)
_D = r"(?:0?[1-9]|[12]\d|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_TH = r"(?:\s?(?:st|nd|rd|th)\b)?"
_YEAR = r"(?:\s*,?\s*(?:of\s+|de\s+|del\s+)?(?:'\d{2}|(?:19|20)\d{2})\b)?"
_UNITS = r"(?!\s?(?:units?|mg|ml|cc|syringes?|patients|people|days|weeks|months|years|hours|times|minutes|%))"
_ANY_DAY = rf"(?:{_D}{_TH}|{_WORD_DAY})"
CALENDAR = re.compile(
    # April 12, 2023 · Tue, Apr 12-14 · May fourteenth
    rf"\b(?:{_SHORT_DAY},?\s+)?{_MONTH}\b\.?,?\s+(?:the\s+)?(?:{_D}{_TH}(?!\d)(?![/:.]\d){_UNITS}|{_WORD_DAY}\b)"
    rf"(?:\s?(?:-|to|and|through|thru|&"
    rf"|,)\s?(?:{_MONTH}\b\.?\s+)?{_D}{_TH}(?!\d)(?![/:.]\d)(?!\s?[ap]\.?m\b){_UNITS})?{_YEAR}"
    # 12 April 2023 · the 14th of May · del 3 al 5 de marzo de 2024
    rf"|\b(?:{_SHORT_DAY},?\s+)?(?:the\s+)?(?:{_D}{_TH}\s?(?:-|to|and|al?|y|&)\s?)?{_ANY_DAY}\s*(?:of\s+|de\s+"
    rf"|del?\s+)?{_MONTH}\b\.?{_YEAR}"
    # April 2023 · May '23
    rf"|\b{_MONTH}\b\.?\s*,?\s*(?:of\s+|de\s+|del\s+)?(?:(?:19|20)\d{{2}}\b|'\d{{2}}\b)"
    # 12-Apr-2023 · 12APR23 · Apr-23
    rf"|(?<![\w/.-])(?:{_D}[-/ ]?{_MONTH}[-/ ]?(?:\d{{4}}|\d{{2}})|{_MONTH}[-/](?:{_D}[-/])?(?:\d{{4}}"
    rf"|\d{{2}}))(?![\w/-])"
    # 4/12/2023 · 12.04.23 · 2023-04-12 · 20230412 · 04/2023 · 2023-04
    rf"|(?<![\w/.$-])(?:(?:{_M}(?P<a>[/.-]){_D}|{_D}(?P<b>[/.-]){_M})(?:(?P=a)|(?P=b))(?:(?:19|20)\d{{2}}|\d{{2}})"
    rf"|(?:19|20)\d{{2}}(?P<c>[/.-]){_M}(?P=c){_D}|(?:19|20)\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|(?:0[1-9]|1[0-2])[/-](?:19|20)\d{{2}}|{_M}/(?:19|20)\d{{2}}|(?:19|20)\d{{2}}-(?:0[1-9]|1[0-2]))(?=T\d"
    rf"|[^\w/-]|-[^\w]|$)(?!\.\d)"
    # the second quarter of 2023 · Q2 2023
    r"|\b(?:q[1-4]|(?:first|second|third|fourth|last) quarter)(?:\s?(?:of|,|/|-))?\s?'?(?:19|20)?\d{2}\b",
    re.IGNORECASE,
)
# Month and day alone: "12/4". Also how fractions, ratings and pressures are written, so the words around decide.
_SHORT = re.compile(rf"(?<![\w/.$-])(?:{_M}/{_D}|1[3-9]/{_M}|2\d/{_M}|3[01]/{_M})(?![\w/%]|[.-]\d)")
_DATED = re.compile(
    r"\b(?:on|since|until|till|til|by|from|to|thru|through|before|after|dated?|born|dob|seen|visit(?:ed)?|appt"
    r"|appointment|surgery|sx"
    r"|due|starting|between|and|el|desde|hasta|admitted|discharged|lmp|this|last|next|was|or|mon|tues?|wed"
    r"|thurs?|fri|sat|sun"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[\s,:]{1,3}$",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\s?(?:-?\s?(?:inch|in\b|\"|cups?|tsp|tbsp|teaspoons?|tablespoons?|stars?|pts?|points?|full|way|done|done"
    r"|mg|ml|cc|mm|lb|lbs|oz"
    r"|pills?|tab(?:let)?s?|years?|yr|months?|days?|weeks?|hours?|hrs?|hr|of|the|a|an|pain|mile|size|doses?|cm"
    r"|scale|rating|strength|cut|pack"
    r"|gram|dilution|bottle|glass|sleeve|zip)\b)",
    re.IGNORECASE,
)
_RATIO = re.compile(
    r"\b(?:bp|pressure|vision|ratio|score[ds]?|rat(?:e|ed|ing)|pain|gave|give|solid|about|only|a|strong|just"
    r"|size|sz|sizes|kcal|fraction|page|chapter)[\s:]{1,3}(?:is |was |of |at |a )?$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    rf"\b(?:(?:(?:\w{{1,6}}\s)?(?:weeks?|days?)\sago\son|last|this|next|on|every|each|this past|past"
    rf"|the following|el|los|el proximo|el pasado|este"
    rf")\s+)?(?:{_DAY})(?:'?s)?\b(?:\s+(?:(?:in the )?(?:morning|afternoon|evening)|night|(?:por"
    rf"|en) la \w{{5,6}}|pasado|proximo))?"
    rf"(?:\s+(?:the\s+)?(?:{_D}(?:st|nd|rd|th)|{_WORD_DAY})\b)?"
    rf"|\b(?:last|this past)\s+(?:night|week(?:end)?|{_MONTH})\b"
    rf"|\b(?:the )?day before yesterday\b|\byesterday(?:'s)?(?:\s+(?:morning|afternoon|evening|night))?\b"
    rf"|\b(?:ayer|anteayer|antier|anoche)(?:\s+(?:por|en) la (?:manana|tarde|noche))?\b|\bla semana pasada\b"
    rf"|\b(?:last|on|this|next)\s+(?:mon|tues?|weds?|thurs?|fri)\b(?!\s+(?:[a-z]+ing))"
    rf"|\bpost[- ]?op(?:erative)?\s+(?:day|week|month)\s*#?\d{{1,3}}\b|\b(?:pod|day)\s?#?\d{{1,3}}\b"
    rf"|\b(?:(?:one|two|three|five|ten|\d{{1,2}})[- ](?:year|month|week)s?\s)?(?:post[- ]?op|surgery"
    rf"|surgical)\s(?:anniversary|birthday)\b"
    rf"|\b{_HOLIDAY}\b(?:\s+(?:weekend|week|morning))?|\b(?:in|back in|since|this|early|late"
    rf"|mid[- ]?|by|until|during)\s*{_MONTH}\b(?!\s+(?:be|not|have|need|cause|help|vary)\b)"
    rf"|\b(?:on|by|since|until|from|before|after) the (?:{_D}(?:st|nd|rd|th)"
    rf"|{_WORD_DAY})\b(?!\s+(?:of (?!{_MONTH})|\w+))"
    rf"|\bon the (?:{_D}(?:st|nd|rd|th))\b(?!\s+(?:week|floor|day|month|street|st|ave|try|time|visit|year|grade"
    rf"|hole|toe|rib))",
    re.IGNORECASE,
)
# Elapsed time is no date by itself; beside one person's care it is one, because the post has a date.
_ELAPSED = re.compile(
    r"\b(?:a (?:few|couple(?: of)?)|\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|hace \w{2,6})\s+(?:days?"
    r"|weeks?|wks?|months?|mos?|dias|semanas|meses)\s?(?:ago|later|post[- ]?op|before|after)?\b(?:\s+on\s+(?:a\s+)?"
    rf"(?:{_DAY})\b)?|\bthe other (?:day|week)\b|\b(?:last|this past|the past)\s+(?:month|summer|spring|fall"
    rf"|autumn|winter|year)\b"
    r"|\b(?:tomorrow|next week(?:end)?|el mes pasado|manana por la \w{5,6})\b",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"\b(?:ago|later|op|before|after|hace|other|last|past|on|tomorrow|next|pasado|manana|day)\b",
    re.IGNORECASE,
)
_TIME = (
    r"(?:\d{1,2}(?::[0-5]\d){1,2}(?:\.\d{1,6})?(?:\s?[ap]\.?m\b\.?)?"
    r"(?:\s?(?:z|utc|gmt|[cemp][sd]?t)\b|[+-]\d\d:?\d\d)?|\d{1,2}\s?[ap]\.?m\b\.?|noon|midnight)"
)
_TIME_AFTER = re.compile(
    rf"(?:T|,?\s{{1,3}}(?:(?:at|@|around|a las)\s{{1,3}})?|\s?@\s?){_TIME}", re.IGNORECASE
)
_TIME_BEFORE = re.compile(rf"(?<![\w:.]){_TIME}(?<!\.),?\s{{1,3}}(?:on\s)?$", re.IGNORECASE)
_DAY_BEFORE = re.compile(
    rf"\b(?:{_DAY}|(?:mon|tues?|weds?|thu(?:rs?)?|fri|sat|sun)\.?),?\s{{1,3}}(?:the\s)?$", re.IGNORECASE
)
_BORN = re.compile(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth\s?date|born(?: on| in)?|birthday(?: (?:is|was))?(?: on)?|bday"
    r"|fecha de nacimiento|nacid[oa] el"
    r"|cumpleanos)[\s:=(-]{0,4}(?:on\s+|the\s+|el\s+){0,2}",
    re.IGNORECASE,
)
# "You may 2 or 3 times ...": the verb, not the month.
_VERB = re.compile(
    r"\b(?:you|he|she|it|they|we|i|this|that|who|which|patients?|swelling|results?|people)\s(?-i:may|march)\s?\d?$",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"\b(?:day|weekend|morning|delivery|queen|club|transformation|victim|surgery|post[- ]?op|off|came|flew"
    r"|fresh|reveal)\b",
    re.IGNORECASE,
)


# What is read as a part of a whole unless a word says that it is a day.
_FRACTIONS = frozenset(
    {
        (1, 2),
        (1, 3),
        (2, 3),
        (1, 4),
        (3, 4),
        (1, 5),
        (1, 8),
        (3, 8),
        (5, 8),
        (7, 8),
        (9, 10),
        (4, 5),
        (3, 5),
        (5, 5),
        (5, 10),
        (24, 7),
    }
)


def _caption(reading: Reading, start: int) -> Severity:
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


def _short_dates(text: str) -> Iterator[tuple[int, int]]:
    for match in _SHORT.finditer(text):
        start, end = match.span()
        before = text[max(start - 16, 0) : start]
        month, day = (int(part) for part in match.group().split("/"))
        told = bool(_DATED.search(before))
        if _FRACTION.match(text, end) or _RATIO.search(before) or (day == 10 and not told):
            continue
        if not told and (month, day) in _FRACTIONS:
            continue
        yield start, end


def _with_time(text: str, start: int, end: int) -> tuple[int, int]:
    """A date with the weekday and the time of day that stand beside it."""
    after = _TIME_AFTER.match(text, end)
    before = _TIME_BEFORE.search(text, max(start - 24, 0), start) if start else None
    if before is None and start:
        before = _DAY_BEFORE.search(text, max(start - 16, 0), start)
    return before.start() if before else start, after.end() if after else end


def _births(text: str) -> Iterator[tuple[int, int]]:
    for cue in _BORN.finditer(text):
        told = CALENDAR.match(text, cue.end()) or _SHORT.match(text, cue.end())
        if told:
            yield cue.start(), told.end()


def find(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    for start, end in _births(text):
        yield Hit(start, end, "block", message="This is a birth date.")
    spans = [match.span() for pattern in (CALENDAR, _RELATIVE) for match in pattern.finditer(text)]
    for span in [*spans, *_short_dates(text)]:
        if _VERB.search(text[max(span[0] - 24, 0) : span[0] + 5]):
            continue
        start, end = _with_time(text, *span)
        severity = _caption(reading, start) if reading.use == "caption" else "note"
        yield Hit(start, end, severity)
    if reading.use == "caption":
        for match in _ELAPSED.finditer(text):
            if _AGO.search(match.group()) and (severity := _caption(reading, match.start())) != "note":
                yield Hit(match.start(), match.end(), severity)


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
