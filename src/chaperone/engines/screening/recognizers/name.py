"""Names: blocked beside one person's care, noted elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.naming import PATIENT_CUE, Candidate, is_staff
from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_DASH = re.compile(r"(?:-{1,2}|~|\bby)\s*[\"']?\s*$")
_FIRST_PERSON = re.compile(r"\b(?:i|my|me|we)\b|\bever\b", re.IGNORECASE)
_BODY_AFTER = re.compile(
    r"(?:'s|s)?\s+(?:new\s+|beautiful\s+|gorgeous\s+)?(?:lips?|nose|breasts?|boobs|face|chin|neck|eyes|lids"
    r"|belly|tummy|hand|ears|chest|profile|jawline|waist|results?|reveal|transformation|journey|recovery)\b",
    re.IGNORECASE,
)
_FROM_SOMEWHERE = re.compile(r"\s+(?:from|of)\s+(?:the\s+)?[A-Z]\w+")
_EXPOSED = re.compile(
    r"\b(?:that'?s|thats|isn'?t this|isnt this|is (?:this|that)|this (?:is|u)|real name|her name|his name"
    r"|name is)\b|\?\?",
    re.IGNORECASE,
)


def _signs_a_testimonial(text: str, candidate: Candidate) -> bool:
    """Whether a full name stands as the signature under words in the first person."""
    signed = _DASH.search(text[max(candidate.start - 8, 0) : candidate.start])
    last = not text[candidate.end : candidate.end + 3].strip(" .!\"'\n")
    full = " " in text[candidate.start : candidate.end]
    return bool(
        signed
        and last
        and full
        and _FIRST_PERSON.search(text[max(candidate.start - 400, 0) : candidate.start])
    )


def _in_caption(reading: Reading, candidate: Candidate) -> Hit | None:
    if candidate.sort in ("possessive", "caps", "single") and _BODY_AFTER.match(reading.text, candidate.end):
        return Hit(candidate.start, candidate.end, "block")
    link = reading.link_near(candidate.start, reach=2)
    if is_staff(reading.text, reading.sentence(candidate.start), candidate):
        return Hit(candidate.start, candidate.end, "note") if candidate.sure else None
    cued = bool(PATIENT_CUE.search(reading.sentence(candidate.start)))
    weak_sort = candidate.sort in ("single", "tagged") and not candidate.sure
    if (link is Link.STRONG or cued) and not (weak_sort and not cued):
        return Hit(candidate.start, candidate.end, "block")
    if (
        link is Link.WEAK
        and not weak_sort
        and candidate.sort
        in (
            "title",
            "possessive",
            "cued",
            "tag",
            "slug",
            "caps",
            "initial",
            "tagged",
        )
    ):
        return Hit(candidate.start, candidate.end, "block")
    if candidate.sort == "slug" or _signs_a_testimonial(reading.text, candidate):
        return Hit(candidate.start, candidate.end, "block")
    if candidate.sort == "full" and any(reading.sentence_procedures):
        return Hit(candidate.start, candidate.end, "review")
    origin = _FROM_SOMEWHERE.match(reading.text, candidate.end)
    if candidate.sure and origin:
        return Hit(candidate.start, origin.end(), "review")
    return Hit(candidate.start, candidate.end, "note") if candidate.sure else None


def find(reading: Reading) -> Iterator[Hit]:
    """Captions look at the link; replies block names of their own; what comes in blocks when it exposes someone."""
    for candidate in reading.names:
        if reading.use == "caption":
            hit = _in_caption(reading, candidate)
            if hit:
                yield hit
        elif reading.use == "reply":
            in_context = reading.text[candidate.start : candidate.end].lower() in reading.context.lower()
            staff = is_staff(reading.text, reading.sentence(candidate.start), candidate)
            if candidate.sort == "title" or (
                candidate.sort in ("full", "initial", "tagged")
                and not staff
                and candidate.sure
                and not in_context
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
                message=(
                    "This points out a person by name. Hide it, keep a snapshot, and look at the post that "
                    "it stands under."
                ),
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
