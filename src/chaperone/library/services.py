"""Acts on pictures. Originals come in and stay sealed; what is used are renditions."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record
from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.sniff import sniff
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import files
from chaperone.library import making, rules
from chaperone.library.handing_over import HandedOver, fetch, hand_over
from chaperone.library.models import Original, OriginalOpening, Rendition
from chaperone.library.signals import rendition_requested
from chaperone.patients.models import Patient
from chaperone.patients.queries import has_refused, knows_word, lexicon_of

__all__ = [
    "HandedOver",
    "check_marks",
    "fetch",
    "hand_over",
    "make_rendition",
    "open_original",
    "request_rendition",
    "upload_photo",
]

OPENING_MINUTES = 15
NO_EDITS: dict[str, Any] = {"mode": "mosaic", "cover": "faces", "add": [], "remove": [], "confirm": []}


def upload_photo(
    *,
    practice: Practice,
    data: bytes,
    claimed_name: str,
    subject: str,
    patient: Patient | None = None,
    body_area: str = "",
    phase: str = "",
    by: Actor,
    at: datetime,
) -> Original:
    """Seal a photo and ask for its first rendition. ``claimed_name`` is looked at and dropped.

    Refuses what is empty, too large or no photo; damage inside a photo shows when it is cleaned, and then the
    original is ``unreadable`` with the reason.
    """
    require(by, "library.upload", practice_id=practice.id)
    if patient is not None and patient.practice_id != practice.id:
        raise Refusal(
            "library.patient_elsewhere", "That patient is not one of this practice.", "Choose her anew."
        )
    refused = patient is not None and has_refused(patient)
    rules.may_upload(subject=subject, has_patient=patient is not None, refused=refused).or_refuse()
    mime = _photo_type(data)
    sealed_name = files.write(practice.id, data)
    try:
        return _register(
            Original(
                practice=practice,
                patient=patient,
                subject=subject,
                body_area=body_area if body_area in rules.BodyArea.values else "",
                phase=phase if phase in rules.Phase.values else "",
                sealed_name=sealed_name,
                sha256=sha256(data).hexdigest(),
                size=len(data),
                mime=mime,
                name_held=_name_held(practice, claimed_name),
                uploaded_by=by.id,
                uploaded_at=at,
            ),
            claimed_name,
            by,
            at,
        )
    except BaseException:
        files.delete(sealed_name)
        raise


def _name_held(practice: Practice, claimed_name: str) -> str:
    known = knows_word(practice, rules.words_in(claimed_name))
    return rules.name_held(claimed_name, lexicon_of(practice), word_of_a_patient=known)


def _photo_type(data: bytes) -> str:
    if len(data) > settings.CHAPERONE_MAX_UPLOAD_BYTES:
        limit = settings.CHAPERONE_MAX_UPLOAD_BYTES // 1_000_000
        raise Refusal("library.too_large", f"The file is larger than {limit} MB.", "Export a smaller copy.")
    try:
        return f"image/{sniff(data)}"
    except Unreadable as answer:
        raise Refusal("library.not_a_photo", answer.reason, answer.remedy) from answer


@transaction.atomic
def _register(original: Original, claimed_name: str, by: Actor, at: datetime) -> Original:
    original.save(force_insert=True)
    rendition = _next_rendition(original, NO_EDITS, by, at)
    record(
        "library.original.uploaded",
        by=by,
        at=at,
        subject=original,
        sha256=original.sha256,
        size=original.size,
        of=original.subject,
        patient=original.patient_id,
        rendition=rendition.id,
        claimed_name=Commit(claimed_name),
        name_held=original.name_held,
    )
    return original


@transaction.atomic
def request_rendition(
    *, original: Original, edits: dict[str, Any], by: Actor, at: datetime, based_on: Rendition | None = None
) -> Rendition:
    """Ask for another rendition. ``edits`` is the whole of what a person decided, see :class:`Rendition`.

    ``based_on`` is the rendition she was looking at: when somebody else has made a newer one meanwhile, it refuses.
    """
    require(by, "library.redact", practice_id=original.practice_id)
    wanted = NO_EDITS | edits
    rules.may_edit(wanted).or_refuse()
    Original.objects.select_for_update().get(pk=original.pk)
    if based_on is not None and not Rendition.objects.get(pk=based_on.pk).is_newest:
        raise Refusal(
            "library.conflict",
            "Somebody else changed what is covered while you were looking.",
            "Look at the newest version and change that.",
        )
    rendition = _next_rendition(original, wanted, by, at)
    record(
        "library.rendition.requested",
        by=by,
        at=at,
        subject=rendition,
        original=original.id,
        number=rendition.number,
        edits=rendition.edits,
    )
    return rendition


def _next_rendition(original: Original, edits: dict[str, Any], by: Actor, at: datetime) -> Rendition:
    last = Rendition.objects.filter(original=original).aggregate(last=Max("number"))["last"] or 0
    rendition = Rendition.objects.create(
        practice=original.practice,
        original=original,
        number=last + 1,
        edits=edits,
        requested_by=by.id,
        requested_at=at,
    )
    rendition_requested.send(sender=Rendition, rendition=rendition, at=at)
    nudge("library.rendition", rendition.pk)
    return rendition


def make_rendition(*, rendition_id: UUID | str, at: datetime) -> Rendition | None:
    """Do one waiting rendition (the job); ``None`` when another worker has it or it is done."""
    return making.make(rendition_id=rendition_id, at=at)


@transaction.atomic
def check_marks(*, rendition: Rendition, by: Actor, at: datetime) -> Rendition:
    """A person says: I looked for tattoos, birthmarks, jewellery and the background. No software decides that."""
    require(by, "library.redact", practice_id=rendition.practice_id)
    rendition = Rendition.objects.select_related("original").get(pk=rendition.pk)
    rules.may_check_marks(rendition).or_refuse()
    rendition.marks_checked_by, rendition.marks_checked_at = by.id, at
    rendition.save(update_fields=["marks_checked_by", "marks_checked_at"])
    record("library.marks.checked", by=by, at=at, subject=rendition, sha256=rendition.sha256)
    return rendition


@transaction.atomic
def open_original(
    *, original: Original, reason: str, by: Actor, at: datetime, note: str = ""
) -> OriginalOpening:
    """Open one original for one person and a quarter of an hour. ``reason`` is an :class:`OpeningReason`."""
    require(by, "library.open_original", practice_id=original.practice_id)
    if reason not in rules.OpeningReason.values:
        raise Refusal(
            "library.reason_missing", "Opening an original needs a reason.", "Choose one of the list."
        )
    if reason == rules.OpeningReason.OTHER and len(note.strip()) < 5:
        raise Refusal(
            "library.reason_unsaid", "Say in a few words what the other reason is.", "Then open it."
        )
    opening = OriginalOpening.objects.create(
        practice=original.practice,
        original=original,
        reason=reason,
        note=note.strip(),
        opened_by=by.id,
        opened_at=at,
        expires_at=at + timedelta(minutes=OPENING_MINUTES),
    )
    record(
        "library.original.opened",
        by=by,
        at=at,
        subject=original,
        opening=opening.id,
        reason=reason,
        note=Commit(opening.note),
        sha256=original.sha256,
    )
    return opening
