"""Health-plan and insurance numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.codes import cue, cued
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = cue(
    strong=(
        r"(?:member(?:ship)?|policy|subscriber|group|insurance|plan|claim|health|beneficiary|auth(?:orization)?)"
        r"(?: (?:policy|plan))? (?:id|number|no|num)|medicare|medicaid|hicn|hbn|mbi|hmo|ppo|poliza|rx ?(?:bin"
        r"|grp|group|pcn)|pcn"
    ),
    weak=(
        r"member(?:ship)?|policy|subscriber|group|insurance(?: (?:policy|plan|is))?|health plan"
        r"|(?<!to )(?<!2 )claim"
        r"|ins(?:\. ?|ur(?:er)?)?(?: (?:policy|plan))?|insured|plan|hp|prior auth(?:orization)?|seguro|afiliad[oa]"
    ),
)
# Uncued: the prefix of a kind of plan and a long number.
_PREFIXED = re.compile(r"(?<![\w-])(?:HMO|PPO|EPO|POS|HPN?|INS)-?\d{5,12}(?![\w-])")


def find(reading: Reading) -> Iterator[Hit]:
    for code in cued(_PATTERN, reading.text):
        yield Hit(code.start, code.end, "block")
    for match in _PREFIXED.finditer(reading.text):
        yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="identifier.health_plan",
    kind="health_plan",
    why="A health-plan number identifies the insured person.",
    citation="45 CFR 164.514(b)(2)(i)(I)",
    severity="block",
    message="This looks like an insurance number.",
    suggestion="Remove it; talk about insurance by telephone.",
    find=find,
)
