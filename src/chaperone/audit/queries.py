"""Reads of the trail; each starts from the practice."""

from __future__ import annotations

import json
import uuid

from django.db.models import QuerySet

from chaperone.audit.commitments import OPENINGS
from chaperone.audit.models import Entry
from chaperone.foundation.sealing.fields import unseal


def entries_of(practice_id: uuid.UUID) -> QuerySet[Entry]:
    """Everything that happened in one practice, newest first."""
    return Entry.objects.filter(practice_id=practice_id).select_related("leaf").order_by("-at", "-id")


def entries_about(practice_id: uuid.UUID, *subject_ids: object) -> QuerySet[Entry]:
    """What happened to these subjects, oldest first."""
    return (
        Entry.objects.filter(practice_id=practice_id, subject_id__in=[str(one) for one in subject_ids])
        .select_related("leaf")
        .order_by("at", "id")
    )


def openings_of(entry: Entry) -> dict[str, str]:
    """The nonces (hex) that open this entry's commitments, by field."""
    box = bytes(entry.openings_sealed)
    return dict(json.loads(unseal(entry.practice_id, OPENINGS, box))) if box else {}
