from __future__ import annotations

import uuid

from django.db import models

from chaperone.access.models import Practice
from chaperone.foundation.jobs.leases import Leased
from chaperone.oversight.rules import STEPS, Kind, State


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
