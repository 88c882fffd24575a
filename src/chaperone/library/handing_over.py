"""Renditions for a vendor: counted, under a current agreement, through a link that works once. Never originals.

Cases C09 and C27 of the rule book: clinical photos given to an agency without an agreement, and an archive of
uncovered photos on a shared drive (45 CFR 164.502(b), 164.502(e), 164.308(b), 164.312(b)).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record
from chaperone.compliance.models import Vendor
from chaperone.compliance.rules import may_receive
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import links
from chaperone.library import rules
from chaperone.library.models import HandOver, HandOverItem, Rendition

LINK = "library.hand_over"
LINK_DAYS = 7
MOST_AT_ONCE = 100
EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/tiff": "tif",
}


@dataclass(frozen=True)
class HandedOver:
    """The ledger's row and the link's token, which is kept nowhere else."""

    hand_over: HandOver
    token: str = field(repr=False)


@transaction.atomic
def hand_over(
    *, renditions: Sequence[Any], vendor: Vendor, purpose: str, by: Actor, at: datetime
) -> HandedOver:
    """Give renditions to a vendor. Refuses originals, anything not releasable, and a vendor without an agreement."""
    require(by, "library.hand_over", practice_id=vendor.practice_id)
    chosen = _only_renditions(renditions, vendor)
    may_receive(vendor, at).or_refuse()
    for rendition in chosen:
        rules.may_release(rendition).or_refuse()
    row = HandOver.objects.create(
        practice=vendor.practice,
        vendor=vendor,
        purpose=purpose.strip()[:200],
        handed_by=by.id,
        handed_at=at,
        expires_at=at + timedelta(days=LINK_DAYS),
    )
    HandOverItem.objects.bulk_create(
        HandOverItem(practice=row.practice, hand_over=row, rendition=one, sha256=one.sha256) for one in chosen
    )
    token = links.issue(
        scope=row.practice_id, purpose=LINK, subject_id=row.id, expires_at=row.expires_at, single_use=True
    )
    record(
        "library.renditions.handed_over",
        by=by,
        at=at,
        subject=row,
        vendor=vendor.id,
        purpose=Commit(row.purpose),
        renditions=[str(one.id) for one in chosen],
        sha256=[one.sha256 for one in chosen],
    )
    return HandedOver(row, token)


@transaction.atomic
def fetch(*, token: str, at: datetime) -> tuple[HandOver, bytes]:
    """Spend the link and return the archive (ZIP, stored). Everything is judged again at this moment."""
    link = links.use(purpose=LINK, token=token, at=at)
    row = HandOver.objects.select_related("vendor__practice", "practice").get(pk=link.subject_id)
    may_receive(row.vendor, at).or_refuse()
    items = list(row.items.select_related("rendition__original__patient").order_by("id"))
    for item in items:
        rules.may_release(item.rendition).or_refuse()
    archive = _archive(items)
    row.fetched_at = at
    row.save(update_fields=["fetched_at"])
    record(
        "library.renditions.fetched",
        by=Actor.program(row.practice_id, "library"),
        at=at,
        subject=row,
        vendor=row.vendor_id,
        link=link.id,
        renditions=[str(item.rendition_id) for item in items],
    )
    return row, archive


def _only_renditions(chosen: Sequence[Any], vendor: Vendor) -> list[Rendition]:
    renditions = [one for one in chosen if isinstance(one, Rendition)]
    if len(renditions) != len(chosen):
        raise Refusal(
            "library.originals_never",
            "Originals are never handed over, not even to a vendor with an agreement.",
            "Hand over the covered versions.",
        )
    if not 0 < len(renditions) <= MOST_AT_ONCE:
        raise Refusal(
            "library.hand_over_count",
            f"Between one and {MOST_AT_ONCE} pictures can be handed over at once.",
            "Choose what the vendor really needs.",
        )
    if any(one.practice_id != vendor.practice_id for one in renditions):
        raise Refusal(
            "library.hand_over_elsewhere", "One of these belongs to another practice.", "Choose again."
        )
    return renditions


def _archive(items: Sequence[HandOverItem]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_STORED) as archive:  # pictures are compressed already
        for item in items:
            name = f"{item.id.hex}.{EXTENSIONS.get(item.rendition.mime, 'bin')}"
            # A fixed date: the archive says nothing about when anything was taken or made.
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), item.rendition.read())
    return body.getvalue()
