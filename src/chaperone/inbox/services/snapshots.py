"""Evidence first: an item as it was, sealed, before anybody touches it."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256

from chaperone.foundation.refusal import Refusal
from chaperone.inbox.models import Item, Snapshot


def take_snapshot(item: Item, *, by_id: str, at: datetime) -> Snapshot:
    """Keep the item as it stands; ``sha256`` is over its canonical JSON (sorted keys, UTF-8)."""
    content = {
        "network": item.channel.network,
        "account": item.channel.account_id,
        "native_id": item.native_id,
        "kind": item.kind,
        "author_id": item.author_id,
        "author_handle": item.author_handle,
        "text": item.text,
        "rating": item.rating,
        "media_urls": item.media_urls or [],
        "under": item.parent_ref["native_id"] if item.parent_ref else None,
        "written_at": item.written_at.isoformat(),
        "read_at": at.isoformat(),
        "hidden": item.hidden_on_network,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return Snapshot.objects.create(
        practice_id=item.practice_id,
        item=item,
        number=item.snapshots.count() + 1,
        content=content,
        sha256=sha256(canonical.encode()).hexdigest(),
        digest=item.digest,
        taken_at=at,
        taken_by=by_id,
    )


def snapshot_of(item: Item) -> Snapshot:
    """The snapshot of the item as it stands now. Refused when there is none: then nothing is removed."""
    found = item.snapshots.filter(digest=item.digest).last()
    if found is None or not found.content:
        raise Refusal(
            "inbox.no_snapshot",
            "There is no sealed copy of this yet, so it is not removed.",
            "Wait until it has been read again (a minute), then try again.",
        )
    return found
