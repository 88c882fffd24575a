from __future__ import annotations

import uuid

from django.db import models


class DataKey(models.Model):
    """One practice's key, wrapped by the master key. Never deleted: old boxes name the version they need."""

    scope = models.UUIDField()
    version = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "version"], name="sealing_datakey_once")]


class Link(models.Model):
    """A link that opens one thing for somebody without an account. The token itself is never stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.UUIDField()
    purpose = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    single_use = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["purpose", "subject_id"], name="sealing_link_subject")]
