"""The case's rows as papers of the pack: JSON that says everything, and the files themselves."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from chaperone.audit.canonical import timestamp
from chaperone.consents.models import Authorization
from chaperone.consents.queries import certificate_of
from chaperone.foundation.sealing.boxes import Unsealable
from chaperone.library.models import Rendition
from chaperone.oversight.pack.case import Case
from chaperone.posts.models import Post, PostVersion, Review
from chaperone.publishing.models import Delivery, Takedown

_SUFFIX = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/tiff": "tif",
}


class Damaged(Exception):
    """A stored file is not what was judged or signed. ``what`` names it without saying anything about anybody."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Paper:
    """One member of the pack. ``name`` holds ids only."""

    name: str
    data: bytes
    what: str


def as_json(value: Any) -> bytes:
    """Readable JSON: two spaces, sorted keys, times in UTC."""
    return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return timestamp(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"a paper cannot hold {type(value).__name__}")


def authorization_papers(case: Case) -> Iterator[Paper]:
    """For each authorization what was asked and answered, and the signed copy byte for byte."""
    for row in case.authorizations:
        folder = f"authorizations/{row.pk}"
        yield Paper(f"{folder}.json", as_json(_authorization(row)), "What was asked, allowed and ended")
        if row.pdf_name:
            pdf = _checked(row.read_pdf, row.pdf_sha256, f"The signed copy of authorization {row.pk.hex[:8]}")
            yield Paper(f"{folder}.pdf", pdf, "The signed authorization, 45 CFR 164.508")


def _authorization(row: Authorization) -> dict[str, Any]:
    fields = (
        "id", "state", "form_key", "form_version", "form_sha256", "language", "expires_on", "requested_by",
        "requested_at", "sent_at", "opened_at", "identity_checked_at", "signed_at", "pdf_sha256", "withdrawn_at",
        "withdrawn_how", "withdrawn_received_at", "ended_at",
    )  # fmt: skip
    return {
        **{field: getattr(row, field) for field in fields},
        "patient": row.patient.reference,
        "certificate_sha256": certificate_of(row) if row.signed_at else "",
        "lines": [
            {
                "purpose": one.purpose,
                "network": one.network,
                "identifiability": one.identifiability,
                "names_procedure": one.names_procedure,
                "allowed": one.allowed,
                "withdrawn_at": one.withdrawn_at,
            }
            for one in row.grants.all()
        ],
        "pictures": [
            {"original": one.original_id, "rendition_shown": one.rendition_id, "reference": one.reference}
            for one in row.covered.all()
        ],
    }


def rendition_papers(case: Case) -> Iterator[Paper]:
    """The covered copies that were used, each with its redaction report. Originals never leave."""
    for row in case.renditions:
        yield Paper(
            f"pictures/{row.pk}.json", as_json(_rendition(row)), "How the picture was covered and checked"
        )
        if row.sealed_name:
            data = _checked(row.read, row.sha256, f"The covered copy {row.pk.hex[:8]}")
            yield Paper(
                f"pictures/{row.pk}.{_SUFFIX.get(row.mime, 'bin')}", data, "The covered copy that was used"
            )


def _rendition(row: Rendition) -> dict[str, Any]:
    fields = (
        "id", "number", "state", "edits", "sha256", "mime", "width", "height", "report", "reasons",
        "requested_by", "requested_at", "made_at", "marks_checked_by", "marks_checked_at",
    )  # fmt: skip
    original = {"id": row.original_id, "sha256": row.original.sha256, "uploaded_at": row.original.uploaded_at}
    return {**{field: getattr(row, field) for field in fields}, "original": original}


def _checked(read: Callable[[], bytes], digest: str, what: str) -> bytes:
    try:
        data = read()
    except (FileNotFoundError, Unsealable):
        raise Damaged(what) from None
    if sha256(data).hexdigest() != digest:
        raise Damaged(what)
    return data


def post_papers(case: Case) -> Iterator[Paper]:
    """What each post said in every version, what was decided about it, where it went, how it came down."""
    for post in case.posts:
        yield Paper(f"posts/{post.pk}.json", as_json(_post(case, post)), "Every version and every decision")
    for row in case.deliveries:
        name = f"deliveries/{row.pk}.json"
        yield Paper(
            name, as_json(_delivery(case, row)), "Clearance, place on the network, takedowns and looks"
        )


def _post(case: Case, post: Post) -> dict[str, Any]:
    return {
        "id": post.pk,
        "state": post.state,
        "author": post.author_id,
        "created_at": post.created_at,
        "versions": [_version(one) for one in case.versions if one.post_id == post.pk],
        "reviews": [_review(one) for one in case.reviews if one.version.post_id == post.pk],
    }


def _version(row: PostVersion) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "text": row.text,
        "purpose": row.purpose,
        "before_after": row.before_after,
        "content_sha256": row.content_sha256,
        "written_by": row.written_by_id,
        "written_at": row.written_at,
        "pictures": [
            {"rendition": one.rendition_id, "sha256": one.rendition.sha256, "description": one.alt}
            for one in row.images.all()
        ],
        "accounts": [
            {"channel": one.channel_id, "network": one.channel.network, "handle": one.channel.handle}
            for one in row.targets.all()
        ],
    }


def _review(row: Review) -> dict[str, Any]:
    fields = (
        "id", "version_id", "person_id", "decision", "content_sha256", "ruleset", "respectful", "accepted",
        "note", "at", "expires_at", "voided_at",
    )  # fmt: skip
    return {field: getattr(row, field) for field in fields}


def _delivery(case: Case, row: Delivery) -> dict[str, Any]:
    fields = (
        "id", "kind", "subject_id", "state", "content_sha256", "clearance", "due_at", "scheduled_by", "created_at",
        "requested_at", "live_at", "remote_ref", "reason",
    )  # fmt: skip
    return {
        **{field: getattr(row, field) for field in fields},
        "account": {"network": row.channel.network, "handle": row.channel.handle},
        "takedowns": [_takedown(one) for one in case.takedowns if one.delivery_id == row.pk],
    }


def _takedown(row: Takedown) -> dict[str, Any]:
    fields = (
        "id",
        "reason",
        "state",
        "asked_by",
        "asked_at",
        "deleted_at",
        "gone_at",
        "by_hand_url",
        "problem",
    )
    looks = [
        {"at": one.at, "api": one.api, "public_page": one.public_page, "media": one.media, "gone": one.gone}
        for one in row.probes.all()
    ]
    return {**{field: getattr(row, field) for field in fields}, "looks": looks}
