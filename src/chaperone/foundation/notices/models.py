from __future__ import annotations

import uuid

from django.db import models

from chaperone.foundation.jobs.leases import Leased
from chaperone.foundation.sealing.fields import SealedText


class Notice(Leased):
    """One e-mail that waits, was sent, or was given up. Who it goes to and what it says are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice_id = models.UUIDField()
    kind = models.CharField(max_length=60)
    to_sealed = models.BinaryField()
    subject_sealed = models.BinaryField()
    body_sealed = models.BinaryField()
    to = SealedText("to_sealed", "notices.notice.to")
    subject = SealedText("subject_sealed", "notices.notice.subject")
    body = SealedText("body_sealed", "notices.notice.body")
    created_at = models.DateTimeField(auto_now_add=True)
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "given_up_at", "due_at"], name="notices_notice_due")]
