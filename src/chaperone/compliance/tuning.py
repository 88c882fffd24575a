"""How the practice tunes the screening rules. Who, when and why is kept; what the law does not leave open, refused."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record
from chaperone.compliance.models import RuleChange
from chaperone.compliance.signals import rules_changed
from chaperone.engines.screening import Allowed, CannotJudge, Denied, Tuning, rules_by_id
from chaperone.engines.screening.tuning import (
    DENIED,
    MOST_ENTRIES,
    check_allow,
    check_level,
    check_words,
    normal,
)
from chaperone.foundation.refusal import Refusal

REASON_FROM = 10  # characters: "ok" is no reason
REMEMBERED = 64


def changes_of(practice: Practice) -> QuerySet[RuleChange]:
    """Every change of every rule, newest first."""
    return RuleChange.objects.of(practice).order_by("-number")


def settings_of(practice: Practice, *, number: int | None = None) -> dict[str, RuleChange]:
    """What is in force (after change ``number``), by rule; rules that speak as shipped are not in it. One query."""
    known = changes_of(practice).order_by()
    known = known if number is None else known.filter(number__lte=number)
    newest = known.values("rule").annotate(last=Max("number")).values("last")
    rows = RuleChange.objects.of(practice).filter(number__in=newest)
    return {row.rule: row for row in rows if not row.is_shipped}


def tuning_of(practice: Practice) -> Tuning:
    """The tuning in force, as the engine takes it; its edition is ``t`` and the number of the last change.

    Read once per change and process: the last change's id names it, so that one rolled back is never remembered.
    """
    last = changes_of(practice).values_list("id", "number").first()
    return _read(practice.pk, *last) if last else Tuning()


@lru_cache(maxsize=REMEMBERED)
def _read(practice_id: uuid.UUID, last: uuid.UUID, number: int) -> Tuning:
    rows = settings_of(Practice(pk=practice_id), number=number)
    return Tuning(
        levels={rule: row.level for rule, row in rows.items() if row.level},  # type: ignore[misc]  # checked when set
        allow=tuple(Allowed(words, rule) for rule, row in rows.items() for words in row.allow or ()),
        deny=tuple(Denied(**one) for row in rows.values() for one in row.deny or ()),
        edition=f"t{number}",
    )


@transaction.atomic
def tune_rule(
    *, practice: Practice, rule: str, level: str, allow: Sequence[str], reason: str, by: Actor, at: datetime
) -> RuleChange:
    """Set what one rule says here: its level ("" as shipped) and the words that it lets pass.

    Raises a ``Refusal`` for what the law behind the rule does not leave open, and without a reason.
    """
    require(by, "rules.tune", practice_id=practice.id)
    entries = _cleaned(allow)
    try:
        if level:
            check_level(rules_by_id(), rule, level)
        for words in entries:
            check_words(words)
            check_allow(rules_by_id(), Allowed(words, rule))
    except CannotJudge as refused:
        raise Refusal("compliance.rule_fixed", refused.reason, refused.remedy) from None
    return _write(practice, rule, reason, by, at, level=level, allow=entries or None)


@transaction.atomic
def deny_words(
    *, practice: Practice, entries: Sequence[dict[str, str]], reason: str, by: Actor, at: datetime
) -> RuleChange:
    """Replace the list of what the practice does not say: ``{"words", "severity", "message"}`` each."""
    require(by, "rules.tune", practice_id=practice.id)
    if len(entries) > MOST_ENTRIES:
        raise Refusal("compliance.words", f"The list holds at most {MOST_ENTRIES} entries.", "Shorten it.")
    try:
        for one in entries:
            check_words(one["words"])
    except CannotJudge as refused:
        raise Refusal("compliance.words", refused.reason, refused.remedy) from None
    return _write(practice, DENIED, reason, by, at, deny=list(entries) or None)


@transaction.atomic
def reset_rule(*, practice: Practice, rule: str, reason: str, by: Actor, at: datetime) -> RuleChange:
    """The rule speaks as shipped again; what was set stays in its history."""
    require(by, "rules.tune", practice_id=practice.id)
    return _write(practice, rule, reason, by, at)


def _write(practice: Practice, rule: str, reason: str, by: Actor, at: datetime, **fields: Any) -> RuleChange:
    reason = " ".join(reason.split())
    if len(reason) < REASON_FROM:
        raise Refusal(
            "compliance.rule_reason",
            "A change of a rule needs a reason.",
            "Write a sentence that an auditor understands.",
        )
    Practice.objects.select_for_update().get(pk=practice.pk)
    number = (changes_of(practice).values_list("number", flat=True).first() or 0) + 1
    before = settings_of(practice).get(rule)
    change = RuleChange(
        practice=practice, number=number, rule=rule, reason=reason, set_by=by.id, set_at=at, **fields
    )
    if _same(before, change):
        raise Refusal("compliance.rule_same", "This is how the rule is set already.", "Nothing was changed.")
    change.save()
    record(
        "compliance.rule.reset" if change.is_shipped else "compliance.rule.tuned", by=by, at=at, subject=change,
        rule=rule, number=number, level_before=before.level if before else "", level=change.level,
        allowed=len(change.allow or ()), denied=len(change.deny or ()), reason_said=Commit(reason),
        lists=Commit(repr((change.allow, change.deny))),
    )  # fmt: skip
    rules_changed.send(sender=RuleChange, practice=practice, change=change, by=by, at=at)
    return change


def _same(before: RuleChange | None, after: RuleChange) -> bool:
    if before is None:
        return after.is_shipped
    return (before.level, before.allow, before.deny) == (after.level, after.allow, after.deny)


def _cleaned(entries: Sequence[str]) -> list[str]:
    """Without empty lines and repetitions, in the order given."""
    if len(entries) > MOST_ENTRIES:
        raise Refusal("compliance.words", f"The list holds at most {MOST_ENTRIES} entries.", "Shorten it.")
    seen: dict[str, str] = {}
    for entry in entries:
        if entry.strip():
            seen.setdefault(normal(entry), " ".join(entry.split()))
    return list(seen.values())
