"""Places below a state: streets, cities, ZIP codes, hospitals, schools, local hashtags."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.lists import given_names, plain_words, surnames, wide_places, words_of
from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_CAP = r"[A-Z][\w'.-]{1,20}"
_STREET = re.compile(
    rf"\b\d{{1,6}}\s+(?:(?:[NSEW]|North|South|East|West)\.?\s+)?(?:{_CAP}\s+){{1,3}}(?:St|Street|Ave|Avenue"
    rf"|Rd|Road|Blvd|Boulevard|Ln|Lane|Dr|Drive|Ct|Court|Way|Pl|Place|Pkwy|Parkway|Hwy|Highway|Ter|Terrace"
    rf"|Cir|Circle)\b\.?"
    r"(?:,?\s+(?:Apt|Apartment|Unit|Suite|Ste|#)\.?\s?\w{1,6})?"
)
_STREET_NAME = re.compile(
    rf"\b(?:{_CAP}\s+){{1,2}}(?:Street|Avenue|Road|Boulevard|Blvd|Lane|Drive|Parkway|Highway)\b"
)
_ZIP = re.compile(
    r"\b(?:zip(?:\s?code)?[\s:]{0,3}\d{5}(?:-\d{4})?|(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA"
    r"|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])\.?,?\s+\d{5}(?:-\d{4})?)\b",
    re.IGNORECASE,
)
_SITE = re.compile(
    rf"\b(?:St\.?\s+|Saint\s+|Mount\s+|Mt\.?\s+|UT\s+)?(?:{_CAP}\s+){{0,3}}(?:Hospital|Clinic|Med(?:ical"
    rf"|\.) (?:Center|Ctr\.?)|Sinai|Memorial|General|Presbyterian|Medical Center"
    rf"|Health Center|High School|Middle School|Elementary|Academy|University|College|Church|Temple|Mosque"
    rf"|Armory|Country Club|Mall|Airport|Nursing Home|Fire Station|Police Department|County|Parish|Heights"
    rf"|Beach|Bakery|Gym)\b"
    rf"|\bSt\.\s+[A-Z][a-z]{{2,20}}(?:'s)?\b|\b[A-Z][a-z]{{2,20}}\s+county\b"
)
_FROM = re.compile(
    r"\b(?:from|in|near|at|outside|around|to|de|desde|visiting|via|lives? in|moved to|based in"
    r"|all the way from|flew in from|drove (?:\w+\s+){0,4}from|location:?|📍)\s*"
    r"(?P<place>(?:(?:San|Santa|Los|Las|New|Fort|Ft\.?|St\.?|Saint|Port|El|La|Lake|Mount|North|South|East"
    r"|West|Palm|Baton|Round|Cedar|Grand|Little|Salt|Long"
    r"|Beverly)\s+)?[A-Z][a-z]{2,20}(?:\s+[A-Z][a-z]{2,20})?(?:,?\s+[A-Z]{2}\b)?)",
)
_CITY = re.compile(r"(?<![\w@#.])([A-Z][a-z]{2,15}(?: [A-Z][a-z]{2,15}){0,2})\b")
_SITE_AFTER = re.compile(
    r"\s+(?:clinic|office|branch|facility|location|hospital|area|city|med)\b", re.IGNORECASE
)
_LOCAL = re.compile(
    r"\b(?:local|hometown|neighborhood|neighbourhood|town'?s)\b|\bthe only \w+ (?:on|in) the\b"
    r"|\bsmall (?:town|place)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"#(\w{4,60})")
_PIN = re.compile(r"📍\s?([A-Z][\w' ,.-]{2,40})")
_PLACE_SCORE = 0.5


def _is_place(words: str, *, cue_strong: bool) -> bool:
    first = words.split()[0].rstrip(".,")
    plain = words.lower().split(",")[0].strip()
    if plain in wide_places():
        return False
    if plain in words_of("cities.txt") or first.lower() in words_of("cities.txt"):
        return True
    return cue_strong and first.lower() not in plain_words() and first.lower() not in given_names()


def _severity(reading: Reading, offset: int) -> tuple[str, bool]:
    link = reading.link_near(offset, reach=2)
    here = reading.sentence_at(offset)
    staffed = bool(reading.staffed and reading.staffed[here])
    return ("block" if link is Link.STRONG and not staffed else "note"), link is Link.STRONG


def find(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    spans: list[tuple[int, int]] = []
    for pattern in (_STREET, _ZIP, _SITE, _PIN, _STREET_NAME):
        spans += [match.span() for match in pattern.finditer(text)]
    for match in _FROM.finditer(text):
        cue = match.group(0).lower()
        strong = cue.startswith(
            (
                "from",
                "all the way",
                "flew",
                "drove",
                "lives",
                "moved",
                "based",
                "outside",
                "visiting",
                "desde",
                "near",
            )
        )
        if _is_place(match.group("place"), cue_strong=strong):
            spans.append(match.span("place"))
    spans += _cities(text)
    spans += _tagged(reading)
    for match in _TAG.finditer(text):
        plain = match.group(1).lower()
        if any(plain.startswith(city) or plain.endswith(city) for city in _tag_cities(plain)):
            spans.append(match.span())
    for start, end in spans:
        severity, _ = _severity(reading, start)
        if reading.use == "incoming":
            severity = "review"
        elif reading.use == "reply":
            severity = "note"
        yield Hit(start, end, severity)  # type: ignore[arg-type]
    if reading.use == "caption":
        for match in _LOCAL.finditer(text):
            if reading.link_near(match.start(), reach=1) is Link.STRONG:
                yield Hit(match.start(), match.end(), "review", message="“Local” narrows down who this is.")


def _tagged(reading: Reading) -> Iterator[tuple[int, int]]:
    """What the model takes for a place, without countries and states."""
    for span in reading.tagged:
        words = reading.text[span.start : span.end].strip(" #@.,").lower()
        if (
            span.label == "place"
            and span.score >= _PLACE_SCORE
            and len(words) > 1
            and words not in wide_places()
        ):
            yield span.start, span.end


def _cities(text: str) -> Iterator[tuple[int, int]]:
    """Known cities: of several words, or of one that is no person's name unless a place of care follows."""
    for match in _CITY.finditer(text):
        words = match.group(1).split(" ")
        for size in range(len(words), 0, -1):
            name = " ".join(words[:size])
            plain, end = name.lower(), match.start() + len(name)
            if plain not in words_of("cities.txt") or plain in wide_places():
                continue
            personal = size == 1 and (plain in surnames() or plain in given_names())
            if not personal or _SITE_AFTER.match(text, end):
                yield match.start(), end
            break


def _tag_cities(plain: str) -> list[str]:
    """The cities that a hashtag begins or ends with; at least five letters, so that words do not match by chance."""
    cities = words_of("cities.txt")
    return [
        part
        for size in range(5, min(len(plain), 20) + 1)
        for part in {plain[:size], plain[-size:]}
        if part in cities
    ]


RECOGNIZER = Recognizer(
    id="identifier.location",
    kind="location",
    why="Any place smaller than a state can point at a person.",
    citation="45 CFR 164.514(b)(2)(i)(B)",
    severity="block",
    message="This says where a person is from, or where care took place.",
    suggestion="Leave the place out, or name the state.",
    find=find,
)
