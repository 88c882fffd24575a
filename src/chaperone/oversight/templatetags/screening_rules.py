"""Names of screening rules in templates."""

from __future__ import annotations

from django import template

from chaperone.engines.screening import rules_by_id
from chaperone.oversight.screening_rules import Rule

register = template.Library()


@register.filter
def rule_name(key: str) -> str:
    """A rule's name in words; the id itself for one that does not exist any more."""
    info = rules_by_id().get(key)
    return Rule(info).name if info else key
