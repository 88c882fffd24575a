"""Device and implant serial numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.codes import cue, cued
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = cue(
    strong=(
        r"serial(?: (?:number|no))?|s/n|udi|imei|implant (?:id|number|no)|device (?:id|number|no)|lot (?:number|no)"
        r"|numero de serie|lote"
    ),
    weak=r"sn|lot|ref|batch|implants?|expander|pacemaker|device|cat(?:alog)?|model",
)
# A network card's address (IEEE 802), and the start of a unique device identifier (GS1 element string, 21 CFR 830).
_SHAPED = re.compile(
    r"(?<![\w:-])(?:[0-9a-f]{2}([:-]))(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}(?![\w:-])"
    r"|\(01\)\d{14}(?:\(\d{2}\)[\w-]{1,20}){0,4}",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for code in cued(_PATTERN, reading.text):
        yield Hit(code.start, code.end, "block")
    for match in _SHAPED.finditer(reading.text):
        yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="identifier.device",
    kind="device",
    why="An implant's serial number is tracked to one patient.",
    citation="45 CFR 164.514(b)(2)(i)(M)",
    severity="block",
    message="This looks like a device or implant serial number.",
    suggestion="Remove the number.",
    find=find,
)
