"""The screening rules as pages show them: grouped, found, with what they did lately, and tried on a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.access.rules import may
from chaperone.audit.actors import Actor
from chaperone.compliance.models import RuleChange
from chaperone.compliance.queries import jurisdictions_of
from chaperone.compliance.tuning import settings_of
from chaperone.engines.screening import (
    Finding,
    RuleInfo,
    Screening,
    Tuning,
    all_rules,
    limit_of,
    rules_by_id,
    screen,
)
from chaperone.engines.screening.findings import Use
from chaperone.engines.screening.tuning import DENIED, Limit
from chaperone.oversight.firings import Figures, figures_of
from chaperone.patients.queries import lexicon_of

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
OWN = "Your own list"
AREAS: dict[str, tuple[str, ...]] = {
    "Who somebody is": (
        "name", "location", "date", "age", "phone", "fax", "email", "ssn", "mrn", "health_plan", "account", "license",
        "vehicle", "device", "url", "ip", "biometric", "photo", "other_id",
    ),
    "What was done, and with whom": ("procedure", "treatment", "relationship"),
    "Here and now": ("place_now", "livestream"),
    "What is promised": ("claim", "prescription", "prize"),
    "How we speak": ("disrespect",),
}  # fmt: skip
"""The kinds of findings as the page groups them."""

_AREA_OF = {kind: area for area, kinds in AREAS.items() for kind in kinds}
_ORDER = [kind for kinds in AREAS.values() for kind in kinds]
LEVELS = {"block": "Blocks", "review": "Asks a person", "note": "Only notes", "off": "Off"}
SHOWN = ("tuned", "fired", "overridden")
"""The filters of the list, besides all."""

_NAMES = {"patients.known": "Your own patients", DENIED: "Words you do not say"}


NEVER = Figures()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, what the practice set for it, and how it did lately."""

    info: RuleInfo
    setting: RuleChange | None = None
    figures: Figures = NEVER

    @property
    def name(self) -> str:
        """Its id in words."""
        tail = self.info.id.rpartition(".")[2].replace("_", " ").capitalize()
        return _NAMES.get(
            self.info.id, TITLES[self.info.kind] if self.info.id.startswith("identifier.") else tail
        )

    @property
    def limit(self) -> Limit:
        """What may be chosen."""
        return limit_of(self.info)

    @property
    def severity(self) -> str:
        """The strongest that it can say here; ``off`` when it is."""
        return (self.setting.level if self.setting else "") or self.info.severity

    @property
    def allowed(self) -> int:
        """How many entries it lets pass here."""
        return len(self.setting.allow or ()) if self.setting else 0


@dataclass(frozen=True, slots=True)
class Group:
    """The rules of one area."""

    title: str
    rules: tuple[Rule, ...]

    @property
    def fired(self) -> int:
        """How often any of them fired."""
        return sum(rule.figures.fired for rule in self.rules)

    @property
    def tuned(self) -> int:
        """How many of them the practice tuned."""
        return sum(rule.setting is not None for rule in self.rules)


def rules_of(practice: Practice, *, at: datetime) -> list[Rule]:
    """Every rule, the practice's own list first, then area by area."""
    settings, figures = settings_of(practice), figures_of(practice, at=at)
    ordered = sorted(all_rules(), key=lambda one: (one.id != DENIED, _ORDER.index(one.kind), one.id))
    return [Rule(info, settings.get(info.id), figures.get(info.id, NEVER)) for info in ordered]


def find_rule(practice: Practice, key: str, *, at: datetime) -> Rule | None:
    """The rule with this id."""
    return next((rule for rule in rules_of(practice, at=at) if rule.info.id == key), None)


def chosen(rules: Iterable[Rule], *, words: str = "", show: str = "") -> list[Rule]:
    """The rules that a filter of :data:`SHOWN` and all the words typed leave."""
    wanted = words.casefold().split()
    return [rule for rule in rules if _shows(rule, show) and all(word in _text(rule) for word in wanted)]


def _shows(rule: Rule, show: str) -> bool:
    kept = {
        "tuned": rule.setting is not None,
        "fired": rule.figures.fired > 0,
        "overridden": rule.figures.overridden > 0,
    }
    return kept.get(show, True)


def _text(rule: Rule) -> str:
    info = rule.info
    return f"{rule.name} {info.id} {TITLES[info.kind]} {info.why} {info.citation}".casefold()


def grouped(rules: Iterable[Rule]) -> list[Group]:
    """By area, in the order given."""
    return [Group(title, tuple(those)) for title, those in groupby(rules, key=_title)]


def _title(rule: Rule) -> str:
    return OWN if rule.info.id == DENIED else _AREA_OF[rule.info.kind]


def judge(
    practice: Practice, actor: Actor, *, text: str, use: Use, places: tuple[str, ...] = (), tuned: bool = True
) -> Screening:
    """The text as the gates would judge it (or as they would untuned); nothing is kept.

    ``places`` are jurisdictions, the practice's own when empty. Who may not see patients gets no answer that depends
    on who is one.
    """
    lexicon = lexicon_of(practice)
    if not may(actor, "patients.read"):
        lexicon = replace(lexicon, digests={})
    if not tuned:
        lexicon = replace(lexicon, tuning=Tuning())
    return screen(text, use=use, jurisdiction=places or jurisdictions_of(practice), practice=lexicon)


@dataclass(frozen=True, slots=True)
class Tried:
    """A text that was tried. ``pieces`` are its words in order, each with the index of the finding on it, if any;
    ``silenced`` what the practice's tuning took away."""

    screening: Screening
    findings: list[dict[str, Any]]
    pieces: list[dict[str, Any]]
    silenced: list[dict[str, Any]]


def try_text(practice: Practice, actor: Actor, *, text: str, use: Use, places: tuple[str, ...] = ()) -> Tried:
    """Judge a text twice, as tuned and as shipped, and say what the tuning changed."""
    now = judge(practice, actor, text=text, use=use, places=places)
    shipped = judge(practice, actor, text=text, use=use, places=places, tuned=False) if now.tuning else now
    before = {(one.rule, one.start, one.end): one for one in shipped.findings}
    findings = [_shown(practice, one, before) for one in now.findings]
    kept = {(one.rule, one.start, one.end) for one in now.findings}
    silenced = [_shown(practice, one, before) for key, one in before.items() if key not in kept]
    return Tried(now, findings, _pieces(text, now.findings), silenced)


def _shown(
    practice: Practice, finding: Finding, before: Mapping[tuple[str, int, int], Finding]
) -> dict[str, Any]:
    known = finding.rule in rules_by_id()
    url = reverse("oversight:rule", args=[practice.slug, finding.rule]) if known else ""
    return {**finding.as_dict(), "rule_url": url, "tuned": _change(finding, before)}


def _change(finding: Finding, before: Mapping[tuple[str, int, int], Finding]) -> str:
    if finding.rule == DENIED:
        return "From your own list."
    was = before.get((finding.rule, finding.start, finding.end))
    if was is None or was.severity == finding.severity:
        return ""
    return f"Tuned here: {LEVELS[finding.severity].lower()}; as shipped it {LEVELS[was.severity].lower()}."


def _pieces(text: str, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The text cut where a finding begins or ends; of two on the same words the first marks them."""
    pieces: list[dict[str, Any]] = []
    at = 0
    for index, one in enumerate(findings):
        if one.end <= at:
            continue
        start = max(one.start, at)
        if start > at:
            pieces.append({"text": text[at:start]})
        pieces.append({"text": text[start : one.end], "index": index, "severity": one.severity})
        at = one.end
    return [*pieces, {"text": text[at:]}] if at < len(text) else pieces
