"""What the screening engine says about something that came in or that is about to be answered."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from chaperone.access.models import Practice
from chaperone.compliance.queries import jurisdictions_of
from chaperone.engines.screening import Finding, PracticeLexicon, Screening, screen
from chaperone.inbox.strangers import strangers_in
from chaperone.patients.queries import lexicon_of

log = logging.getLogger("chaperone.inbox")


@dataclass(frozen=True)
class Judged:
    """The engine's word on an incoming text; ``judged`` is False when it could not say: then a person looks."""

    judged: bool
    category: str = ""
    verdict: str = ""
    ruleset: str = ""
    findings: tuple[dict[str, Any], ...] = ()
    sure: bool = True


@dataclass(frozen=True)
class Ears:
    """Listens for one practice: reads its people and patients once for a whole batch."""

    jurisdictions: tuple[str, ...]
    lexicon: PracticeLexicon

    @classmethod
    def of(cls, practice: Practice) -> Ears:
        return cls(jurisdictions_of(practice), lexicon_of(practice))

    def hear(self, text: str) -> Judged:
        """Judge what somebody wrote. Never raises: what cannot be judged needs a person."""
        try:
            found = screen(text, use="incoming", jurisdiction=self.jurisdictions, practice=self.lexicon)
        except Exception as fault:
            log.error("an incoming text could not be judged: %s", type(fault).__qualname__)
            return Judged(judged=False)
        findings = tuple(without_words(finding) for finding in found.findings)
        return Judged(True, found.category or "other", found.verdict, found.edition, findings, found.sure)

    def judge_reply(self, text: str, *, answers: str) -> Screening:
        """Judge an answer together with what it answers. Names that no list knows block as well."""
        found = screen(
            text, use="reply", context=answers, jurisdiction=self.jurisdictions, practice=self.lexicon
        )
        strangers = tuple(strangers_in(text, self.lexicon))
        if not strangers:
            return found
        return replace(found, verdict="block", findings=(*found.findings, *strangers))


def without_words(finding: Finding) -> dict[str, Any]:
    """A finding as it may lie in the database: where and why, never what."""
    return {
        "kind": finding.kind,
        "rule": finding.rule,
        "severity": finding.severity,
        "start": finding.start,
        "end": finding.end,
        "message": finding.message,
        "citation": finding.citation,
    }
