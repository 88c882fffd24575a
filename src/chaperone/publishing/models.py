from __future__ import annotations

import uuid

from django.db import models

from chaperone.access.models import Practice
from chaperone.engines.networks import RemoteRef
from chaperone.foundation.jobs.leases import Leased
from chaperone.publishing import rules


class Delivery(Leased):
    """One thing on its way to one account. Its id is the key that makes a second post impossible.

    ``checkpoint`` is what the connector needs to go on after a crash; it never holds the post's words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="deliveries")
    kind = models.CharField(max_length=10)
    subject_id = models.UUIDField()
    version = models.ForeignKey(
        "posts.PostVersion", on_delete=models.PROTECT, null=True, related_name="deliveries"
    )
    channel = models.ForeignKey("channels.Channel", on_delete=models.PROTECT, related_name="deliveries")
    content_sha256 = models.CharField(max_length=64)
    clearance = models.JSONField()
    state = models.CharField(max_length=10, choices=rules.State.choices, default=rules.State.SCHEDULED)
    due_at = models.DateTimeField()
    scheduled_by = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    checkpoint = models.JSONField(default=dict)
    remote_ref = models.JSONField(null=True)
    requested_at = models.DateTimeField(null=True)
    live_at = models.DateTimeField(null=True)
    looks = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    remedy = models.CharField(max_length=300, blank=True)
    coverage_checked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_id", "channel"],
                condition=models.Q(
                    state__in=["scheduled", "prepared", "requested", "live", "unknown", "held"]
                ),
                name="publishing_delivery_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="live") | models.Q(remote_ref__isnull=False, live_at__isnull=False),
                name="publishing_live_has_place",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="publishing_delivery_due")]

    @property
    def key(self) -> str:
        """The connector's idempotency key."""
        return str(self.pk)

    @property
    def ref(self) -> RemoteRef | None:
        """Where it stands on the network."""
        return RemoteRef.from_dict(self.remote_ref) if self.remote_ref else None


class Takedown(Leased):
    """One thing that must go, from the moment it was asked until it was looked for and not found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="takedowns")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="takedowns")
    reason = models.CharField(max_length=12, choices=rules.Reason.choices)
    state = models.CharField(max_length=12, choices=rules.Takedown.choices, default=rules.Takedown.DUE)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    by_hand_url = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"], condition=~models.Q(state="gone"), name="publishing_takedown_one_open"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="gone") | models.Q(gone_at__isnull=False),
                name="publishing_gone_has_time",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="publishing_takedown_due")]


class Probe(models.Model):
    """One look for a deleted post: through the API, at its public page, at its picture's own address."""

    takedown = models.ForeignKey(Takedown, on_delete=models.CASCADE, related_name="probes")
    at = models.DateTimeField()
    api = models.CharField(max_length=8)
    public_page = models.CharField(max_length=8)
    media = models.CharField(max_length=8)
    gone = models.BooleanField()

    class Meta:
        ordering = ["at", "id"]
