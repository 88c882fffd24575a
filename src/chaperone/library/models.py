from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from chaperone.access.models import Practice
from chaperone.foundation.jobs.leases import Leased
from chaperone.foundation.sealing import files
from chaperone.foundation.sealing.fields import SealedText
from chaperone.library.rules import BodyArea, NameHeld, OpeningReason, Phase, Subject
from chaperone.patients.queries import has_refused


class OriginalQuerySet(models.QuerySet["Original"]):
    """What came in."""

    def of(self, practice: Practice) -> OriginalQuerySet:
        """Those of one practice."""
        return self.filter(practice=practice)


class Original(models.Model):
    """A picture as it came in, sealed. Its own file name is not kept; ``name_held`` says what it gave away."""

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        READY = "ready", "Ready"
        UNREADABLE = "unreadable", "Unreadable"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="originals")
    patient = models.ForeignKey(
        "patients.Patient", on_delete=models.PROTECT, null=True, related_name="originals"
    )
    subject = models.CharField(max_length=12, choices=Subject.choices)
    body_area = models.CharField(max_length=12, choices=BodyArea.choices, blank=True)
    phase = models.CharField(max_length=6, choices=Phase.choices, blank=True)
    sealed_name = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    mime = models.CharField(max_length=20)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    name_held = models.CharField(max_length=8, choices=NameHeld.choices, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RECEIVED)
    reason = models.TextField(blank=True)
    uploaded_by = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField()

    objects = OriginalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(subject="patient", patient__isnull=False)
                | ~Q(subject="patient") & Q(patient=None),
                name="library_patient_photo_has_patient",
            )
        ]
        indexes = [models.Index(fields=["practice", "-uploaded_at"], name="library_original_newest")]

    def read(self) -> bytes:
        """The original's bytes, opened. Only the cleaning and a recorded opening call this."""
        return files.read(self.practice_id, self.sealed_name)

    @property
    def patient_refused(self) -> bool:
        """Whether the patient it shows signed a refusal; a query unless the row came with the answer."""
        if "refused" in self.__dict__:
            return bool(self.__dict__["refused"])
        return self.patient is not None and has_refused(self.patient)


class RenditionQuerySet(models.QuerySet["Rendition"]):
    """Covered copies."""

    def of(self, practice: Practice) -> RenditionQuerySet:
        """Those of one practice."""
        return self.filter(practice=practice)


class Rendition(Leased):
    """A covered copy of an original, rebuilt from its pixels. A new edit is a new number; old ones stay.

    ``edits`` is everything a person decided: ``{"mode", "cover", "add": [[x, y, w, h]], "remove": [id],
    "confirm": [id]}``. ``report`` is the engine's certificate (``RedactionReport.as_dict``).
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being cleaned"
        CLEAN = "clean", "Clean"
        HELD = "held", "Held"
        FAILED = "failed", "Failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="renditions")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="renditions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    edits = models.JSONField(default=dict)
    sealed_name = models.CharField(max_length=64, blank=True)
    view_sealed_name = models.CharField(max_length=64, blank=True)
    thumb_sealed_name = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    mime = models.CharField(max_length=20, blank=True)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    report = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    requested_by = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    marks_checked_by = models.CharField(max_length=64, blank=True)
    marks_checked_at = models.DateTimeField(null=True)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["original", "number"], name="library_rendition_number_once"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "failed"]) | ~Q(sealed_name="") & ~Q(sha256=""),
                name="library_rendition_made_has_file",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", made_at=None) | ~Q(state="waiting") & Q(made_at__isnull=False),
                name="library_rendition_made_has_time",
            ),
            models.CheckConstraint(
                condition=Q(marks_checked_at=None, marks_checked_by="")
                | Q(marks_checked_at__isnull=False, state="clean") & ~Q(marks_checked_by=""),
                name="library_marks_checked_pair",
            ),
        ]
        indexes = [models.Index(fields=["state", "leased_until"], name="library_rendition_due")]

    def read(self) -> bytes:
        """The covered copy's bytes; ``FileNotFoundError`` while there is none."""
        return self._read(self.sealed_name)

    def read_view(self) -> bytes:
        """A JPEG for the screen, at most 1600 pixels a side."""
        return self._read(self.view_sealed_name)

    def read_thumb(self) -> bytes:
        """A small JPEG for lists."""
        return self._read(self.thumb_sealed_name)

    def _read(self, name: str) -> bytes:
        if not name:
            raise FileNotFoundError("not made yet")
        return files.read(self.practice_id, name)

    @property
    def is_newest(self) -> bool:
        """Whether no later number exists; a query unless the row came with the answer."""
        if "newest_number" in self.__dict__:
            return bool(self.__dict__["newest_number"] == self.number)
        return not Rendition.objects.filter(original=self.original_id, number__gt=self.number).exists()


class OriginalOpening(models.Model):
    """Somebody gave a reason and saw an original. Good for her alone, for a quarter of an hour."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    original = models.ForeignKey(Original, on_delete=models.PROTECT, related_name="openings")
    reason = models.CharField(max_length=16, choices=OpeningReason.choices)
    note_sealed = models.BinaryField(default=b"")
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    note = SealedText("note_sealed", "library.opening.note")


class HandOver(models.Model):
    """Renditions given to a vendor under a business associate agreement. A ledger: rows are never changed except
    for when they were fetched."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    vendor = models.ForeignKey("compliance.Vendor", on_delete=models.PROTECT, related_name="hand_overs")
    purpose_sealed = models.BinaryField(default=b"")
    handed_by = models.CharField(max_length=64)
    handed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)

    purpose = SealedText("purpose_sealed", "library.hand_over.purpose")


class HandOverItem(models.Model):
    """One rendition of a hand-over, with the hash of what was in it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="items")
    rendition = models.ForeignKey(Rendition, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hand_over", "rendition"], name="library_handed_once")]
