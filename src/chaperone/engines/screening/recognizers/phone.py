"""Telephone numbers. The practice's own are welcome; anybody else's is an identifier."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.codes import is_numbered
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_EXTENSION = r"(?:\s?(?:x|ext\.?|extension|#)\s?\d{1,5}\b)?"
_FREE = r"(?<![\w.$#/\u20ac\u00a3-])"
_CLOSED = r"(?![\w%]|[-/.:]\d)"
# Shapes that speak for themselves: North America, +country, 0-prefixed groups of elsewhere, vanity numbers.
_SHAPED = re.compile(
    rf"{_FREE}(?:(?:\+|00)?1[\s./-]{{0,2}})?(?:\(\d{{3}}\)[\s./-]{{0,2}}"
    rf"|[2-9]\d{{2}}[\s./-]{{1,2}})\d{{3}}[\s.-]{{1,3}}\d{{4}}"
    rf"{_EXTENSION}{_CLOSED}"
    rf"|(?<![\w$#])\+\s?\d{{1,3}}(?:[\s./-]{{0,2}}\(?\d{{1,5}}\)?){{2,6}}{_EXTENSION}{_CLOSED}"
    rf"|{_FREE}\(?0\d{{1,4}}\)?(?:[\s.-]{{1,2}}\d{{2,4}}){{2,4}}{_CLOSED}"
    rf"|{_FREE}[2-9]\d{{2}}[-.]\d{{4}}{_EXTENSION}{_CLOSED}"
    rf"|{_FREE}(?:[2-9]\d{{2}}[2-9]\d{{6}}|1[2-9]\d{{2}}[2-9]\d{{6}}|0\d{{9,10}}){_EXTENSION}(?![\w%]|[-/.:]\d)"
    r"|(?<![\w.$#-])(?:1[\s.-])?8(?:00|88|77|66|55|44"
    r"|33)[\s.-](?=[A-Z0-9-]{0,8}[A-Z])[A-Z0-9]{2,4}-?[A-Z0-9]{3,6}(?![\w-])"
)
# Numbers grouped in other ways count beside a word that asks for one: before it or right behind it.
_LOOSE = re.compile(r"(?<![\w.$#/-])\(?\+?\d(?:(?:[ ()-]|\.(?! )){0,3}\d){6,13}(?![\w%/]|[.:]\d)")
_CALLED = re.compile(
    r"\b(?:(?:tele)?phone|ph|tel|telefono|cel(?:l|ular)?|mobile|mob|movil|whats\s?app|wa|viber|signal|pager"
    r"|landline|desk|home"
    r"|office|work|call(?:ed|s)?(?: me| us| her| him)?(?: (?:at|on))?|ring|dial|txt|text(?: me| us| her"
    r"| him)?(?: (?:at|on))?"
    r"|messages to|answering at|numbers?(?: is)?|no\.? is|reach (?:me|us|her|him) (?:at|on)|fax|llame(?: al)?"
    r"|llamar(?: al)?"
    r"|contact(?: (?:me|us|at|on)){0,2})"
    r"\s?(?:(?:number|no\.?|num|#)\s?(?:is)?)?[\s:.#=-]{0,4}$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"[\s,-]{0,3}\(?(?:office|fax|mobile|mob|cell|home|work|desk|tel|phone|direct|pager|landline|whatsapp)\b",
    re.IGNORECASE,
)
_DIGIT_WORD = r"(?:zero|oh|o|one|two|three|four|five|six|seven|eight|nine|(?:double|triple) \w{2,5})"
_SPOKEN = re.compile(rf"\b(?:{_DIGIT_WORD}[\s,.-]{{1,3}}){{6,14}}{_DIGIT_WORD}\b", re.IGNORECASE)
_FAX = re.compile(
    r"\b(?:fax|facsimile|telefax)\b[\s:#.-]*(?:number|no\.?|us|it|to|at|them|her|him)?(?:\s?(?:is|to|at))?[\s:]*$",
    re.IGNORECASE,
)
_FAX_AFTER = re.compile(r"[\s,-]{0,3}\(?fax\b", re.IGNORECASE)
_OURS = re.compile(
    r"\b(?:call(?: us)?|phone|office|desk|manager|billing|line|reach|at|llame(?: al)?|llamenos(?: al)?"
    r"|number|tel|dial|contact|rather call|rsvp|poison control|text us|book|or|en el|us at)\b[^\n]{0,40}$",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:(?:her|his|their|whoever'?s|my|patient'?s?|client'?s?)\b[^.\n]{0,40}|text (?:her|him"
    r"|our patient)[^.\n]{0,30}|patient \w+\s)$",
    re.IGNORECASE,
)

# Spans of years, dates, grouped thousands, counting.
_NO_PHONE = re.compile(
    r"(?:19|20)\d{2}[\s.-]{1,3}(?:19|20)\d{2}|\d{3}-\d{2}-\d{4}|(?:19|20)\d{2}[/.-]\d{1,2}[/.-]\d{1,2}.*"
    r"|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?:\s.*)?|\d{1,3}(?:[ .]\d00)+|\d(?:\s\d)+|(\d)(?:[\s.-]?\1)+",
    re.DOTALL,
)
_UNIT = re.compile(
    r"\s?(?:%|\$|usd|dollars?|euros?|pounds?|mg|ml|cc|mcg|iu|units?|steps|miles|km|people|patients|followers"
    r"|years?|cells"
    r"|per|/)",
    re.IGNORECASE,
)
_IBAN_HEAD = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){0,6}\s?$")
_MONEY = re.compile(r"[$\u20ac\u00a3]\s?[\d,.\s]{0,6}$")


def is_fax(text: str, start: int, end: int = -1) -> bool:
    """Whether the number at [start, end) is said to be a fax."""
    before = _FAX.search(text[max(start - 30, 0) : start])
    return bool(before) or (end > 0 and bool(_FAX_AFTER.match(text, end)))


def _telephone(text: str, start: int, end: int) -> bool:
    """Whether a run of digits that is written like a telephone number is one."""
    words = text[start:end]
    digits = sum(map(str.isdigit, words))
    return (
        (7 <= digits <= 16 or "8" in words[:3])
        and not _NO_PHONE.fullmatch(words)
        and not (words.startswith("0") and words.strip("0-. ") == "")
        and not is_numbered(text, start)
        and not _IBAN_HEAD.search(text[max(start - 32, 0) : start])
        and not _MONEY.search(text[max(start - 8, 0) : start])
        and not _UNIT.match(text, end)
    )


def _loose(text: str) -> Iterator[tuple[int, int]]:
    for match in _LOOSE.finditer(text):
        start, end = match.span()
        if match.group().startswith("(") and ")" not in match.group():
            start += 1
        if _CALLED.search(text[max(start - 40, 0) : start]) or _AFTER.match(text, end):
            yield start, end


def numbers(text: str) -> Iterator[tuple[int, int]]:
    """Spans of telephone and fax numbers in a folded text, left to right, none inside another."""
    covered = 0
    spans = [match.span() for match in _SHAPED.finditer(text)]
    spans += _loose(text)
    spans = [span for span in spans if _telephone(text, *span)]
    spans += [match.span() for match in _SPOKEN.finditer(text)]
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= covered:
            yield start, end
            covered = end


def find(reading: Reading) -> Iterator[Hit]:
    for start, end in numbers(reading.text):
        if is_fax(reading.text, start, end):
            continue
        before = reading.text[max(start - 80, 0) : start]
        theirs = bool(_THEIRS.search(before))
        if reading.use == "incoming":
            yield Hit(start, end, "review")
        elif theirs or not (
            _OURS.search(before) or ("555-01" in reading.text[start:end] and reading.use == "reply")
        ):
            yield Hit(start, end, "block" if theirs or reading.use == "caption" else "review")
        else:
            yield Hit(start, end, "note", message="A telephone number: is it the practice's own?")


RECOGNIZER = Recognizer(
    id="identifier.phone",
    kind="phone",
    why="A telephone number leads straight to a person.",
    citation="45 CFR 164.514(b)(2)(i)(D)",
    severity="block",
    message="This is a telephone number that is not known as the practice's own.",
    suggestion="Remove it, or add the practice's numbers to its list.",
    find=find,
)
