"""Web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.naming import candidates
from chaperone.engines.screening.people import PRONOUN, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

ADDRESS = re.compile(
    r"\bhttps?://[^\s<>\"']{2,300}|(?<![\w@.-])(?:www\.)?(?:[a-z0-9-]{1,63}\.){1,3}(?:com|net|org|example"
    r"|io|co|me|health|clinic|us|info|test|tv|ly|app|link|page|site|blog)\b(?:/[^\s<>\"']{0,300})?",
    re.IGNORECASE,
)
_PATIENT_PATH = re.compile(r"/(?:patients?|stories|story|journey|cases?|testimonials?)/\S", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Hit]:
    for match in ADDRESS.finditer(reading.text):
        words = match.group().rstrip(".,!?)")
        end = match.start() + len(words)
        named = (
            "@" in words
            or any(c.sort == "slug" for c in candidates(words))
            or bool(_PATIENT_PATH.search(words))
        )
        theirs = (
            bool(PRONOUN.search(reading.sentence(match.start())))
            and reading.link_near(match.start(), reach=0) >= Link.STRONG
        )
        severe = reading.use != "incoming" and (named or theirs)
        yield Hit(match.start(), end, "block" if severe else "note")


RECOGNIZER = Recognizer(
    id="identifier.url",
    kind="url",
    why="A web address can carry a name or lead to a patient's own page.",
    citation="45 CFR 164.514(b)(2)(i)(N)",
    severity="block",
    message="This address names or leads to a person.",
    suggestion="Link to a page that names nobody.",
    find=find,
)
