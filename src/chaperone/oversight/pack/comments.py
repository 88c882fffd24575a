"""What others wrote under the posts of a case, and what was done about it, as papers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from chaperone.inbox.models import Item, Moderation, Reply
from chaperone.oversight.pack.case import Case
from chaperone.oversight.pack.papers import Paper, as_json


def comment_papers(case: Case) -> Iterator[Paper]:
    """For each item its snapshots, how it was judged, removals and answers."""
    for item in case.items:
        yield Paper(f"inbox/{item.pk}.json", as_json(_item(item)), "What somebody wrote, and what was done")


def _item(item: Item) -> dict[str, Any]:
    fields = (
        "id", "kind", "category", "verdict", "ruleset", "findings", "raised", "discloses", "state", "written_at",
        "arrived_at", "rating", "parent_delivery_id",
    )  # fmt: skip
    return {
        **{field: getattr(item, field) for field in fields},
        "account": {"network": item.channel.network, "handle": item.channel.handle},
        "snapshots": [
            {"number": one.number, "sha256": one.sha256, "taken_at": one.taken_at, "content": one.content}
            for one in item.snapshots.all()
        ],
        "removals": [_moderation(one) for one in item.moderations.all()],
        "answers": [_reply(one) for one in item.replies.all()],
    }


def _moderation(row: Moderation) -> dict[str, Any]:
    fields = (
        "id", "action", "reason_code", "state", "snapshot_id", "asked_by", "asked_at", "sent_at", "verified_at",
        "by_hand_by", "problem",
    )  # fmt: skip
    return {field: getattr(row, field) for field in fields}


def _reply(row: Reply) -> dict[str, Any]:
    fields = (
        "id", "template_key", "language", "text", "content_sha256", "state", "written_by_id", "written_at",
        "approved_by_id", "approved_at", "note",
    )  # fmt: skip
    return {field: getattr(row, field) for field in fields}
