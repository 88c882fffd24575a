"""Social security numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

# Any nnn-nn-nnnn counts: a mistyped number, or a taxpayer's (9xx), leads to the same person.
# With blanks only a valid one.
_PATTERN = re.compile(
    r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"
    r"|(?<![\w-])(?!000|666|9\d\d)\d{3}([ .])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-])"
    r"|\b(?:ssn|itin|(?:social|soc)(?: ?(?:security|sec))?(?: (?:number|no|num))|social security|seguro social)\b"
    r"[\s\w#:.]{0,20}?\d{3}[- ]?\d{2}[- ]?\d{4}\b"
    r"|\b(?:ssn|social)\b[^\n\d]{0,20}(?:x{3}-x{2}-|\*{3}-\*{2}-|ending in |last (?:four|4) )\d{4}\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="identifier.ssn",
    kind="ssn",
    why="A social security number identifies one person for life.",
    citation="45 CFR 164.514(b)(2)(i)(G)",
    severity="block",
    message="This looks like a social security number.",
    suggestion="Remove it; never write it on a social network.",
    find=find,
)
