"""Somebody recognized a patient in a post: from then on the practice knows that its picture identifies her.

What is known cannot be called de-identified (45 CFR 164.514(b)(2)(ii)), so the practice's own post comes down by
itself, wherever that picture stands. What others wrote still waits for a person.
"""

from __future__ import annotations

from datetime import datetime

from chaperone.audit.actors import Actor
from chaperone.inbox.models import Item
from chaperone.library.models import Original
from chaperone.library.rules import shows_face
from chaperone.patients.queries import named_in
from chaperone.publishing.coverage import deliveries_showing
from chaperone.publishing.rules import Reason
from chaperone.publishing.services import end_delivery


def take_down_recognized(item: Item, *, at: datetime) -> int:
    """End every delivery of the pictures in which ``item`` names the patient, in the caller's transaction.

    Returns how many. A name that is not hers, and a picture with which she allowed to be recognized, end nothing.
    """
    by = Actor.program(item.practice_id, "inbox")
    ended = 0
    for original in _recognized(item):
        assert original.patient_id is not None
        shown = deliveries_showing(original.patient_id)
        for delivery in shown.filter(version__images__rendition__original=original):
            end_delivery(delivery=delivery, reason=Reason.DISCLOSURE, by=by, at=at)
            ended += 1
    return ended


def _recognized(item: Item) -> list[Original]:
    """The originals under the post that ``item`` answers, of patients whom it names."""
    parent = item.parent_delivery
    if parent is None or parent.version is None:
        return []
    images = parent.version.images.select_related("rendition__original__patient__practice")
    covered = [image.rendition.original for image in images if not shows_face(image.rendition)]
    return [one for one in covered if one.patient is not None and named_in(one.patient, item.text)]
