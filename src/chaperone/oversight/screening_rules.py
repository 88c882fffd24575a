"""The screening rules as a page shows them: grouped, with how often each fired lately, and tried on a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from chaperone.access.models import Practice
from chaperone.access.rules import may
from chaperone.audit.actors import Actor
from chaperone.compliance.queries import jurisdictions_of
from chaperone.engines.screening import RuleInfo, Screening, all_rules, screen
from chaperone.engines.screening.findings import KINDS, Use
from chaperone.inbox.models import Item
from chaperone.patients.queries import lexicon_of
from chaperone.posts.models import Review

LATELY = timedelta(days=90)
TITLES = {
    "name": "Names", "location": "Places", "date": "Dates", "age": "Ages", "phone": "Telephone numbers",
    "fax": "Fax numbers", "email": "E-mail addresses", "ssn": "Social security numbers",
    "mrn": "Record numbers", "health_plan": "Health plan numbers", "account": "Account numbers",
    "license": "Licence numbers", "vehicle": "Vehicles", "device": "Devices", "url": "Web addresses",
    "ip": "Internet addresses", "biometric": "Biometrics", "photo": "Photographs",
    "other_id": "Other identifiers", "procedure": "Procedures", "claim": "Claims", "disrespect": "Respect",
    "relationship": "Confirming that somebody is a patient", "treatment": "Treatment",
    "place_now": "Here and now", "prize": "Surgery as a prize", "prescription": "Prescription drugs",
    "livestream": "Livestreams",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule and how often it fired lately."""

    info: RuleInfo
    fired: int


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one kind."""

    title: str
    rules: tuple[Rule, ...]

    @property
    def fired(self) -> int:
        """How often any of them fired."""
        return sum(rule.fired for rule in self.rules)


def rules_by_kind(fired: Mapping[str, int]) -> list[Group]:
    """Every rule, in the order of the kinds."""
    ordered = sorted(all_rules(), key=lambda info: (KINDS.index(info.kind), info.id))
    return [
        Group(TITLES[kind], tuple(Rule(info, fired.get(info.id, 0)) for info in infos))
        for kind, infos in groupby(ordered, key=lambda info: info.kind)
    ]


def firings(practice: Practice, *, at: datetime) -> Counter[str]:
    """How often each rule fired within :data:`LATELY`, as far as it is kept: what approvers let pass, what came in."""
    counted: Counter[str] = Counter()
    arrived = Item.objects.of(practice).filter(arrived_at__gte=at - LATELY)
    for findings in arrived.values_list("findings", flat=True):
        counted.update({finding["rule"] for finding in findings})
    for accepted in Review.objects.filter(practice=practice, at__gte=at - LATELY).values_list(
        "accepted", flat=True
    ):
        counted.update(mark.partition("@")[0] for mark in accepted)
    return counted


def judge(practice: Practice, actor: Actor, *, text: str, use: Use) -> Screening:
    """The text as the gates would judge it; nothing is kept.

    Who may not see patients gets no answer that depends on who is one.
    """
    lexicon = lexicon_of(practice)
    if not may(actor, "patients.read"):
        lexicon = replace(lexicon, digests={})
    return screen(text, use=use, jurisdiction=jurisdictions_of(practice), practice=lexicon)
