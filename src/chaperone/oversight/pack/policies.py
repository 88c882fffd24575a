"""The rules of the practice as they stood when something was decided: policies, attestations, agreements."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chaperone.access.queries import names_of
from chaperone.compliance.models import Attestation, PolicyVersion, Vendor
from chaperone.compliance.queries import policies_of, vendors_of
from chaperone.compliance.rules import network_agreement
from chaperone.compliance.standing import standing_of
from chaperone.library.models import HandOver
from chaperone.oversight.pack.case import Case


def moments(case: Case) -> list[datetime]:
    """When something was decided or became public: the times for which the rules in force are shown."""
    decided = [one.at for one in case.reviews]
    public = [at for one in case.deliveries for at in (one.created_at, one.live_at) if at]
    signed = [one.signed_at for one in case.authorizations if one.signed_at]
    return sorted({*decided, *public, *signed})


def versions_in_force(case: Case) -> list[PolicyVersion]:
    """Every version that was in force at one of those times, in the order of the policies."""
    days = {case.practice.local(at).date() for at in moments(case)}
    found: list[PolicyVersion] = []
    for policy in policies_of(case.practice):
        newest_first = list(policy.versions.all())
        chosen = {_in_force(newest_first, day) for day in days} - {None}
        found += [version for version in reversed(newest_first) if version in chosen]
    return found


def _in_force(newest_first: list[PolicyVersion], day: Any) -> PolicyVersion | None:
    return next((one for one in newest_first if one.effective_on <= day), None)


def policies_paper(case: Case) -> dict[str, Any]:
    """The policies in force, what they say, and who attested them when."""
    versions = versions_in_force(case)
    rows = list(Attestation.objects.of(case.practice).filter(version__in=versions).order_by("at"))
    names = names_of(case.practice.id, {str(row.person_id) for row in rows})
    return {
        "in_force_at": moments(case),
        "policies": [
            {
                "policy": version.policy.key,
                "title": version.policy.title,
                "version": version.number,
                "id": version.pk,
                "effective_on": version.effective_on,
                "approved_at": version.approved_at,
                "approved_by": version.approved_by,
                "clauses": version.body["clauses"],
                "attested": [
                    {"person": row.person_id, "name": names.get(str(row.person_id), ""), "at": row.at}
                    for row in rows
                    if row.version_id == version.pk
                ],
            }
            for version in versions
        ],
    }


def vendors_paper(case: Case) -> dict[str, Any]:
    """Why content went to a network without an agreement, and which vendors got covered copies under which one."""
    networks = sorted({one.channel.network for one in case.deliveries})
    handed = HandOver.objects.filter(practice=case.practice, items__rendition__in=case.renditions).distinct()
    given = list(handed.prefetch_related("items").order_by("handed_at"))
    vendors = [one for one in vendors_of(case.practice) if one.pk in {row.vendor_id for row in given}]
    return {
        "networks": [{"network": key, "agreement": network_agreement(key)} for key in networks],
        "handed_over": [
            {
                "vendor": row.vendor_id,
                "at": row.handed_at,
                "by": row.handed_by,
                "purpose": row.purpose,
                "renditions": [{"id": one.rendition_id, "sha256": one.sha256} for one in row.items.all()],
            }
            for row in given
        ],
        "vendors": [
            _vendor(one, [row.handed_at for row in given if row.vendor_id == one.pk]) for one in vendors
        ],
    }


def _vendor(vendor: Vendor, times: list[datetime]) -> dict[str, Any]:
    return {
        "id": vendor.pk,
        "name": vendor.name,
        "standing": [{"at": at, "word": standing_of(vendor, at).word} for at in times],
        "agreements": [
            {
                "id": one.pk,
                "signed_on": one.signed_on,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "closed_at": one.closed_at,
                "terms": one.terms,
            }
            for one in vendor.agreements.all()
        ],
    }
