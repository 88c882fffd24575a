"""One rendition from first byte to last row, safe to be killed anywhere.

The engine runs outside any transaction (it takes seconds). Files are written first, under names nobody knows;
one transaction then makes them the rendition's. A kill before it leaves the row waiting and the lease running out.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.isolated import preview_isolated, redact_isolated
from chaperone.engines.redaction.report import RedactionReport
from chaperone.foundation.jobs.leases import take
from chaperone.foundation.sealing import files
from chaperone.library.models import Original, Rendition
from chaperone.library.signals import rendition_made

LEASE_SECONDS = 240
REDACT_SECONDS = 150.0
PREVIEW_SECONDS = 40.0
VIEW_SIDE = 1600
THUMB_SIDE = 480
MOST_ATTEMPTS = 4


@dataclass(frozen=True)
class Made:
    """What goes into the row: its new values, and the sealed files they name."""

    values: dict[str, Any]
    names: tuple[str, ...] = ()


def make(*, rendition_id: uuid.UUID | str, at: datetime) -> Rendition | None:
    """Clean one waiting rendition; ``None`` when another worker has it or there is nothing to do."""
    waiting = Rendition.objects.filter(pk=rendition_id, state=Rendition.State.WAITING)
    lease = take(waiting, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return None
    rendition = Rendition.objects.select_related("original", "practice").get(pk=rendition_id)
    # Counted before the work: a file that takes its worker down with it is not tried for ever.
    waiting.filter(lease=lease).update(attempts=rendition.attempts + 1)
    made = _given_up() if rendition.attempts >= MOST_ATTEMPTS else _redact(rendition)
    try:
        return _keep(rendition, lease, made, at)
    except BaseException:
        _forget(made)
        raise


def _redact(rendition: Rendition) -> Made:
    edits = rendition.edits
    try:
        done = redact_isolated(
            rendition.original.read(),
            mode=edits["mode"],
            cover=edits["cover"],
            add=[(box[0], box[1], box[2], box[3]) for box in edits["add"]],
            remove=edits["remove"],
            confirmed_not_a_person=edits["confirm"],
            write_held=True,  # sealed all the same, so that a person can see what is left to cover
            seconds=REDACT_SECONDS,
        )
        if done.data is None:
            return _failed(*done.report.reasons)
        return _sealed(rendition, done.report, done.data)
    except Unreadable as answer:
        return _failed(answer.reason, answer.remedy)


def _sealed(rendition: Rendition, report: RedactionReport, data: bytes) -> Made:
    view = preview_isolated(data, max_side=VIEW_SIDE, seconds=PREVIEW_SECONDS)
    thumb = preview_isolated(data, max_side=THUMB_SIDE, seconds=PREVIEW_SECONDS)
    names = tuple(files.write(rendition.practice_id, part) for part in (data, view, thumb))
    values = {
        "state": report.verdict,
        "sealed_name": names[0],
        "view_sealed_name": names[1],
        "thumb_sealed_name": names[2],
        "sha256": report.sha256_out,
        "mime": report.mime,
        "width": report.width,
        "height": report.height,
        "report": report.as_dict(),
        "reasons": list(report.reasons),
    }
    return Made(values, names)


def _failed(*reasons: str) -> Made:
    return Made({"state": Rendition.State.FAILED, "reasons": [reason for reason in reasons if reason]})


def _given_up() -> Made:
    return _failed(
        "Cleaning this picture stopped the program several times.",
        "Export it again as JPEG, smaller if it is very large, and upload that.",
    )


@transaction.atomic
def _keep(rendition: Rendition, lease: uuid.UUID, made: Made, at: datetime) -> Rendition | None:
    """The row takes over the files, if the lease is still ours; otherwise they are thrown away."""
    mine = Rendition.objects.filter(pk=rendition.pk, lease=lease, state=Rendition.State.WAITING)
    if not mine.update(made_at=at, lease=None, leased_until=None, **made.values):
        _forget(made)
        return None
    rendition.refresh_from_db()
    _tell_original(rendition)
    record(
        "library.rendition.made",
        by=Actor.program(rendition.practice_id, "library"),
        at=at,
        subject=rendition,
        original=rendition.original_id,
        number=rendition.number,
        state=rendition.state,
        sha256_in=rendition.report.get("sha256_in"),
        sha256_out=rendition.sha256,
        engine=rendition.report.get("engine"),
        covered=sum(region["covered"] for region in rendition.report.get("regions", ())),
        metadata_removed=rendition.report.get("metadata_removed", []),
    )
    rendition_made.send(sender=Rendition, rendition=rendition, at=at)
    return rendition


def _tell_original(rendition: Rendition) -> None:
    original = rendition.original
    if rendition.state != Rendition.State.FAILED:
        original.state, original.reason = Original.State.READY, ""
        original.width, original.height = rendition.width, rendition.height
    elif original.state == Original.State.RECEIVED:
        original.state, original.reason = Original.State.UNREADABLE, " ".join(rendition.reasons)
    original.save(update_fields=["state", "reason", "width", "height"])


def _forget(made: Made) -> None:
    for name in made.names:
        files.delete(name)
