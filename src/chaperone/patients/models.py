from __future__ import annotations

import uuid

from django.db import models
from django.utils.timezone import now

from chaperone.access.models import Practice
from chaperone.foundation.sealing.fields import SealedJSON, SealedText


class PatientQuerySet(models.QuerySet["Patient"]):
    """Patients; there is no way to ask for those of every practice."""

    def of(self, practice: Practice) -> PatientQuerySet:
        """Those of one practice."""
        return self.filter(practice=practice)


class Patient(models.Model):
    """The least that is needed of a patient. Everything that could point at her is sealed; rows are found by
    reference or by keyed digest."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="patients")
    reference = models.CharField(max_length=12)
    name_index = models.CharField(max_length=64)
    name_sealed = models.BinaryField(default=b"")
    email_sealed = models.BinaryField(default=b"")
    phone_sealed = models.BinaryField(default=b"")
    born_on_sealed = models.BinaryField(default=b"")
    nicknames_sealed = models.BinaryField(default=b"")
    handles_sealed = models.BinaryField(default=b"")
    added_at = models.DateTimeField(default=now)

    name = SealedText("name_sealed", "patients.patient.name")
    email = SealedText("email_sealed", "patients.patient.email")
    phone = SealedText("phone_sealed", "patients.patient.phone")
    born_on = SealedText("born_on_sealed", "patients.patient.born_on")
    nicknames = SealedJSON("nicknames_sealed", "patients.patient.nicknames")
    handles = SealedJSON("handles_sealed", "patients.patient.handles")

    objects = PatientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "reference"], name="patients_reference_once"),
        ]
        indexes = [
            models.Index(fields=["practice", "name_index"], name="patients_by_name"),
            models.Index(fields=["practice", "-added_at"], name="patients_newest"),
        ]

    def __str__(self) -> str:
        return self.reference


class PatientWord(models.Model):
    """One word of a patient's name as a blind index, so that "Hartwell" finds her and nobody can read it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="words")
    index = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["practice", "index"], name="patients_word")]


class PatientDigest(models.Model):
    """A keyed digest of something that must never be posted (``engines.screening.digests``)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="digests")
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "digest"], name="patients_digest_once")]


class PatientBook(models.Model):
    """Which edition of a practice's digests is current. Random, so that an edition that was rolled back is
    never taken for a later one by a worker that still remembers it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.OneToOneField("access.Practice", on_delete=models.PROTECT, related_name="+")
    edition = models.UUIDField(default=uuid.uuid4)


class SignedRefusal(models.Model):
    """A patient signed that she wants no pictures and no stories. Nobody can override it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="refusals")
    note_sealed = models.BinaryField(default=b"")
    signed_on = models.DateField()
    recorded_by = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()

    note = SealedText("note_sealed", "patients.refusal.note")
