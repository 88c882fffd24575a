"""An anonymized proposal for a story: what points at somebody becomes general, and the result is screened again.

45 CFR 164.514(b)(2). A proposal, never a decision: claims, tone and what else is left stay for a person, and the
caller shows the difference before it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from chaperone.engines.screening.findings import Finding, Screening
from chaperone.engines.screening.rewriting.generalizations import MAKERS, Change, cut_sentence, generalize
from chaperone.engines.screening.rewriting.phrases import Phrases, phrases_for
from chaperone.engines.screening.rewriting.tidying import tidy

ROUNDS = 4  # taking one thing out can bring another to light; after these, whole sentences go
_LAST_RESORT = 8
# What ties the story to somebody often goes by itself once she is general; only then does its sentence go.
_LATER = frozenset(("relationship", "treatment"))
_PATIENT = re.compile(r"\b(?:patient|client|paciente)$", re.IGNORECASE)
_NOTED = frozenset(("name", "date", "age", "location", "other_id"))
_STAFF = re.compile(r"(?:dra?|doctora?|nurse|prof)\b", re.IGNORECASE)

Judge = Callable[[str], Screening]


@dataclass(frozen=True)
class Rewrite:
    """The proposal. ``safe`` says that nothing in it points at a person any more; ``left`` is what a person mends.

    ``text`` is empty when everything in the story identified somebody.
    """

    text: str = field(repr=False)
    changes: tuple[Change, ...] = field(repr=False)
    screening: Screening
    safe: bool
    left: tuple[Finding, ...]

    @property
    def changed(self) -> bool:
        """Whether anything was generalized at all."""
        return bool(self.changes)


def rewrite(text: str, *, judge: Judge) -> Rewrite:
    """Generalizes what ``judge`` finds that identifies somebody, until a fresh screening finds none of it.

    ``judge`` is :func:`chaperone.engines.screening.screen` with the caller's practice, use and states bound. At most
    ``ROUNDS`` rounds of general words, then the sentences that still identify somebody go. Raises what ``judge``
    raises.
    """
    phrases, changes = phrases_for(text), []
    screening = judge(text)
    for number in range(_LAST_RESORT):
        pointing = _pointing(screening)
        if not pointing:
            break
        first = [one for one in pointing if one.kind not in _LATER or _PATIENT.search(one.text)]
        made = _changes(text, first or pointing, phrases, last_resort=number >= ROUNDS)
        changes += made
        text = tidy(_applied(text, made))
        screening = judge(text)
    left = tuple(finding for finding in screening.findings if finding.severity != "note")
    return Rewrite(text, tuple(changes), screening, safe=not _pointing(screening), left=left)


def _pointing(screening: Screening) -> list[Finding]:
    """The findings that identify. In a story even what is only noted elsewhere goes, but for who works here."""
    return [one for one in screening.findings if one.kind in MAKERS and not _passes(one)]


def _passes(finding: Finding) -> bool:
    """Notes about who works here, and a model's doubt about the whole, which a person settles."""
    if finding.rule.startswith("second_opinion"):
        return True
    return finding.severity == "note" and (finding.kind not in _NOTED or bool(_STAFF.match(finding.text)))


def _changes(text: str, findings: list[Finding], phrases: Phrases, *, last_resort: bool) -> list[Change]:
    """One change for each finding, without those that overlap an earlier or wider one."""
    make = cut_sentence if last_resort else generalize
    made = sorted((make(text, one, phrases) for one in findings), key=lambda one: (one.start, -one.end))
    kept: list[Change] = []
    for change in made:
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept


def _applied(text: str, changes: list[Change]) -> str:
    for change in reversed(changes):
        text = text[: change.start] + change.after + text[change.end :]
    return text
