"""Chart and medical record numbers."""

from __future__ import annotations

from collections.abc import Iterator

from chaperone.engines.screening.codes import cue, cued
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = cue(
    strong=(
        r"mrn|mr#|med(?:ical)? ?rec(?:ord)?s?|(?:patient|pt|hospital|person)(?:'s)? (?:id|number|no|num)"
        r"|chart (?:number|no|id)"
        r"|emr|ehr|historia clinica|expediente"
    ),
    weak=(r"chart|encounter|records?(?: (?:show|shows|under|from))?|pt|patient|admission|accession|paciente"),
)


def find(reading: Reading) -> Iterator[Hit]:
    for code in cued(_PATTERN, reading.text):
        own = code.cue.startswith(("patient", "pt"))  # "patient ID AB-12" is one expression
        yield Hit(code.phrase_start if own else code.start, code.end, "block")


RECOGNIZER = Recognizer(
    id="identifier.mrn",
    kind="mrn",
    why="A chart number leads whoever has the file to the person.",
    citation="45 CFR 164.514(b)(2)(i)(H)",
    severity="block",
    message="This looks like a chart or record number.",
    suggestion="Remove it.",
    find=find,
)
