"""What identifies only together: a first name, a job or a town beside one person's procedure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_RARE = re.compile(
    r"\b(?:the only \w+ (?:in|on|from)|(?:first|only|youngest|oldest) (?:\w+ ){0,3}(?:ever|in town"
    r"|in the county|this (?:month|year))|twins?|triplets|mother of (?:four|five|six|\d)|mom of (?:four"
    r"|five|six|\d)|bride|deployed|marine|veteran|red socks|pageant|quarterback|won (?:the )?(?:election"
    r"|lottery|state)|three days before (?:her|his) wedding)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use != "caption" or not reading.procedures:
        return
    for match in _RARE.finditer(reading.text):
        here = reading.sentence_at(match.start())
        if reading.links[here] is Link.STRONG and not reading.staffed[here]:
            yield Hit(match.start(), match.end(), "review")


RECOGNIZER = Recognizer(
    id="linkage.rare",
    kind="other_id",
    why="Details that are harmless alone can single out one person beside a procedure.",
    citation="45 CFR 164.514(b)(2)(ii)",
    severity="review",
    message="Together with the procedure this narrows down who it is.",
    suggestion="Leave this detail out.",
    find=find,
)
