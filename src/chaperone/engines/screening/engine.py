"""The engine: a text in, a certificate out. It raises CannotJudge for what is not a text, and never anything else."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import get_args

from chaperone.engines.screening.findings import (
    ENGINE,
    RULESET_VERSION,
    CannotJudge,
    Finding,
    RuleInfo,
    Screening,
    Use,
    worst,
)
from chaperone.engines.screening.incoming import classify
from chaperone.engines.screening.practice import PracticeLexicon
from chaperone.engines.screening.reading import Reading, read
from chaperone.engines.screening.recognizers import RECOGNIZERS
from chaperone.engines.screening.recognizers.base import Hit, Recognizer
from chaperone.engines.screening.recognizers.claim import claim_infos
from chaperone.engines.screening.recognizers.second_opinion import without_needless
from chaperone.engines.screening.tagging import look_at_all
from chaperone.engines.screening.tuning import DENIED_INFO

_NOBODY = PracticeLexicon()
_RANK = {"note": 0, "review": 1, "block": 2}
_ALWAYS = "patients.known"


def screen(
    text: str,
    *,
    use: Use = "caption",
    context: str = "",
    jurisdiction: Sequence[str] = (),
    practice: PracticeLexicon | None = None,
) -> Screening:
    """Judges one text as a `caption`, a `reply` (to `context`) or something `incoming`.

    `jurisdiction` holds codes such as "US-CA". Offsets in the findings are characters of `text` as given. Cost grows
    linearly with the text. Raises CannotJudge when `text` is no string or `use` is unknown.
    """
    return _certify(text, _reading(Asked(text, use, context, tuple_of(jurisdiction), practice)))


@dataclass(frozen=True)
class Asked:
    """One text of many, with all that `screen` takes."""

    text: str = field(repr=False)
    use: Use = "caption"
    context: str = field(default="", repr=False)
    jurisdiction: tuple[str, ...] = ()
    practice: PracticeLexicon | None = None


def screen_all(asked: Sequence[Asked]) -> list[Screening]:
    """`screen` for several texts at once, in their order: the model looks at them together, which costs less.

    Raises CannotJudge when one of them cannot be judged. Keep batches small (about 32): all are held in memory.
    """
    readings = [_reading(one) for one in asked]
    seen = look_at_all([reading.text for reading in readings])
    return [
        _certify(one.text, replace(reading, seen=sight))
        for one, reading, sight in zip(asked, readings, seen, strict=True)
    ]


def tuple_of(jurisdiction: Sequence[str]) -> tuple[str, ...]:
    """One place or several."""
    return (jurisdiction,) if isinstance(jurisdiction, str) else tuple(jurisdiction)


def _reading(asked: Asked) -> Reading:
    if not isinstance(asked.text, str) or not isinstance(asked.context, str):
        raise CannotJudge("This is not a text.", "Give a string.")
    if asked.use not in get_args(Use):
        raise CannotJudge("Unknown kind of text.", f"Say one of {', '.join(get_args(Use))}.")
    return read(
        asked.text,
        use=asked.use,
        context=asked.context,
        jurisdiction=asked.jurisdiction,
        practice=asked.practice or _NOBODY,
    )


def _certify(text: str, reading: Reading) -> Screening:
    incoming = reading.use == "incoming"
    findings = tuple(_findings(text, reading))
    return Screening(
        text_sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        use=reading.use,
        verdict=worst(findings),
        category=classify(reading.purposes) if incoming else None,
        findings=findings,
        ruleset=RULESET_VERSION,
        engine=ENGINE,
        tuning=reading.practice.tuning.digest,
        sure=reading.purposes.sure if incoming else True,
    )


def all_rules() -> tuple[RuleInfo, ...]:
    """Every rule that can fire, for the rules page and the reference."""
    own = tuple(
        RuleInfo(id=r.id, kind=r.kind, why=r.why, citation=r.citation, severity=r.severity)
        for r in RECOGNIZERS
    )
    variants = tuple(rule for r in RECOGNIZERS for rule in r.variants)
    return (*own, *variants, *claim_infos(), DENIED_INFO)


@cache
def rules_by_id() -> Mapping[str, RuleInfo]:
    """Every rule by its id."""
    return {rule.id: rule for rule in all_rules()}


def _findings(text: str, reading: Reading) -> list[Finding]:
    if not reading.sentences:
        return []
    found = [
        _finding(text, reading, recognizer, hit)
        for recognizer in RECOGNIZERS
        for hit in recognizer.find(reading)
        if hit.end > hit.start and not _allowed(reading, recognizer, hit)
    ]
    found = without_needless(found)
    tuning = reading.practice.tuning
    return _without_echoes(tuning.apply(found, text=text, folded=reading.folded, rules=rules_by_id()))


def _allowed(reading: Reading, recognizer: Recognizer, hit: Hit) -> bool:
    """Whether the words are the practice's own. A patient's digest is never allowed."""
    if recognizer.id == _ALWAYS:
        return False
    return reading.practice.allows(hit.kind or recognizer.kind, reading.text[hit.start : hit.end])


def _finding(text: str, reading: Reading, recognizer: Recognizer, hit: Hit) -> Finding:
    start, end = reading.folded.back(hit.start, hit.end)
    return Finding(
        start=start,
        end=end,
        text=text[start:end],
        kind=hit.kind or recognizer.kind,
        rule=hit.rule or recognizer.id,
        severity=hit.severity,
        message=hit.message or recognizer.message,
        suggestion=hit.suggestion or recognizer.suggestion,
        citation=hit.citation or recognizer.citation,
    )


def _without_echoes(found: Iterable[Finding]) -> list[Finding]:
    """In text order; of findings of one kind, none that lies inside another at least as severe."""
    kept: list[Finding] = []
    last: dict[str, int] = {}
    for finding in sorted(found, key=lambda f: (f.start, -_RANK[f.severity], -f.end)):
        at = last.get(finding.kind)
        if at is not None and finding.start < kept[at].end:
            inside = (
                finding.end <= kept[at].end
            )  # what reaches further covers words that the other leaves bare
            if inside and _RANK[finding.severity] <= _RANK[kept[at].severity]:
                continue
        last[finding.kind] = len(kept)
        kept.append(finding)
    return kept
