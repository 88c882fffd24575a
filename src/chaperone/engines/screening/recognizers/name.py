"""Names: blocked beside one person's care, noted elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.naming import Candidate, candidates
from chaperone.engines.screening.people import STAFF, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_EXPOSED = re.compile(
    r"\b(?:that'?s|thats|isn'?t this|isnt this|is (?:this|that)|this (?:is|u)|real name|her name|his name|name is)\b|\?\?",
    re.IGNORECASE,
)
_STAFF_AFTER = re.compile(
    r"^\s*,?\s*(?:\(?(?:rn|np|pa|pa-c|md|do|crna|bsn|lpn)\b|,?\s*our\s+(?:new\s+)?(?:\w+\s+){0,2}(?:pa|nurse|tech|manager|coordinator|injector|a?esthetician|intern)|from (?:billing|facilities|front|the front|our|hr|accounting|marketing)|at the front)",
    re.IGNORECASE,
)
_STAFF_BEFORE = re.compile(
    r"(?:\bdra?\.?|\bdoctora?|\bnurse|\bprof\.?|\bour\s+(?:new\s+)?(?:[\w-]+\s+){0,2}(?:pa|nurse|tech|manager|coordinator|injector|a?esthetician|intern|resident|fellow|partner|receptionist|anesthesiologist)|\bask for|\b(?:pa|np|rn)|\bcoordinator|\bmanager,?)\s+$",
    re.IGNORECASE,
)
_PATIENT_CUE = re.compile(
    r"\b(?:patient|client|post[- ]?op|journey|trust(?:ing|ed) us|healing|bandage\w*|splint|recovery|anesthesia|(?:week|month|year) check|stopped by|to see us|results?|story|new (?:nose|lips|breasts|profile|chin)|paciente|favorite|glow)\b",
    re.IGNORECASE,
)


def _is_staff(reading: Reading, candidate: Candidate) -> bool:
    before = reading.text[max(candidate.start - 60, 0) : candidate.start]
    after = reading.text[candidate.end : candidate.end + 60]
    if candidate.sort == "doctor" or _STAFF_BEFORE.search(before) or _STAFF_AFTER.search(after):
        return True
    sentence = reading.sentence(candidate.start)
    return (
        bool(STAFF.search(sentence))
        and not _PATIENT_CUE.search(sentence)
        and candidate.sort not in ("possessive", "title")
    )


def _in_caption(reading: Reading, candidate: Candidate) -> Hit | None:
    link = reading.link_near(candidate.start, reach=2)
    if _is_staff(reading, candidate):
        return Hit(candidate.start, candidate.end, "note") if candidate.sure else None
    cued = bool(_PATIENT_CUE.search(reading.sentence(candidate.start)))
    weak_sort = candidate.sort == "single" and not candidate.sure
    if (link is Link.STRONG or cued) and not (weak_sort and not cued):
        return Hit(candidate.start, candidate.end, "block")
    if link is Link.WEAK and candidate.sort in (
        "title",
        "possessive",
        "cued",
        "tag",
        "slug",
        "caps",
        "initial",
    ):
        return Hit(candidate.start, candidate.end, "block")
    if candidate.sort == "slug" or (candidate.sort == "full" and any(reading.sentence_procedures)):
        return Hit(candidate.start, candidate.end, "review")
    return Hit(candidate.start, candidate.end, "note") if candidate.sure else None


def find(reading: Reading) -> Iterator[Hit]:
    """In replies any name but staff blocks; in what comes in, exposing someone else blocks; captions look at the link."""
    for candidate in candidates(reading.text):
        if reading.use == "caption":
            hit = _in_caption(reading, candidate)
            if hit:
                yield hit
        elif reading.use == "reply":
            in_context = reading.text[candidate.start : candidate.end].lower() in reading.context.lower()
            staff = _is_staff(reading, candidate)
            if candidate.sort == "title" or (
                candidate.sort in ("full", "initial") and not staff and candidate.sure and not in_context
            ):
                yield Hit(candidate.start, candidate.end, "block")
            elif candidate.sure:
                yield Hit(candidate.start, candidate.end, "note")
        elif (
            candidate.sort in ("full", "title", "initial")
            and _EXPOSED.search(reading.sentence(candidate.start))
            and candidate.sort != "doctor"
        ):
            yield Hit(
                candidate.start,
                candidate.end,
                "block",
                message="This points out a person by name. Hide it, keep a snapshot, and look at the post that it stands under.",
            )
        elif candidate.sure:
            yield Hit(candidate.start, candidate.end, "note" if candidate.sort == "doctor" else "review")


RECOGNIZER = Recognizer(
    id="identifier.name",
    kind="name",
    why="A name beside care identifies a patient; names come first among the Safe Harbor identifiers.",
    citation="45 CFR 164.514(b)(2)(i)(A)",
    severity="block",
    message="This names a person.",
    suggestion="Say “a patient”, or remove the name.",
    find=find,
)
