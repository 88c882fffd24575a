"""Screening: a practice's words in, findings and a verdict out. Rules only, no Django, usable alone."""

from chaperone.engines.screening.engine import all_rules, screen
from chaperone.engines.screening.findings import RULESET_VERSION, CannotJudge, Finding, RuleInfo, Screening
from chaperone.engines.screening.practice import PracticeLexicon

__all__ = [
    "RULESET_VERSION",
    "CannotJudge",
    "Finding",
    "PracticeLexicon",
    "RuleInfo",
    "Screening",
    "all_rules",
    "screen",
]
