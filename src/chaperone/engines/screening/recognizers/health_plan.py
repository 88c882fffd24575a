"""Health-plan and insurance numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:member(?:ship)?|policy|subscriber|group|insurance|medicare|medicaid|health plan"
    r"|claim|hmo|ppo|ins|insur(?:er)?|plan|hicn|hbn|hp)\b\.?[\s:#=-]{0,4}(?:(?:number|no|num|id"
    r"|is)\b\.?[\s:#=]{0,4}){0,2}((?=[A-Z0-9-]{0,24}\d)[A-Z0-9](?:[A-Z0-9-]{2,24})\b)",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(*match.span(1), "block")


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
