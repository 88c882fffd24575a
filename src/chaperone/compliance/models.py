from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q

from chaperone.access.models import Practice
from chaperone.foundation.sealing.fields import SealedJSON, SealedText


class OfPractice(models.QuerySet[Any]):
    """Rows that belong to a practice."""

    def of(self, practice: Practice) -> OfPractice:
        """This practice's."""
        return self.filter(practice=practice)


class Policy(models.Model):
    """One policy of the practice; what it says is in its versions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="policies")
    key = models.SlugField(max_length=60)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    required = models.BooleanField(default=True)

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "key"], name="compliance_policy_once")]


class PolicyVersion(models.Model):
    """What a policy says from a day on. ``body`` is ``{"clauses": [{id, text, law, enforced_by}], "questions":
    [{id, ask, options, right, why}]}``; ``right`` is the index of the right option."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = models.JSONField()
    change = models.CharField(
        max_length=240, blank=True, help_text="What is different from the version before."
    )
    effective_on = models.DateField()
    approved_by = models.CharField(max_length=64)
    approved_at = models.DateTimeField()

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="compliance_version_number_once")
        ]

    @property
    def review_due_on(self) -> date:
        """The day by which the policy is read again: a year after it took effect (45 CFR 164.316(b)(2)(iii))."""
        return self.effective_on + timedelta(days=365)


class Attestation(models.Model):
    """A person has read this version, understood it, and says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)
    version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="attestations")
    person_id = models.UUIDField()
    at = models.DateTimeField()

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "person_id"], name="compliance_attestation_once")
        ]
        indexes = [models.Index(fields=["practice", "person_id"], name="compliance_attestation_person")]


class Vendor(models.Model):
    """Somebody outside who works for the practice, or a social network that it uses."""

    class Kind(models.TextChoices):
        VENDOR = "vendor", "Vendor"
        NETWORK = "network", "Social network"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="vendors")
    name = models.CharField(max_length=120)
    services = models.CharField(max_length=240, blank=True)
    contact = models.CharField(max_length=160, blank=True)
    touches_phi = models.BooleanField(default=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.VENDOR)
    network = models.CharField(max_length=40, blank=True, help_text="The connector's key, for networks.")
    added_at = models.DateTimeField()

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "name"], name="compliance_vendor_name_once"),
            models.CheckConstraint(
                condition=Q(kind="network", touches_phi=False) | Q(kind="vendor", network=""),
                name="compliance_network_never_has_phi",
            ),
        ]


class Agreement(models.Model):
    """A business associate agreement, from its first to its last day (none: until it is closed).

    ``terms`` are the keys of :data:`chaperone.compliance.terms.TERMS` that somebody found in the contract.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="agreements")
    signed_on = models.DateField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    terms = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="compliance_agreement_days_in_order",
            )
        ]


class RuleChange(models.Model):
    """What a practice set for one screening rule, whole, from ``set_at`` on; the last row of a rule is in force.

    Entries can be names, so they and the reason are sealed. ``allow`` is ``[words]``, ``deny`` (only for the
    practice's own list) ``[{"words", "severity", "message"}]``. ``level`` is empty where the rule speaks as shipped.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="rule_changes")
    number = models.PositiveIntegerField()
    rule = models.CharField(max_length=60)
    level = models.CharField(max_length=6, blank=True)
    allow_sealed = models.BinaryField(default=b"")
    allow = SealedJSON("allow_sealed", "compliance.rule.allow")
    deny_sealed = models.BinaryField(default=b"")
    deny = SealedJSON("deny_sealed", "compliance.rule.deny")
    reason_sealed = models.BinaryField(default=b"")
    reason = SealedText("reason_sealed", "compliance.rule.reason")
    set_by = models.CharField(max_length=64)
    set_at = models.DateTimeField()

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "number"], name="compliance_rule_change_once")
        ]
        indexes = [models.Index(fields=["practice", "rule", "-number"], name="compliance_rule_newest")]

    @property
    def is_shipped(self) -> bool:
        """Whether nothing is set any more."""
        return not (self.level or self.allow or self.deny)
