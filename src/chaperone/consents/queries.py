"""Reads of authorizations; each starts from the practice, the patient or the picture."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from chaperone.access.models import Practice
from chaperone.consents.models import Authorization, CoveredOriginal, Delivered
from chaperone.consents.rules import Line, SignedAnswer, State, Wanted, age_on, certificate, decide
from chaperone.consents.rules.signing import ADULT_AT
from chaperone.foundation.refusal import Answer
from chaperone.library.models import Original
from chaperone.library.rules import Subject
from chaperone.patients.models import Patient
from chaperone.patients.queries import has_refused

SOON_DAYS = 45
_FURTHEST_ZONE = timedelta(hours=14)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The certificate of the consent gate. ``until`` is the last covered day; sentences name no patient."""

    allowed: bool
    code: str
    reason: str
    remedy: str = ""
    authorization_id: uuid.UUID | None = None
    certificate_sha256: str = ""
    until: date | None = None


def cover(
    *, original: Original, purpose: str, network: str, names_procedure: bool, shows_face: bool, at: datetime
) -> Coverage:
    """Whether this picture may be used for this purpose on this network at this moment, and why (not)."""
    if original.patient is None:
        return _without_patient(original)
    patient, today = original.patient, original.practice.local(at).date()
    hard_no = _hard_no(patient, today)
    if hard_no is not None:
        return hard_no
    wanted = Wanted(purpose, network, names_procedure, shows_face)
    signed = {row.pk: row for row in _signed_for(original)}
    found = decide((_answer(row) for row in signed.values()), wanted, today=today)
    if isinstance(found, Answer):
        return _denied(found, patient)
    return _allowed(signed[found.authorization_id], patient, wanted)


def _without_patient(original: Original) -> Coverage:
    if original.subject in {Subject.TEAM, Subject.ILLUSTRATION, Subject.MODEL}:
        label = Subject(original.subject).label[:1].lower() + Subject(original.subject).label[1:]
        return Coverage(True, "consents.no_patient", f"No patient is in this picture: it shows {label}.")
    return Coverage(
        False,
        "consents.patient_unknown",
        "Nobody has said whom this picture shows.",
        "Say it in the library.",
    )


def _hard_no(patient: Patient, today: date) -> Coverage | None:
    """What no authorization can cure."""
    if has_refused(patient):
        return Coverage(
            False,
            "consents.refused",
            f"{patient.reference} signed that nothing may be shown.",
            "Use another picture. Nobody can override a signed refusal.",
        )
    age = age_on(patient.born_on, today)
    if age is not None and age < ADULT_AT:
        return Coverage(
            False, "consents.minor", f"{patient.reference} is under 18.", "Pictures of minors are not shown."
        )
    return None


def _denied(answer: Answer, patient: Patient) -> Coverage:
    return Coverage(False, answer.code, f"{patient.reference}: {answer.reason}", answer.remedy)


def _allowed(row: Authorization, patient: Patient, wanted: Wanted) -> Coverage:
    return Coverage(
        allowed=True,
        code="consents.covered",
        reason=f"{patient.reference}'s authorization covers {wanted.where} until {row.expires_on:%-d %b %Y}.",
        authorization_id=row.pk,
        certificate_sha256=certificate_of(row),
        until=row.expires_on,
    )


def _signed_for(original: Original) -> QuerySet[Authorization]:
    rows = Authorization.objects.filter(
        practice=original.practice,
        patient=original.patient,
        covered__original=original,
        signed_at__isnull=False,
    )
    return rows.prefetch_related("grants")


def _answer(row: Authorization) -> SignedAnswer:
    lines = tuple(Line(one.offer, one.allowed, one.withdrawn_at is not None) for one in row.grants.all())
    return SignedAnswer(row.pk, row.state, row.signed_at, row.expires_on, lines)


def certificate_of(row: Authorization) -> str:
    """sha256 over what was signed and what it allows now."""
    return certificate(
        authorization_id=row.pk,
        form_sha256=row.form_sha256,
        grants=[(one.offer, one.allowed) for one in row.grants.all()],
        signature_digest=row.signature_digest,
    )


def authorizations_of(practice: Practice) -> QuerySet[Authorization]:
    """Every request and authorization, newest first, with what lists show."""
    rows = Authorization.objects.of(practice).select_related("patient", "practice")
    return rows.prefetch_related("grants", "covered").order_by("-requested_at", "id")


def of_patient(patient: Patient) -> QuerySet[Authorization]:
    """What this patient was asked and answered, newest first."""
    rows = Authorization.objects.filter(practice_id=patient.practice_id, patient=patient)
    return (
        rows.select_related("patient", "practice")
        .prefetch_related("grants", "covered")
        .order_by("-requested_at")
    )


def signed_of_patient(patient: Patient) -> QuerySet[Authorization]:
    """What she ever signed, newest first."""
    return of_patient(patient).filter(signed_at__isnull=False).order_by("-signed_at")


def live_of_patient(patient: Patient) -> QuerySet[Authorization]:
    """What she signed and has not taken back, and has not ended."""
    return signed_of_patient(patient).filter(state=State.SIGNED)


def ends_soon(row: Authorization, at: datetime) -> bool:
    """Whether it ends within :data:`SOON_DAYS`."""
    if row.state != State.SIGNED or row.expires_on is None:
        return False
    return row.expires_on <= row.practice.local(at).date() + timedelta(days=SOON_DAYS)


def covered_of(row: Authorization) -> list[CoveredOriginal]:
    """The pictures it names, in the order of the form."""
    return list(row.covered.select_related("original", "rendition", "practice").order_by("position"))


def copies_of(row: Authorization) -> QuerySet[Delivered]:
    """When and how the copy reached her."""
    return row.deliveries.order_by("at")


def past_their_end(now: datetime) -> Iterable[uuid.UUID]:
    """Signed authorizations whose last day is over on the practice's own calendar."""
    perhaps = Authorization.objects.filter(state=State.SIGNED, expires_on__lt=(now + _FURTHEST_ZONE).date())
    rows = perhaps.select_related("practice").order_by("expires_on")
    return [row.pk for row in rows if row.expires_on and row.expires_on < row.practice.local(now).date()]
