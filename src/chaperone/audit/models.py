from __future__ import annotations

import uuid

from django.db import models


class Entry(models.Model):
    """One thing that happened. Holds ids and hashes without foreign keys; the database refuses to change it.

    ``openings`` are the random nonces of the commitments in ``data``, sealed: whoever gets them can check what
    was committed to, nobody else can guess a phone number from its hash.
    """

    id = models.BigAutoField(primary_key=True)
    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    practice_id = models.UUIDField()
    event = models.CharField(max_length=80)
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64)
    data = models.JSONField(default=dict)
    openings_sealed = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["practice_id", "at"], name="audit_entry_time"),
            models.Index(fields=["practice_id", "subject_id"], name="audit_entry_subject"),
        ]


class Leaf(models.Model):
    """The entry's place in the practice's tree, given by the sequencer once and for all."""

    id = models.BigAutoField(primary_key=True)
    practice_id = models.UUIDField()
    index = models.PositiveBigIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="leaf")
    hash = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "index"], name="audit_leaf_place")]


class Checkpoint(models.Model):
    """A signed statement: the tree of this practice had this size and this root at this time.

    ``peaks`` are the roots of its complete subtrees, so that appending needs no other row.
    """

    id = models.BigAutoField(primary_key=True)
    practice_id = models.UUIDField()
    size = models.PositiveBigIntegerField()
    root = models.BinaryField()
    peaks = models.JSONField()
    at = models.DateTimeField()
    signature = models.BinaryField()
    public_key = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice_id", "size"], name="audit_checkpoint_size")]
