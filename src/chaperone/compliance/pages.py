"""What the pages show of a policy: its clauses with what enforces each, and who has attested."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from chaperone.access.models import Membership, Practice
from chaperone.access.queries import names_of
from chaperone.compliance.enforcement import enforcer
from chaperone.compliance.models import Attestation, Policy, PolicyVersion
from chaperone.compliance.queries import attestations_by_version, attested_ids, policies_of, version_in_force


def clauses_of(version: PolicyVersion, before: PolicyVersion | None = None) -> list[dict[str, Any]]:
    """Each clause with its enforcers, and whether it is new or changed against the version ``before``."""
    old = {clause["id"]: clause["text"] for clause in before.body["clauses"]} if before else None
    return [
        {
            **clause,
            "enforcers": [enforcer(reference) for reference in clause["enforced_by"]],
            "changed": old is not None and old.get(clause["id"]) != clause["text"],
        }
        for clause in version.body["clauses"]
    ]


def policy_rows(practice: Practice, person_id: uuid.UUID, at: datetime) -> list[dict[str, Any]]:
    """One row per policy: what is in force, whether she has attested it, how many of the team have."""
    today, mine = practice.local(at).date(), attested_ids(practice.id, person_id)
    counts = attestations_by_version(practice)
    team = Membership.objects.active().filter(practice=practice).count()
    return [_row(policy, today, mine, counts, team) for policy in policies_of(practice)]


def _row(
    policy: Policy, today: Any, mine: set[uuid.UUID], counts: dict[uuid.UUID, int], team: int
) -> dict[str, Any]:
    version = version_in_force(policy, today)
    return {
        "policy": policy,
        "version": version,
        "attested": version is not None and version.pk in mine,
        "count": counts.get(version.pk, 0) if version else 0,
        "team": team,
    }


def team_of(version: PolicyVersion, members: Iterable[Membership]) -> list[dict[str, Any]]:
    """Everybody who works here, with when she attested this version."""
    at = dict(Attestation.objects.filter(version=version).values_list("person_id", "at"))
    return [{"name": member.person.name, "at": at.get(member.person_id)} for member in members]


def approvers_of(practice: Practice, versions: Iterable[PolicyVersion]) -> list[dict[str, Any]]:
    """The history of a policy with the names of who approved each version."""
    listed = list(versions)
    people = {one.approved_by for one in listed if _is_uuid(one.approved_by)}
    names = names_of(practice.id, people)
    return [{"version": one, "approved_by": names.get(one.approved_by, "Chaperone")} for one in listed]


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
