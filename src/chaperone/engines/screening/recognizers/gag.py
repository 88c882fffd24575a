"""Clauses that forbid or punish reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_GAG = re.compile(
    r"\b(?:agrees?|promis\w+|undertakes?|must|shall|will|may) (?:\w+ ){0,3}?(?:not (?:to )?(?:post|publish"
    r"|write|leave|share)|never (?:post|publish|write|leave)|refrain from)\b[^.!?\n]{0,60}\b(?:reviews?"
    r"|comments?|feedback|ratings?)\b"
    r"|\b(?:before|prior to) (?:\w+ ){0,3}(?:any |a )?(?:bad |negative )?reviews? (?:under|below)\b"
    r"|\bcontact us before (?:\w+ ){0,3}reviews?\b|\b(?:no|non)[- ](?:disparagement|negative reviews?)\b"
    r"|\bassign(?:s)? (?:the )?copyright\b[^.!?\n]{0,40}\breviews?\b|\b(?:fee|fine|penalty"
    r"|charged?)\b[^.!?\n]{0,40}\bnegative reviews?\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:we (?:don'?t|do not|never)|nobody|no one|void|illegal|unlawful)\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _GAG.finditer(reading.text):
        if reading.use != "incoming" and not _DENIED.search(reading.sentence(match.start())):
            yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="form.gag_clause",
    kind="claim",
    why="A contract clause that forbids, punishes or buys reviews is void.",
    citation="15 USC 45b; 45 CFR 164.530(h)",
    severity="block",
    message="This clause forbids or punishes reviews.",
    suggestion="Delete the clause.",
    find=find,
)
