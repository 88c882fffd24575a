"""Before and after: the statements that have to stand beside a pair of pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.findings import RuleInfo
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PAIR = re.compile(
    r"\bbefore\s*(?:&|and|/|\+|n|-|→|➡️?|>+)\s*-?(?:an?|the)?\s*after\b|\bbefore\b[^\n]{0,12}?(?:➡️?|→"
    r"|>)[^\n]{0,12}?\bafter\b|\bantes y despues\b|\bb\s?&\s?a\b|\b(?:amazing |unreal "
    r"|incredible )?transformation\b(?= by| tuesday|\s*(?:🔥|😍|!))",
    re.IGNORECASE,
)
_TEACHES = re.compile(
    r"\b(?:how to (?:read|compare|look|judge)|red flags?|fake|compare|lighting|should|ask|why|question"
    r"|rules?|what (?:is|makes))\b|\?",
    re.IGNORECASE,
)
_MAY_DIFFER = re.compile(
    r"\b(?:results? (?:may|might|can|will) (?:not occur|vary|differ)|individual results|results? (?:vary"
    r"|differ)|same results? may not|may not occur)\b",
    re.IGNORECASE,
)
_ATTESTED = re.compile(
    r"\b(?:written authorization|with authorization|authorization on file|signed authorization"
    r"|shared with (?:written )?(?:permission|authorization))\b",
    re.IGNORECASE,
)


def pair_statement(reading: Reading) -> bool:
    """Whether the caption has what California asks for beside a pair: the procedure and the results statement."""
    return bool(reading.procedures and _MAY_DIFFER.search(reading.text) and _ATTESTED.search(reading.text))


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use != "caption":
        return
    california = "US-CA" in reading.jurisdiction
    for match in _PAIR.finditer(reading.text):
        if _TEACHES.search(reading.sentence(match.start())):
            continue
        complete = bool(reading.procedures and _MAY_DIFFER.search(reading.text))
        if california and not complete:
            yield Hit(
                match.start(),
                match.end(),
                "block",
                message="California asks for the procedures and a results statement beside every pair.",
                suggestion=(
                    "Name the procedures (when the authorization covers it) and add “The same results may "
                    "not occur for all patients.”"
                ),
                rule=_CALIFORNIA.id,
                citation=_CALIFORNIA.citation,
            )
        else:
            yield Hit(match.start(), match.end(), "review")


_CALIFORNIA = RuleInfo(
    id="claim.before_after.ca",
    kind="claim",
    why="California makes a pair without its procedures and a results statement unlawful.",
    citation="Cal. B&P 651(b)(3)(C)",
    severity="block",
)

RECOGNIZER = Recognizer(
    id="claim.before_after",
    kind="claim",
    why=(
        "A pair of pictures promises a result: it needs the same patient, like conditions, and a statement "
        "that results differ."
    ),
    citation="ASPS Code s2 II; Cal. B&P 651(b)(3)",
    severity="review",
    message="This presents a before and after pair.",
    suggestion=(
        "Add the procedure, the time since surgery, and that results differ; check that the authorization "
        "covers it."
    ),
    find=find,
    variants=(_CALIFORNIA,),
)
