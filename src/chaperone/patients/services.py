"""Acts on patient records. Every change rebuilds the digests by which texts and file names are checked."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.engines.screening.digests import patient_digests
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing.indexes import blind_index
from chaperone.patients import queries
from chaperone.patients.models import Patient, PatientBook, PatientDigest, PatientWord, SignedRefusal
from chaperone.patients.rules import may_keep, new_reference, tidy
from chaperone.patients.signals import patients_changed, refusal_recorded

KEPT = ("name", "email", "phone", "born_on", "nicknames", "handles")


@transaction.atomic
def add_patient(
    *,
    practice: Practice,
    name: str,
    email: str = "",
    phone: str = "",
    born_on: str | None = None,
    nicknames: Sequence[str] = (),
    handles: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Patient:
    """Keep a patient under a random reference. ``born_on`` is ISO text (``1990-05-17``)."""
    require(by, "patients.write", practice_id=practice.id)
    patient = Patient(practice=practice, reference=_free_reference(practice), added_at=at)
    _fill(patient, at, name, email, phone, born_on, nicknames, handles)
    patient.save(force_insert=True)
    _index(patient)
    record("patients.patient.added", by=by, at=at, subject=patient, reference=patient.reference)
    patients_changed.send(sender=Patient, practice=practice)
    return patient


@transaction.atomic
def update_patient(
    *,
    patient: Patient,
    name: str,
    email: str = "",
    phone: str = "",
    born_on: str | None = None,
    nicknames: Sequence[str] = (),
    handles: Sequence[str] = (),
    by: Actor,
    at: datetime,
) -> Patient:
    """Replace what is kept of a patient. The trail says which parts changed, never what they were."""
    require(by, "patients.write", practice_id=patient.practice_id)
    before = {part: getattr(patient, part) for part in KEPT}
    _fill(patient, at, name, email, phone, born_on, nicknames, handles)
    patient.save()
    _index(patient)
    changed = [part for part in KEPT if getattr(patient, part) != before[part]]
    record("patients.patient.updated", by=by, at=at, subject=patient, changed=changed)
    patients_changed.send(sender=Patient, practice=patient.practice)
    return patient


@transaction.atomic
def record_refusal(
    *, patient: Patient, note: str, by: Actor, at: datetime, signed_on: date | None = None
) -> SignedRefusal:
    """Enter that a patient signed a refusal; from this moment nothing of hers is released, whoever asks."""
    require(by, "patients.write", practice_id=patient.practice_id)
    today = patient.practice.local(at).date()
    if signed_on and signed_on > today:
        raise Refusal(
            "patients.refusal_future", "That day has not come yet.", "Write the day on the signed paper."
        )
    refusal = SignedRefusal.objects.create(
        practice=patient.practice,
        patient=patient,
        note=note.strip(),
        signed_on=signed_on or today,
        recorded_by=by.id,
        recorded_at=at,
    )
    record(
        "patients.refusal.recorded",
        by=by,
        at=at,
        subject=patient,
        refusal=refusal.id,
        on=str(refusal.signed_on),
    )
    refusal_recorded.send(sender=Patient, patient=patient, by=by, at=at)
    return refusal


def _fill(
    patient: Patient,
    at: datetime,
    name: str,
    email: str,
    phone: str,
    born_on: str | None,
    nicknames: Iterable[str],
    handles: Iterable[str],
) -> None:
    may_keep(name=tidy(name), born_on=born_on, today=patient.practice.local(at).date()).or_refuse()
    patient.name = tidy(name)
    patient.email = email.strip()
    patient.phone = tidy(phone)
    patient.born_on = born_on or ""
    patient.nicknames = _each(nicknames)
    patient.handles = [handle.lstrip("@") for handle in _each(handles)]
    patient.name_index = blind_index(patient.practice_id, queries.NAME, patient.name)


def _each(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tidy(value) for value in values if value.strip(" @")))


def _free_reference(practice: Practice) -> str:
    while Patient.objects.of(practice).filter(reference=(reference := new_reference())).exists():
        continue
    return reference


def _index(patient: Patient) -> None:
    """Digests and word indexes of one patient, written anew; the practice's edition moves on."""
    _write_digests(patient)
    PatientWord.objects.filter(patient=patient).delete()
    words = {word.strip(",.") for word in patient.name.split()} - {""}
    PatientWord.objects.bulk_create(
        PatientWord(
            practice=patient.practice,
            patient=patient,
            index=blind_index(patient.practice_id, queries.WORD, word),
        )
        for word in words
    )
    PatientBook.objects.update_or_create(practice=patient.practice, defaults={"edition": uuid.uuid4()})


def _write_digests(patient: Patient) -> None:
    digests = patient_digests(
        names=[patient.name],
        nicknames=patient.nicknames or (),
        handles=patient.handles or (),
        phones=[patient.phone] if patient.phone else (),
        emails=[patient.email] if patient.email else (),
        key=queries.digest_key(patient.practice),
    )
    PatientDigest.objects.filter(patient=patient).delete()
    PatientDigest.objects.bulk_create(
        PatientDigest(practice=patient.practice, patient=patient, digest=digest, kind=kind)
        for digest, kind in digests.items()
    )
