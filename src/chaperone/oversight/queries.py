"""Reads of oversight; each starts from the practice."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from chaperone.access.models import Practice
from chaperone.audit.models import Checkpoint, Entry
from chaperone.audit.queries import entries_of
from chaperone.oversight.models import EvidencePack

PROGRAM, PATIENTS, NETWORKS = "program", "patient", "network"


def trail_of(
    practice: Practice,
    *,
    actor: str = "",
    ids: tuple[str, ...] = (),
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Entry]:
    """The trail, newest first. ``actor`` is a person's id or a kind of actor; days are the practice's own, both
    included."""
    rows = entries_of(practice.id)
    if actor in {PROGRAM, PATIENTS, NETWORKS}:
        rows = rows.filter(actor_kind=actor)
    elif actor:
        rows = rows.filter(actor_kind="person", actor_id=actor)
    if ids:
        rows = rows.filter(subject_id__in=ids)
    if since:
        rows = rows.filter(at__gte=_midnight(practice, since))
    if until:
        rows = rows.filter(at__lt=_midnight(practice, until + timedelta(days=1)))
    return rows


def _midnight(practice: Practice, day: date) -> datetime:
    return datetime.combine(day, time.min, practice.tz)


def newest_checkpoint_of(practice: Practice) -> Checkpoint | None:
    """The signed statement over the largest tree."""
    return Checkpoint.objects.filter(practice_id=practice.id).order_by("-size").first()


def packs_of(practice: Practice) -> QuerySet[EvidencePack]:
    """Every pack that was asked for, newest first."""
    return EvidencePack.objects.of(practice).select_related("practice").order_by("-asked_at")


def packs_about(practice: Practice, kind: str, subject_id: uuid.UUID) -> QuerySet[EvidencePack]:
    """The packs of one case."""
    return packs_of(practice).filter(kind=kind, subject_id=subject_id)
