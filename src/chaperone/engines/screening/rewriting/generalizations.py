"""What one finding becomes: a general word, or nothing.

Each function gets the text, the finding's place and the language, and may take in the words around it that would make
no sense without it ("on" before a date, "our sweet" before an occupation).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from chaperone.engines.screening.findings import Finding
from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.procedures import mentions
from chaperone.engines.screening.rewriting.phrases import Phrases

I = re.IGNORECASE  # noqa: E741
_TAG = re.compile(r"[#@][\w.]*$")
_TAG_REST = re.compile(r"[\w.]*")
_OWNER = re.compile(
    r"\b(?:(?:your|the) kid['\u2019]s|our|my|your|this|that|the|an?|another|meet our|nuestr[ao]|est[ae]|una?)"
    r"\s+(?:[\w'\u2019-]+\s+){0,3}$",
    I,
)
_PATIENT_BEFORE = re.compile(r"\b(?:patient|client|paciente)\s*,?\s*$", I)
_PATIENT_AFTER = re.compile(r"\s+(?:patient|client|paciente)\b", I)
_DIRECT = re.compile(
    r"\b(?:thank you|thanks(?: so much)?|thx|gracias|hi|hey|hello|hola|love you|congrats?)\s*,?\s*$", I
)
_SIGNATURE = re.compile(r"\s*(?:[-\u2013\u2014~]{1,2}|\blove,|\bxo+,?)\s*$", I)
_FROM = re.compile(
    r"\s*,?\s*\b(?:(?:(?:who|and)\s+)?(?:flew|drove|travell?ed|came)\s+(?:in\s+)?)?(?:all the way\s+)?(?:here\s+)?"
    r"(?:from|in|near|at|de|en|desde)\s+(?:beautiful\s+|sunny\s+|the\s+)?$",
    I,
)
_MOVED = re.compile(r"\b(flew|drove|travell?ed|came|vino)\b", I)
_FACILITY = re.compile(r"\b(?:hospital|clinic|center|centre|medical)\b", I)
_SCHOOL = re.compile(r"\b(?:school|college|university|elementary|academy|escuela|universidad)\b", I)
_WHEN = re.compile(r"\s*,?\s*\b(?:on|in|since|from|by|until|el|en|desde|back in|on the)\s+$", I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_POST_OP = re.compile(r"post[- ]?op|\bout\b|\bpod\b", I)
_AFTER = re.compile(r"\b(after|since|later|before)\b", I)
_POST_OP_REST = re.compile(r"\s+(?:from|after)\b", I)
_DIGITS = re.compile(r"\d{1,3}")
_AGE_ADJECTIVE = re.compile(r"year|yr|y/?o|años", I)
_ARTICLE = re.compile(r"\b(?:an?|the|una?|la|el)\s+$", I)
_ADJECTIVE = re.compile(r"\b(?:new)\s+$", I)
_CUE_WORDS = re.compile(
    r"(?:[(\[]\s*)?(?:\b(?:mrn|chart|case|policy|account|acct|member|serial|ssn|id|plate|lot|ref|reference|invoice|record"
    r"|medical|number|no|is|was)\b[\s.:#]*|#\s*){1,4}$",
    I,
)


@dataclass(frozen=True)
class Change:
    """One replacement in the text it was made in: ``text[start:end]`` became ``after``."""

    start: int
    end: int
    before: str
    after: str
    kind: str
    rule: str


Maker = Callable[[str, int, int, Phrases], tuple[int, int, str]]


def _first(text: str, start: int, phrases: Phrases) -> str:
    """ "a patient" the first time, "the patient" from then on."""
    noun = phrases.someone.split()[-1]
    return phrases.them if re.search(rf"\b{noun}\b", text[:start], I) else phrases.someone


def _left(pattern: re.Pattern[str], text: str, start: int, reach: int = 60) -> int:
    found = pattern.search(text, max(start - reach, 0), start)
    return found.start() if found else start


def _person(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    tag = _TAG.search(text, max(start - 60, 0), start) or _TAG.match(text, start, start + 1)
    if tag:
        rest = _TAG_REST.match(text, end)
        return (
            tag.start(),
            rest.end() if rest else end,
            "" if text[tag.start()] == "#" else _first(text, start, phrases),
        )
    if text[end : end + 1] == "." and re.search(r"\b[A-Z]$", text[start:end]):
        end += 1
    signed = _SIGNATURE.search(text, max(start - 8, 0), start)
    if signed and not text[end : end + 3].strip(' .!"”\n'):
        return signed.start(), end, ""
    possessive = re.search(r"['\u2019]s?$", text[start:end]) or re.match(r"['\u2019]s\b", text[end : end + 2])
    if possessive:
        end = end if re.search(r"['\u2019]s?$", text[start:end]) else end + 2
        return (
            _left(_OWNER, text, start) if _patient_right_before(text, start) else start,
            end,
            phrases.theirs,
        )
    if _DIRECT.search(text, max(start - 30, 0), start):
        return start - len(text[:start]) + len(text[:start].rstrip(" ,")), end, ""
    if _PATIENT_BEFORE.search(text, max(start - 30, 0), start):
        return len(text[:start].rstrip(" ,")), end, ""
    return start, end, _first(text, start, phrases)


def _patient_right_before(text: str, start: int) -> bool:
    return bool(_PATIENT_BEFORE.search(text, max(start - 30, 0), start))


def _occupation(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    if text[start] in "@#" or _TAG.search(text, max(start - 60, 0), start):
        return _person(text, start, end, phrases)
    if _CUE_WORDS.search(text, max(start - 40, 0), start) or any(char.isdigit() for char in text[start:end]):
        return _number(text, start, end, phrases)
    patient = _PATIENT_AFTER.match(text, end)
    return _left(_OWNER, text, start), patient.end() if patient else end, _first(text, start, phrases)


def _relationship(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    """ "Our sweet patient" says whose patient; "a patient" does not. Anything else goes with its sentence."""
    if re.search(r"\b(?:patient|client|paciente)$", text[start:end], I):
        return start, end, _first(text, start, phrases)
    return _sentence(text, start, end, phrases)


def _place(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    words = text[start:end]
    if _TAG.search(text, max(start - 60, 0), start) or words[:1] in "#@":
        return (*_person(text, start, end, phrases)[:2], "")
    if _FACILITY.search(words):
        return start, end, phrases.hospital
    if _SCHOOL.search(words):
        return start, end, phrases.school
    found = _FROM.search(text, max(start - 80, 0), start)
    if not found:
        return start, end, ""
    moved = _MOVED.search(found.group())
    return (
        found.start(),
        end,
        f" {moved.group()} to see a surgeon" if moved and phrases.someone == "a patient" else "",
    )


def _date(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    words = text[start:end]
    if _POST_OP.search(words):
        rest = _POST_OP_REST.match(text, end)
        return start, end, "recovering" if rest else "recovering from surgery"
    relative = _AFTER.search(words)
    if relative and not _YEAR.search(words):
        return start, end, "afterwards" if relative.group().lower() == "later" else relative.group().lower()
    begin = _left(_WHEN, text, start, 12)
    year = _YEAR.search(words)
    gap = " " if begin and begin < start else ""
    return begin, end, gap + (phrases.in_year.format(year=year.group()) if year else phrases.recently)


def _age(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    digits = _DIGITS.search(text[start:end])
    if digits is None:
        return start, end, ""
    decade = phrases.decade(int(digits.group()))
    if _AGE_ADJECTIVE.search(text[start:end]) and _OWNER.search(text, max(start - 30, 0), start):
        noun = re.match(
            r"\s+(?:patient|woman|man|lady|gentleman|teacher|mom|mother|dad|client|nurse)\b", text[end:], I
        )
        if noun:
            return (
                _left(_OWNER, text, start, 30),
                end + noun.end(),
                f"{_first(text, start, phrases)} {decade}",
            )
    return start, end, decade if not _AGE_ADJECTIVE.search(text[start:end]) else ""


def _procedure(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    tag = _TAG.search(text, max(start - 60, 0), start) or _TAG.match(text, start, start + 1)
    if tag:
        rest = _TAG_REST.match(text, end)
        return tag.start(), rest.end() if rest else end, ""
    words = text[start:end]
    if words.lower().startswith("new ") or _ADJECTIVE.search(text, max(start - 6, 0), start):
        return _left(_ADJECTIVE, text, start, 6), end, phrases.result
    found = mentions(fold(words).text)
    surgical = not found or found[0].group == "surgical"
    begin = _left(_ARTICLE, text, start, 6)
    own = re.search(r"\b(?:her|his|their|the patient['\u2019]s|su)\s+$", text[max(start - 20, 0) : start], I)
    word = phrases.surgery if surgical else phrases.treatment
    return begin, end, word.split()[-1] if own else word


def _moment(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    return start, end, phrases.recently


def _number(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    """An identifying number goes, and the words that announce it."""
    return _left(_CUE_WORDS, text, start, 40), end, ""


def _sentence(text: str, start: int, end: int, phrases: Phrases) -> tuple[int, int, str]:
    """What has no general form goes with the sentence that holds it."""
    ends = [found.end() for found in re.finditer(r"[.!?…]+[\"”')]*(?=\s)|\n", text)]
    begin = max((at for at in ends if at <= start), default=0)
    close = min((at for at in ends if at >= end), default=len(text))
    return begin, close, ""


MAKERS: Mapping[str, Maker] = {
    "name": _person,
    "location": _place,
    "date": _date,
    "age": _age,
    "procedure": _procedure,
    "place_now": _moment,
    "other_id": _occupation,
    "relationship": _relationship,
    "phone": _sentence,
    "fax": _sentence,
    "email": _sentence,
    "url": _sentence,
    "treatment": _sentence,
    "livestream": _sentence,
    "biometric": _sentence,
    "photo": _sentence,
    **dict.fromkeys(("ssn", "mrn", "health_plan", "account", "license", "vehicle", "device", "ip"), _number),
}


def generalize(text: str, finding: Finding, phrases: Phrases) -> Change:
    """The change that takes ``finding`` out of ``text``; its kind must be in ``MAKERS``."""
    start, end, after = MAKERS[finding.kind](text, finding.start, finding.end, phrases)
    return Change(start, end, text[start:end], after, finding.kind, finding.rule)


def cut_sentence(text: str, finding: Finding, phrases: Phrases) -> Change:
    """The last resort: the whole sentence goes."""
    start, end, after = _sentence(text, finding.start, finding.end, phrases)
    return Change(start, end, text[start:end], after, finding.kind, finding.rule)
