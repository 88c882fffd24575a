"""Acts on policies, attestations, vendors and agreements."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.compliance import rules
from chaperone.compliance.models import Agreement, Attestation, Policy, PolicyVersion, Vendor
from chaperone.compliance.starter import starter_policies
from chaperone.engines.networks import all_networks
from chaperone.foundation.refusal import Refusal


@transaction.atomic
def adopt_starter_policies(*, practice: Practice, by: Actor, at: datetime) -> list[PolicyVersion]:
    """Put the shipped policies in force today, as version 1 approved by ``by``; those already there stay."""
    _require_write(by, practice)
    known = set(Policy.objects.of(practice).values_list("key", flat=True))
    today = practice.local(at).date()
    adopted = []
    for position, starter in enumerate(starter_policies(), start=1):
        if starter.key not in known:
            policy = Policy.objects.create(
                practice=practice,
                key=starter.key,
                title=starter.title,
                summary=starter.summary,
                position=position,
            )
            adopted.append(_write_version(policy, 1, starter.body, "Starter policy.", today, by, at))
    register_networks(practice=practice, by=by, at=at)
    versions = [str(version.pk) for version in adopted]
    record("compliance.policies.adopted", by=by, at=at, subject=practice, versions=versions)
    return adopted


@transaction.atomic
def publish_version(
    *, policy: Policy, clauses: list[dict[str, Any]], change: str, effective_on: date, by: Actor, at: datetime
) -> PolicyVersion:
    """Approve a new version; from ``effective_on`` everybody must attest again. Questions are taken over."""
    _require_write(by, policy.practice)
    rules.may_take_effect(effective_on=effective_on, today=policy.practice.local(at).date()).or_refuse()
    newest = PolicyVersion.objects.filter(policy=policy).order_by("-number").first()
    number = newest.number + 1 if newest else 1
    body = {"clauses": clauses, "questions": newest.body["questions"] if newest else []}
    version = _write_version(policy, number, body, change, effective_on, by, at)
    record(
        "compliance.policy.approved", by=by, at=at, subject=version, policy=policy.pk, number=number,
        effective_on=effective_on.isoformat(), body_sha256=_sha256(body),
    )  # fmt: skip
    return version


@transaction.atomic
def attest(*, version: PolicyVersion, answers: Mapping[str, int], by: Actor, at: datetime) -> Attestation:
    """A person says that she read this version and shows that she understood it.

    ``answers`` holds the index of the chosen option by question id; one wrong answer refuses
    (``queries.right_answers`` for seeding). Attesting twice changes nothing.
    """
    require(by, "compliance.attest", practice_id=version.practice_id)
    wrong = rules.wrong_answers(version.body["questions"], answers)
    if wrong:
        remedy = "Read the clauses once more and answer again."
        raise Refusal("compliance.not_understood", f"{len(wrong)} of the answers are not right yet.", remedy)
    attestation, new = Attestation.objects.get_or_create(
        version=version, person_id=by.id, defaults={"practice_id": version.practice_id, "at": at}
    )
    if new:
        record("compliance.policy.attested", by=by, at=at, subject=version, number=version.number)
    return attestation


@transaction.atomic
def register_networks(*, practice: Practice, by: Actor, at: datetime) -> list[Vendor]:
    """Put every network Chaperone can speak to on the register, as one that never signs an agreement."""
    known = set(
        Vendor.objects.of(practice).filter(kind=Vendor.Kind.NETWORK).values_list("network", flat=True)
    )
    added = [
        Vendor.objects.create(
            practice=practice, name=one.name, services="Public posts", touches_phi=False,
            kind=Vendor.Kind.NETWORK, network=one.key, added_at=at,
        )
        for one in all_networks()
        if one.key not in known
    ]  # fmt: skip
    if added:
        record(
            "compliance.networks.registered",
            by=by,
            at=at,
            subject=practice,
            networks=[v.network for v in added],
        )
    return added


@transaction.atomic
def add_vendor(
    *,
    practice: Practice,
    name: str,
    services: str = "",
    contact: str = "",
    touches_phi: bool = True,
    by: Actor,
    at: datetime,
) -> Vendor:
    """Put a vendor on the register. Nothing goes to it before an agreement is signed and complete."""
    _require_write(by, practice)
    if Vendor.objects.of(practice).filter(name__iexact=name).exists():
        raise Refusal(
            "compliance.vendor_known", "A vendor with this name is already on the register.", "Open it there."
        )
    vendor = Vendor.objects.create(
        practice=practice, name=name, services=services, contact=contact, touches_phi=touches_phi, added_at=at
    )
    record("compliance.vendor.added", by=by, at=at, subject=vendor, touches_phi=touches_phi)
    return vendor


@transaction.atomic
def change_vendor(
    *, vendor: Vendor, services: str, contact: str, touches_phi: bool, by: Actor, at: datetime
) -> Vendor:
    """Correct what the register says about a vendor."""
    _require_write(by, vendor.practice)
    _refuse_network(vendor)
    vendor.services, vendor.contact, vendor.touches_phi = services, contact, touches_phi
    vendor.save(update_fields=["services", "contact", "touches_phi"])
    record("compliance.vendor.changed", by=by, at=at, subject=vendor, touches_phi=touches_phi)
    return vendor


@transaction.atomic
def sign_agreement(
    *,
    vendor: Vendor,
    signed_on: date,
    starts_on: date,
    ends_on: date | None,
    terms: Collection[str],
    by: Actor,
    at: datetime,
) -> Agreement:
    """Record a signed agreement and which terms of 164.504(e) were found in it (keys of ``terms.TERMS``).

    It may be incomplete: then nothing flows until the rest is found (:func:`check_terms`).
    """
    _require_write(by, vendor.practice)
    _refuse_network(vendor)
    if ends_on is not None and ends_on < starts_on:
        raise Refusal(
            "compliance.days_reversed", "The agreement would end before it starts.", "Check the two dates."
        )
    if signed_on > vendor.practice.local(at).date():
        raise Refusal(
            "compliance.signed_later",
            "The day of the signature has not come yet.",
            "Record it once both have signed.",
        )
    agreement = Agreement.objects.create(
        practice=vendor.practice,
        vendor=vendor,
        signed_on=signed_on,
        starts_on=starts_on,
        ends_on=ends_on,
        terms=_known(terms),
    )
    record(
        "compliance.agreement.signed", by=by, at=at, subject=agreement, vendor=vendor.pk, terms=agreement.terms,
        starts_on=starts_on.isoformat(), ends_on=ends_on.isoformat() if ends_on else None,
    )  # fmt: skip
    return agreement


@transaction.atomic
def check_terms(*, agreement: Agreement, terms: Collection[str], by: Actor, at: datetime) -> Agreement:
    """Replace which terms were found in the contract."""
    require(by, "compliance.write", practice_id=agreement.practice_id)
    if agreement.closed_at is not None:
        raise Refusal("compliance.agreement_closed", "This agreement was closed.", "Record a new one.")
    agreement.terms = _known(terms)
    agreement.save(update_fields=["terms"])
    record("compliance.agreement.checked", by=by, at=at, subject=agreement, terms=agreement.terms)
    return agreement


@transaction.atomic
def close_agreement(*, agreement: Agreement, by: Actor, at: datetime) -> Agreement:
    """End an agreement now: from this moment nothing goes to the vendor under it. The row is kept six years."""
    require(by, "compliance.write", practice_id=agreement.practice_id)
    if agreement.closed_at is None:
        agreement.closed_at = at
        agreement.save(update_fields=["closed_at"])
        record("compliance.agreement.closed", by=by, at=at, subject=agreement, vendor=agreement.vendor_id)
    return agreement


def _require_write(by: Actor, practice: Practice) -> None:
    if by.kind == "program" and by.practice_id == practice.id:
        return
    require(by, "compliance.write", practice_id=practice.id)


def _refuse_network(vendor: Vendor) -> None:
    if vendor.kind == Vendor.Kind.NETWORK:
        raise Refusal(
            "compliance.network", rules.NETWORK_SENTENCE, "Publish through a post: its gates check the rest."
        )


def _known(terms: Collection[str]) -> list[str]:
    if unknown := rules.unknown_terms(terms):
        raise ValueError(f"no such terms: {sorted(unknown)}")
    return sorted(terms)


def _write_version(
    policy: Policy,
    number: int,
    body: dict[str, Any],
    change: str,
    effective_on: date,
    by: Actor,
    at: datetime,
) -> PolicyVersion:
    return PolicyVersion.objects.create(
        practice=policy.practice, policy=policy, number=number, body=body, change=change,
        effective_on=effective_on, approved_by=by.id, approved_at=at,
    )  # fmt: skip


def _sha256(body: dict[str, Any]) -> str:
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
