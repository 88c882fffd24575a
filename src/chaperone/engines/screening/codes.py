"""Numbers and codes that stand for somebody, told by the word before them: "MRN: 00482913", "policy no. 55-20193".

One grammar for all kinds (chart, plan, account, licence, device, ticket): a cue, a link ("number is", "#", ":"), a
code. What is no code is weeded out here once: doses, years, dates, ordinals, prices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_JOINT = r"[\s:#=(\[-]{0,4}"
_LINK = (
    rf"(?P<link>\.?(?:{_JOINT}(?:numbers?|no|num|nbr|nr|ids?|is|was|under|includes|reads?|says|ending in"
    rf"|ends in"
    rf"|numero|es)\b\.?){{0,3}}{_JOINT})"
)
# Letters, digits and joints with a digit within reach; digits may stand in groups ("4471 2203 91").
_CODE = (
    r"(?P<code>(?<![\w/])(?=[A-Z0-9._/-]{0,24}\d)[A-Z0-9](?:[A-Z0-9._/-]{0,28}[A-Z0-9])?(?![A-Z0-9])"
    r"(?:\s\d{2,6}(?![\w/:%]))*)"
)
_EXPLICIT = re.compile(r"[#:=]|\b(?:number|no|num|nbr|nr|ids?|ending in|ends in|numero)\b", re.IGNORECASE)
_MEASURE = re.compile(
    r"\$?\d+(?:[.,]\d+)?(?:st|nd|rd|th|cc|ml|mg|mcg|g|kg|lbs?|oz|cm|mm|ft|in|p|am|pm|k|m|min|mins|h|hrs?|x|yo"
    r"|days?|weeks?|wks?|months?|mos?|years?|yrs?|units?|iu|px|s|d)?",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?")
_WEB = re.compile(r"(?:www\.|[\w.-]{1,60}\.[a-z]{2,12}(?:/|$))", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d{2}")


@dataclass(frozen=True)
class Cued:
    """A code and the whole phrase that holds it; offsets in the folded view."""

    start: int
    end: int
    phrase_start: int
    cue: str


def cue(strong: str, weak: str = "") -> re.Pattern[str]:
    """The pattern of one kind. After a strong cue any code counts; after a weak one ("case") it must look like one."""
    weaker = rf"|(?P<weak>{weak})" if weak else ""
    return re.compile(rf"(?<![\w-])(?:(?P<strong>{strong}){weaker})(?!\w){_LINK}{_CODE}", re.IGNORECASE)


def looks_like_code(words: str, *, explicit: bool) -> bool:
    """Whether `words` can stand for somebody: not a dose, an ordinal, a year or a date. `explicit`: a "#" or "no."
    says so, so that a short number is enough.
    """
    digits = sum(char.isdigit() for char in words)
    if _DATE.fullmatch(words) and digits < 9 and ("/" in words or "." in words or not explicit):
        return False
    if words.isdigit():
        return digits >= 3 if explicit else digits >= 4 and not _YEAR.fullmatch(words)
    if _MEASURE.fullmatch(words) or _WEB.match(words):
        return False
    return digits >= 2 if explicit else digits >= 3


def cued(pattern: re.Pattern[str], text: str) -> Iterator[Cued]:
    """The codes that `pattern` (of `cue`) finds in a folded text; linear, since every part is bounded."""
    for match in pattern.finditer(text):
        explicit = bool(match["strong"]) or bool(_EXPLICIT.search(match["link"]))
        if looks_like_code(match["code"], explicit=explicit):
            start, end = match.span("code")
            yield Cued(
                start, end, match.start(), (match["strong"] or match.groupdict().get("weak") or "").lower()
            )


# A number right behind one of these is no telephone number, however it is written.
_NUMBERED = (
    r"mrn|ssn|social security|chart|records?|patient|case|encounter|member(?:ship)?|policy|subscriber|group"
    r"|insurance"
    r"|medicare|medicaid|claim|hicn|acc(?:oun)?t|invoice|iban|card|routing|order|receipt|licen[cs]e|dl|passport"
    r"|dea|npi"
    r"|certificate|serial|sn|lot|batch|udi|ref(?:erence)?|badge|ticket|tracking|sku|model|room|vin|plate|booking"
    r"|reservation|confirmation|zip|isbn|part|item|emr|ehr|pin|code|cuenta|poliza|expediente"
)
_BEHIND_CUE = re.compile(
    rf"(?<!\w)(?:{_NUMBERED})s?\b(?:[\s.:#=(-]{{0,4}}(?:numbers?|no|num|id|is|was)\b){{0,3}}[\s.:#=(-]{{0,4}}$"
    r"|#\s?$",
    re.IGNORECASE,
)


def is_numbered(text: str, start: int) -> bool:
    """Whether the number at `start` stands behind a word that makes it a code and no telephone number."""
    return bool(_BEHIND_CUE.search(text[max(start - 60, 0) : start]))
