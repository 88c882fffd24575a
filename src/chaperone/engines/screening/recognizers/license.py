"""Licence and certificate numbers."""

from __future__ import annotations

from collections.abc import Iterator

from chaperone.engines.screening.codes import cue, cued
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = cue(
    strong=(
        r"(?:driver'?s? )?licen[cs]e (?:id|number|no|num)|driver'?s? licen[cs]e|dl|passport|dea|npi|state id"
        r"|licencia|pasaporte|cedula|dni|curp|green card|certificate (?:number|no)"
    ),
    weak=r"licen[cs]e|certificate|cert|permit|registration|visa",
)


def find(reading: Reading) -> Iterator[Hit]:
    for code in cued(_PATTERN, reading.text):
        yield Hit(code.start, code.end, "review")


RECOGNIZER = Recognizer(
    id="identifier.license",
    kind="license",
    why="A certificate or licence number identifies its holder.",
    citation="45 CFR 164.514(b)(2)(i)(K)",
    severity="review",
    message="This looks like a licence or certificate number.",
    suggestion="Remove it unless the law asks for it in an advertisement.",
    find=find,
)
