from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from chaperone.access.models import Practice
from chaperone.channels.rules import State
from chaperone.foundation.sealing.fields import SealedJSON


class ChannelQuerySet(models.QuerySet["Channel"]):
    """Connected accounts."""

    def of(self, practice: Practice) -> ChannelQuerySet:
        """This practice's."""
        return self.filter(practice=practice)

    def open(self) -> ChannelQuerySet:
        """Those that have not been closed."""
        return self.exclude(state=State.CLOSED)


class Channel(models.Model):
    """One account of the practice on one network. Its secrets are sealed and never shown."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="channels")
    network = models.CharField(max_length=40)
    handle = models.CharField(max_length=253)
    account_id = models.CharField(max_length=200)
    base_url = models.CharField(max_length=300)
    secrets_sealed = models.BinaryField(default=b"")
    secrets = SealedJSON("secrets_sealed", "channels.channel.secrets")
    state = models.CharField(max_length=20, choices=State.choices, default=State.CONNECTED)
    purpose_default = models.CharField(max_length=20, default="organic_social")
    connected_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    check_code = models.CharField(
        max_length=60, blank=True, help_text="What the last look found wrong; empty: nothing."
    )
    closed_at = models.DateTimeField(null=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "network", "account_id"],
                condition=~Q(state=State.CLOSED),
                name="channels_channel_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False, secrets_sealed=b"")
                | (~Q(state=State.CLOSED) & Q(closed_at=None)),
                name="channels_closed_has_no_secrets",
            ),
        ]
