"""Which rule fired where, and what people made of it. Ids, kinds and times; never a word of what was judged."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import TruncWeek

from chaperone.access.models import Practice
from chaperone.engines.screening import Finding
from chaperone.oversight.models import Firing
from chaperone.oversight.rules import FIRINGS_KEPT, Outcome

LATELY = timedelta(days=90)
POST, ANSWER, INCOMING = "caption", "reply", "incoming"
_RANK = {"note": 0, "review": 1, "block": 2}
log = logging.getLogger("chaperone.oversight")


@dataclass(frozen=True, slots=True)
class Figures:
    """How a rule did lately. ``heeded``: the words changed or came down; ``overridden``: a person let them pass."""

    fired: int = 0
    heeded: int = 0
    overridden: int = 0
    open: int = 0
    last_at: datetime | None = None

    @property
    def decided(self) -> int:
        """Firings that a person answered."""
        return self.heeded + self.overridden

    @property
    def kept_share(self) -> int | None:
        """Of a hundred decisions, how many went the rule's way; None below five, when it would say nothing."""
        return round(100 * self.heeded / self.decided) if self.decided >= 5 else None


def plain(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings without their words and places."""
    return [{"rule": one.rule, "kind": one.kind, "severity": one.severity} for one in findings]


@transaction.atomic
def note_firings(
    *,
    practice_id: uuid.UUID,
    use: str,
    subject_id: uuid.UUID,
    findings: Iterable[Mapping[str, Any]],
    at: datetime,
) -> None:
    """Keep what fires for a subject now: new rules are added, those that went silent were heeded."""
    gravest: dict[str, Mapping[str, Any]] = {}
    for one in findings:
        held = gravest.get(one["rule"])
        if held is None or _RANK[one["severity"]] > _RANK[held["severity"]]:
            gravest[one["rule"]] = one
    before = Firing.objects.filter(practice_id=practice_id, use=use, subject_id=subject_id)
    before.filter(outcome=Outcome.OPEN).exclude(rule__in=gravest).update(
        outcome=Outcome.HEEDED, settled_at=at
    )
    for rule, one in gravest.items():
        Firing.objects.update_or_create(
            practice_id=practice_id, use=use, subject_id=subject_id, rule=rule,
            defaults={"severity": one["severity"], "kind": one["kind"], "outcome": Outcome.OPEN, "settled_at": None},
            create_defaults={"severity": one["severity"], "kind": one["kind"], "at": at},
        )  # fmt: skip


def settle(
    *,
    practice_id: uuid.UUID,
    use: str,
    subject_id: uuid.UUID,
    outcome: Outcome,
    at: datetime,
    rules: Collection[str] | None = None,
) -> int:
    """What people made of the open firings of a subject (of these rules, or of all); returns how many."""
    rows = Firing.objects.filter(
        practice_id=practice_id, use=use, subject_id=subject_id, outcome=Outcome.OPEN
    )
    rows = rows if rules is None else rows.filter(rule__in=rules)
    return rows.update(outcome=outcome, settled_at=at)


def firings_of(practice: Practice, *, at: datetime) -> QuerySet[Firing]:
    """Those of the last :data:`LATELY`, newest first."""
    return Firing.objects.of(practice).filter(at__gte=at - LATELY).order_by("-at", "pk")


def figures_of(practice: Practice, *, at: datetime) -> dict[str, Figures]:
    """By rule, in one query."""
    rows = (
        firings_of(practice, at=at)
        .order_by()
        .values("rule")
        .annotate(
            fired=Count("pk"),
            heeded=Count("pk", filter=Q(outcome=Outcome.HEEDED)),
            overridden=Count("pk", filter=Q(outcome=Outcome.OVERRIDDEN)),
            open=Count("pk", filter=Q(outcome=Outcome.OPEN)),
            last_at=Max("at"),
        )
    )
    return {
        row["rule"]: Figures(row["fired"], row["heeded"], row["overridden"], row["open"], row["last_at"])
        for row in rows
    }


def by_use(practice: Practice, rule: str, *, at: datetime) -> dict[str, int]:
    """How often one rule fired, by the use of the text."""
    rows = firings_of(practice, at=at).filter(rule=rule).order_by().values("use").annotate(fired=Count("pk"))
    return {row["use"]: row["fired"] for row in rows}


def by_week(practice: Practice, rule: str, *, at: datetime) -> list[tuple[datetime, int]]:
    """(Monday, how often) for each week with a firing, in the practice's own time, oldest first."""
    rows = (
        firings_of(practice, at=at)
        .filter(rule=rule)
        .order_by()
        .annotate(week=TruncWeek("at", tzinfo=practice.tz))
        .values("week")
        .annotate(fired=Count("pk"))
        .order_by("week")
    )
    return [(row["week"], row["fired"]) for row in rows]


def forget_old(*, at: datetime) -> int:
    """Delete what is older than :data:`FIRINGS_KEPT`; returns how many."""
    return Firing.objects.filter(at__lt=at - FIRINGS_KEPT).delete()[0]
