from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.db.models import Q

from chaperone.access.models import Practice
from chaperone.consents.rules import Identifiability, Offer, Purpose, Representative, State
from chaperone.foundation.sealing import files
from chaperone.foundation.sealing.fields import SealedJSON, SealedText

_OPEN = [State.SENT, State.OPENED]
_SIGNED = [State.SIGNED, State.WITHDRAWN, State.EXPIRED]


class AuthorizationQuerySet(models.QuerySet["Authorization"]):
    """Authorizations; each read starts from one practice."""

    def of(self, practice: Practice) -> AuthorizationQuerySet:
        """Those of one practice."""
        return self.filter(practice=practice)

    def waiting(self) -> AuthorizationQuerySet:
        """Those that wait for the patient."""
        return self.filter(state__in=_OPEN)


class Authorization(models.Model):
    """A patient's written authorization, from the request to its end. Kept six years after that, 164.530(j).

    ``progress`` is what she has answered so far (``{grant id: bool}``), so that she can go away and come back.
    ``signature`` is ``{"method": "drawn|typed", "content": PNG data URL or text}``; ``signature_digest`` is keyed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="authorizations")
    patient = models.ForeignKey("patients.Patient", on_delete=models.PROTECT, related_name="authorizations")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    form_key = models.CharField(max_length=30)
    form_version = models.PositiveSmallIntegerField()
    form_sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=5)
    expires_on = models.DateField(null=True)
    paid = models.BooleanField(default=False)
    paid_by_sealed = models.BinaryField(default=b"")
    clause_sealed = models.BinaryField(default=b"")
    surgery_on_sealed = models.BinaryField(default=b"")
    representative_sealed = models.BinaryField(default=b"")
    paid_by = SealedText("paid_by_sealed", "consents.authorization.paid_by")
    clause = SealedText("clause_sealed", "consents.authorization.clause")
    surgery_on = SealedText("surgery_on_sealed", "consents.authorization.surgery_on")
    representative = SealedJSON("representative_sealed", "consents.authorization.representative")

    requested_by = models.CharField(max_length=64)
    requested_at = models.DateTimeField()
    capacity_confirmed_by = models.CharField(max_length=64, blank=True)
    timing_confirmed_by = models.CharField(max_length=64, blank=True)
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    identity_checked_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    progress_sealed = models.BinaryField(default=b"")
    progress = SealedJSON("progress_sealed", "consents.authorization.progress")

    signed_at = models.DateTimeField(null=True)
    signer_name_sealed = models.BinaryField(default=b"")
    signature_sealed = models.BinaryField(default=b"")
    signer_name = SealedText("signer_name_sealed", "consents.authorization.signer_name")
    signature = SealedJSON("signature_sealed", "consents.authorization.signature")
    signature_digest = models.CharField(max_length=64, blank=True)
    pdf_name = models.CharField(max_length=64, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)

    ended_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_how = models.CharField(max_length=10, blank=True)
    withdrawn_entered_by = models.CharField(max_length=64, blank=True)
    withdrawn_taken_by_sealed = models.BinaryField(default=b"")
    withdrawn_taken_by = SealedText("withdrawn_taken_by_sealed", "consents.authorization.withdrawn_taken_by")
    withdrawn_received_at = models.DateTimeField(null=True)

    objects = AuthorizationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.CLOSED]) | Q(expires_on__isnull=False),
                name="consents_sent_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_SIGNED)
                | Q(signed_at__isnull=False) & ~Q(signature_digest="") & ~Q(pdf_name="") & ~Q(pdf_sha256=""),
                name="consents_signed_has_signature_and_copy",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*_SIGNED]) | Q(signed_at=None),
                name="consents_unsigned_has_no_signature",
            ),
            models.CheckConstraint(
                condition=Q(state=State.WITHDRAWN, withdrawn_at__isnull=False)
                | ~Q(state=State.WITHDRAWN) & Q(withdrawn_at=None),
                name="consents_withdrawn_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "-requested_at"], name="consents_newest"),
            models.Index(fields=["state", "expires_on"], name="consents_expiry"),
            models.Index(fields=["patient", "state"], name="consents_of_patient"),
        ]

    def read_pdf(self) -> bytes:
        """The signed copy; ``FileNotFoundError`` before the signature."""
        if not self.pdf_name:
            raise FileNotFoundError("not signed yet")
        return files.read(self.practice_id, self.pdf_name)

    def today(self, at: object) -> date:
        """The practice's own calendar day."""
        return self.practice.local(at).date()  # type: ignore[arg-type]

    @property
    def signs_for(self) -> Representative | None:
        """Who signs for the patient, if not herself."""
        kept = self.representative
        return Representative(kept["name"], kept["authority"]) if kept else None

    @property
    def is_open(self) -> bool:
        """Whether the patient can still answer."""
        return self.state in _OPEN

    @property
    def is_live(self) -> bool:
        """Whether it is signed and neither withdrawn nor expired."""
        return self.state == State.SIGNED


class Grant(models.Model):
    """One line of the form and what she answered. Unlisted is denied; a struck line is a denial."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    authorization = models.ForeignKey(Authorization, on_delete=models.PROTECT, related_name="grants")
    position = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    network = models.CharField(max_length=30)
    identifiability = models.CharField(
        max_length=8, choices=Identifiability.choices, default=Identifiability.NONE
    )
    names_procedure = models.BooleanField(default=False)
    allowed = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["authorization", "purpose", "network", "identifiability", "names_procedure"],
                name="consents_grant_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(allowed=False), name="consents_grant_taken_back_is_no"
            ),
        ]

    @property
    def offer(self) -> Offer:
        """The line as the rules know it."""
        return Offer(self.purpose, self.network, self.identifiability, self.names_procedure)


class CoveredOriginal(models.Model):
    """A picture that an authorization names. ``rendition`` is what the patient was shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    authorization = models.ForeignKey(Authorization, on_delete=models.PROTECT, related_name="covered")
    original = models.ForeignKey("library.Original", on_delete=models.PROTECT, related_name="covered_by")
    rendition = models.ForeignKey("library.Rendition", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["authorization", "original"], name="consents_covered_once"),
        ]

    @property
    def reference(self) -> str:
        """The number printed beside the picture."""
        return f"P-{self.original_id.hex[:6].upper()}"


class Delivered(models.Model):
    """The copy reached her: how and when, 164.508(c)(4)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    authorization = models.ForeignKey(Authorization, on_delete=models.PROTECT, related_name="deliveries")
    how = models.CharField(max_length=10)
    at = models.DateTimeField()


class SigningKey(models.Model):
    """The practice's own key for signing copies: self-signed, made on first use, the key sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.OneToOneField("access.Practice", on_delete=models.PROTECT, related_name="+")
    certificate = models.BinaryField()
    key_sealed = models.BinaryField()
    created_at = models.DateTimeField()

    key_pem = SealedText("key_sealed", "consents.signing_key.key")
