"""Screening: a practice's words in, findings and a verdict out. Rules only, no Django, usable alone."""

from chaperone.engines.screening.engine import all_rules, rules_by_id, screen
from chaperone.engines.screening.findings import RULESET_VERSION, CannotJudge, Finding, RuleInfo, Screening
from chaperone.engines.screening.practice import PracticeLexicon
from chaperone.engines.screening.tuning import Allowed, Denied, Tuning, limit_of

__all__ = [
    "RULESET_VERSION",
    "Allowed",
    "CannotJudge",
    "Denied",
    "Finding",
    "PracticeLexicon",
    "RuleInfo",
    "Screening",
    "Tuning",
    "all_rules",
    "limit_of",
    "rules_by_id",
    "screen",
]
