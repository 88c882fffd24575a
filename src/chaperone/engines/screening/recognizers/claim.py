"""Claims that advertising rules forbid or tie to proof: the table data/claims.csv, one rule a row.

A row's `unless` words, found in the same sentence, say that the claim is denied or taught about ("Nobody can
guarantee").
`where` raises or lowers a row by jurisdiction ("US-NY=block US=review"); a row without a severity there is silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import cast

from chaperone.engines.screening.findings import RuleInfo, Severity
from chaperone.engines.screening.lists import rows_of
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_TEACHING = re.compile(r"\bred flags?\b|\bhow to spot\b|\bmyths?\b|\bfake injector\b", re.IGNORECASE)
# Denied before ("we don't use …", "nobody can promise …"), after ("… is a phrase we avoid"), or asked and answered.
_DENIED_BEFORE = re.compile(
    r"\b(?:don'?t|doesn'?t|do not|does not|didn'?t|isn'?t|is not|aren'?t|can'?t|cannot|can not|won'?t"
    r"|will not|would never"
    r"|never|nobody|no one|no such thing as|there(?:'s| is) no|without|avoid\w*|instead of|beware(?: of)?"
    r"|stopped|refuse to|not"
    r"|ask why|question|questions? about|myth:?|nadie|nunca|no (?:ofrecemos|hacemos|usamos|prometemos"
    r"|existe\w*))\s+"
    r"(?!miss|wait|worry|think|be|forget|look|need|only|just)(?:(?!\b(?:but|until"
    r"|unless)\b)[\w'-]+[\s\"]+){0,4}[\"'“]?$",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"^[\"'”]?\s*(?:is|are|was|isn'?t|=|:)?\s*(?:an? |the )?(?:phrase|word|claim|myth|promise|red flag"
    r"|marketing|lie|not (?:true|a thing"
    r"|real|possible|something)|nonsense|never|doesn'?t exist|does not exist|no existe)"
    r"|^[^.!?\n]{0,30}\?\s*(?:\(?nope|no\b|not|never"
    r"|nothing|there|most|every|it depends|usually|some|sorry|ask|well)",
    re.IGNORECASE,
)
_RANK = {"": 0, "note": 1, "review": 2, "block": 3}


@dataclass(frozen=True)
class ClaimRule:
    """One row, compiled."""

    id: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None
    severity: str
    where: dict[str, str]
    message: str
    suggestion: str
    citation: str

    def severity_in(self, jurisdiction: frozenset[str]) -> str:
        """The strongest of the row's own severity and of those of the places it is published for."""
        told = [self.where[place] for place in jurisdiction if place in self.where]
        return max((self.severity, self.where.get("US", ""), *told), key=lambda severity: _RANK[severity])


@cache
def claim_rules() -> tuple[ClaimRule, ...]:
    return tuple(
        ClaimRule(
            id=f"claim.{row['id']}",
            pattern=re.compile(row["pattern"], re.IGNORECASE),
            unless=re.compile(rf"\b(?:{row['unless']})\b", re.IGNORECASE) if row["unless"] else None,
            severity=row["severity"],
            where=dict(part.split("=") for part in row["where"].split()),
            message=row["message"],
            suggestion=row["suggestion"],
            citation=row["citation"],
        )
        for row in rows_of("claims.csv")
    )


def claim_infos() -> tuple[RuleInfo, ...]:
    """The rows as the rules page shows them."""
    return tuple(
        RuleInfo(
            id=rule.id,
            kind="claim",
            why=rule.message,
            citation=rule.citation,
            severity=cast(Severity, max((rule.severity, *rule.where.values()), key=lambda s: _RANK[s])),
        )
        for rule in claim_rules()
    )


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming" or (_TEACHING.search(reading.text) and reading.use == "caption"):
        return
    for rule in claim_rules():
        severity = rule.severity_in(reading.jurisdiction)
        if not severity:
            continue
        for match in rule.pattern.finditer(reading.text):
            if not match.group().strip():
                continue
            around = _outside(reading, match.start(), match.end())
            if (rule.unless and rule.unless.search(around)) or _denied(reading, match.start(), match.end()):
                continue
            yield Hit(
                match.start(),
                match.end(),
                cast(Severity, severity),
                rule.message,
                rule.suggestion,
                rule=rule.id,
                citation=rule.citation,
            )


def _denied(reading: Reading, start: int, end: int) -> bool:
    """Whether the words around a claim deny it, or answer it with no."""
    begin = reading.sentences[reading.sentence_at(start)][0]
    before = reading.text[max(begin, start - 60) : start]
    return bool(_DENIED_BEFORE.search(before) or _DENIED_AFTER.match(reading.text[end : end + 60]))


def _outside(reading: Reading, start: int, end: int) -> str:
    """The sentence around a match, and the few characters that answer it ("Painless"? Nope.)."""
    begin, stop = reading.sentences[reading.sentence_at(start)]
    asked = reading.text[stop - 1] in '?"' or '"' in reading.text[begin:stop]
    answer = reading.text[stop : stop + 12] if asked else ""
    before = reading.text[max(begin, start - 200) : start]
    after = reading.text[end : min(max(stop, end), end + 200)]
    return f"{before} | {after} {answer}"


RECOGNIZER = Recognizer(
    id="claim",
    kind="claim",
    why="What is said in public about surgery must be true, provable and complete.",
    citation="ASPS Code s2 I(F), II; FTC Act s5",
    severity="block",
    message="This is a claim that needs proof.",
    suggestion="Say what can be verified.",
    find=find,
)
