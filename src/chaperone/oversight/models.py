from __future__ import annotations

import uuid
from typing import Any

from django.db import models

from chaperone.access.models import Practice
from chaperone.foundation.jobs.leases import Leased
from chaperone.foundation.sealing.fields import SealedText
from chaperone.oversight.rules import STEPS, Kind, Outcome, RunState, State


class EvidencePackQuerySet(models.QuerySet["EvidencePack"]):
    """Packs that were asked for."""

    def of(self, practice: Practice) -> EvidencePackQuerySet:
        """This practice's."""
        return self.filter(practice=practice)


class EvidencePack(Leased):
    """Everything about one case as one file that anybody can check. The file is sealed; ``sha256`` is of the zip."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    subject_id = models.UUIDField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=300, blank=True)
    sealed_name = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    objects = EvidencePackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="ready")
                | models.Q(made_at__isnull=False) & ~models.Q(sealed_name="") & ~models.Q(sha256=""),
                name="oversight_ready_has_file",
            ),
        ]
        indexes = [models.Index(fields=["practice", "kind", "subject_id"], name="oversight_pack_case")]

    @property
    def file_name(self) -> str:
        """What it is called when downloaded: nothing about anybody."""
        return f"evidence-{self.pk.hex[:12]}.zip"

    @property
    def step(self) -> str:
        """What is being put together now."""
        return STEPS[min(self.progress, len(STEPS) - 1)]

    @property
    def steps(self) -> int:
        """How many steps there are."""
        return len(STEPS)


class OfPractice(models.QuerySet[Any]):
    """Rows that belong to a practice."""

    def of(self, practice: Practice) -> OfPractice:
        """This practice's."""
        return self.filter(practice=practice)


class Firing(models.Model):
    """A screening rule said something about one post, one answer or one thing others wrote. No words are kept.

    There is one row for a rule and a subject: ``at`` is when it fired first, ``outcome`` what became of it last.
    ``subject_id`` is the post's or the inbox item's.
    """

    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=8)
    use = models.CharField(max_length=10)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.OPEN)
    settled_at = models.DateTimeField(null=True)

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["practice", "use", "subject_id", "rule"], name="oversight_firing_once"
            )
        ]
        indexes = [models.Index(fields=["practice", "-at"], name="oversight_firing_lately")]


class RulesRun(Leased):
    """After a change of the rules: everything that waits or is live is judged again, some at a time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.WAITING)
    stage = models.CharField(max_length=10, default="posts")
    after = models.UUIDField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    raised = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = OfPractice.as_manager()

    class Meta:
        indexes = [models.Index(fields=["practice", "-started_at"], name="oversight_run_newest")]


class Doubt(models.Model):
    """Something approved or live that the rules, as they are now, would not let through. A person decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey("access.Practice", on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("posts.PostVersion", on_delete=models.CASCADE, null=True, related_name="+")
    delivery = models.ForeignKey("publishing.Delivery", on_delete=models.PROTECT, null=True, related_name="+")
    rules = models.JSONField()
    severity = models.CharField(max_length=8)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=64, blank=True)
    note_sealed = models.BinaryField(default=b"")
    note = SealedText("note_sealed", "oversight.doubt.note")

    objects = OfPractice.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["delivery"],
                condition=models.Q(settled_at=None, delivery__isnull=False),
                name="oversight_doubt_live_once",
            ),
            models.UniqueConstraint(
                fields=["version"],
                condition=models.Q(settled_at=None, delivery=None),
                name="oversight_doubt_post_once",
            ),
        ]
        indexes = [models.Index(fields=["practice", "settled_at"], name="oversight_doubt_open")]
