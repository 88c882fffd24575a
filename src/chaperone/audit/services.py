"""The one door into the trail."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.db import models, transaction

from chaperone.audit import commitments
from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.sealing.fields import seal


def record(event: str, *, by: Actor, at: datetime, subject: models.Model, **data: Any) -> Entry:
    """Write what happened, in the caller's transaction.

    ``event`` is past tense and namespaced (``posts.post.approved``). ``data`` holds ids, states, counts and
    sha256 of content; wrap what could be guessed from its hash in :class:`~chaperone.audit.commitments.Commit`.
    Raises ``TypeError`` for anything JSON cannot hold, so that a row never slips in.
    """
    return _write(by.practice_id, event, by, at, subject._meta.label_lower, str(subject.pk), data)


def record_about(event: str, *, by: Actor, at: datetime, kind: str, subject_id: object, **data: Any) -> Entry:
    """Like :func:`record` for a subject that is not a row (a sign-in, an export)."""
    return _write(by.practice_id, event, by, at, kind, str(subject_id), data)


def _write(
    practice_id: uuid.UUID,
    event: str,
    by: Actor,
    at: datetime,
    kind: str,
    subject_id: str,
    data: dict[str, Any],
) -> Entry:
    closed, openings = commitments.close(_plain(data))
    with transaction.atomic():
        entry = Entry.objects.create(
            practice_id=practice_id,
            event=event,
            at=at,
            actor_kind=by.kind,
            actor_id=by.id,
            subject_kind=kind,
            subject_id=subject_id,
            data=closed,
            openings_sealed=seal(practice_id, commitments.OPENINGS, json.dumps(openings).encode())
            if openings
            else b"",
        )
    nudge("audit.sequence", practice_id)
    return entry


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {field: str(value) if isinstance(value, uuid.UUID) else value for field, value in data.items()}
