from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models

from chaperone.access.models import Person, Practice
from chaperone.foundation.sealing.fields import SealedText
from chaperone.messages import rules


class ThreadQuerySet(models.QuerySet["Thread"]):
    """Private conversations."""

    def of(self, practice: Practice) -> ThreadQuerySet:
        """This practice's."""
        return self.filter(practice=practice)


class Thread(models.Model):
    """A private conversation with somebody who used the secure form. Who it is, nobody has checked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="threads")
    name_sealed = models.BinaryField(default=b"")
    name = SealedText("name_sealed", "messages.thread.name")
    contact_sealed = models.BinaryField(default=b"")
    contact = SealedText("contact_sealed", "messages.thread.contact")
    language = models.CharField(max_length=5, default="en")
    state = models.CharField(max_length=10, choices=rules.State.choices, default=rules.State.WAITING)
    category = models.CharField(max_length=20, blank=True)
    urgent = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at=None)),
                name="messages_closed_has_time",
            )
        ]
        indexes = [models.Index(fields=["practice", "state", "-last_at"], name="messages_thread_newest")]


class Message(models.Model):
    """One message of a thread, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="+")
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    side = models.CharField(max_length=10, choices=rules.Side.choices)
    text_sealed = models.BinaryField(default=b"")
    text = SealedText("text_sealed", "messages.message.text")
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(side="outside", written_by=None)
                | models.Q(side="practice", written_by__isnull=False),
                name="messages_practice_has_writer",
            )
        ]


class ThreadOpening(models.Model):
    """Somebody opened a thread; it closes again by itself."""

    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="openings")
    person_id = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["thread", "person_id", "-at"], name="messages_opening_newest")]

    def is_open(self, at: datetime) -> bool:
        """Whether it may still be read at ``at``."""
        return at < self.at + rules.OPEN_FOR


class Knock(models.Model):
    """One sent form, counted for the rate limit: a keyed digest of the address, changed every day; deleted after."""

    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="+")
    address_index = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address_index", "at"], name="messages_knock_count")]
