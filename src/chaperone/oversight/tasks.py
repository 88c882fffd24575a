"""Puts together the packs that were asked for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from chaperone.foundation.jobs.leases import free
from chaperone.foundation.jobs.registry import job
from chaperone.oversight.models import EvidencePack
from chaperone.oversight.rules import State
from chaperone.oversight.services import PACK_JOB, make_pack


def _due(now: datetime) -> Iterable[object]:
    waiting = EvidencePack.objects.filter(free(now), state=State.WAITING)
    return waiting.order_by("asked_at").values_list("pk", flat=True)[:50]


@job(PACK_JOB, due=_due)
def make(pk: str, at: datetime) -> None:
    """Put one pack together."""
    make_pack(pack_id=pk, at=at)
