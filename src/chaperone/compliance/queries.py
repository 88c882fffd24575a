"""Reads of policies, attestations, vendors and jurisdictions; each starts from the practice."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils import timezone

from chaperone.access.models import Membership, Practice
from chaperone.compliance.models import Agreement, Attestation, Policy, PolicyVersion, Vendor
from chaperone.compliance.packs import FEDERAL, Pack, all_packs


def policies_of(practice: Practice) -> QuerySet[Policy]:
    """The practice's policies in the order they are read, each with its ``versions``, newest first."""
    newest_first = PolicyVersion.objects.of(practice).order_by("-number")
    return (
        Policy.objects.of(practice)
        .order_by("position", "title")
        .prefetch_related(Prefetch("versions", newest_first))
    )


def versions_of(practice: Practice) -> QuerySet[PolicyVersion]:
    """Every version of every policy, newest first."""
    return PolicyVersion.objects.of(practice).select_related("policy").order_by("-number")


def version_in_force(policy: Policy, today: date) -> PolicyVersion | None:
    """What the policy says on that day: the newest version that has taken effect."""
    effective = [one for one in policy.versions.all() if one.effective_on <= today]
    return max(effective, key=lambda one: one.number, default=None)


def required_versions(practice_id: uuid.UUID, at: datetime) -> dict[uuid.UUID, str]:
    """The versions everybody must have attested at ``at``: title by version id. One query."""
    rows = PolicyVersion.objects.filter(practice_id=practice_id, policy__required=True).order_by(
        "policy__position", "policy__title", "number"
    )
    newest: dict[uuid.UUID, tuple[uuid.UUID, str]] = {}
    for row in rows.select_related("practice", "policy").defer("body"):
        if row.effective_on <= row.practice.local(at).date():
            newest[row.policy_id] = (row.id, row.policy.title)
    return dict(newest.values())


def attested_ids(practice_id: uuid.UUID, person_id: uuid.UUID | str) -> set[uuid.UUID]:
    """The versions this person has attested."""
    return set(
        Attestation.objects.filter(practice_id=practice_id, person_id=person_id).values_list(
            "version_id", flat=True
        )
    )


def missing_attestations(
    practice: Practice, person_id: uuid.UUID | str, at: datetime | None = None
) -> tuple[str, ...]:
    """The titles of the policies whose version in force (``at``, or now) this person has not attested yet."""
    done = attested_ids(practice.id, person_id)
    required = required_versions(practice.id, at or timezone.now())
    return tuple(title for pk, title in required.items() if pk not in done)


def right_answers(version: PolicyVersion) -> dict[str, int]:
    """The right option by question id, for seeding a demo practice."""
    return {one["id"]: one["right"] for one in version.body["questions"]}


def attestations_by_version(practice: Practice) -> dict[uuid.UUID, int]:
    """How many of the people who work here now have attested each version."""
    working = Membership.objects.active().filter(practice=practice).values("person_id")
    counted = PolicyVersion.objects.of(practice).annotate(
        attested=Count("attestations", filter=Q(attestations__person_id__in=working))
    )
    return dict(counted.values_list("pk", "attested"))


def vendors_of(practice: Practice) -> QuerySet[Vendor]:
    """The register, vendors first, each with its agreements."""
    newest_first = Agreement.objects.of(practice).order_by("-starts_on", "-signed_on")
    return (
        Vendor.objects.of(practice)
        .select_related("practice")
        .order_by("-kind", "name")
        .prefetch_related(Prefetch("agreements", newest_first))
    )


def agreements_of(practice: Practice) -> QuerySet[Agreement]:
    """Every agreement with every vendor."""
    return Agreement.objects.of(practice).select_related("vendor")


def jurisdictions_of(practice: Practice) -> tuple[str, ...]:
    """The codes whose rules apply, the federal ones first: ``("US", "US-TX")``."""
    return (FEDERAL, *sorted(code for code in practice.jurisdictions if code != FEDERAL))


def packs_of(practice: Practice) -> tuple[Pack, ...]:
    """The packs we have for this practice's jurisdictions."""
    packs = all_packs()
    return tuple(packs[code] for code in jurisdictions_of(practice) if code in packs)


def without_pack(practice: Practice) -> tuple[str, ...]:
    """Jurisdictions of this practice for which no pack ships: a person has to know their rules."""
    return tuple(code for code in jurisdictions_of(practice) if code not in all_packs())
