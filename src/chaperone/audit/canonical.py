"""The bytes of an entry that go into the tree, and of a checkpoint that are signed. Documented for verifiers.

An entry is UTF-8 JSON with sorted keys, no spaces, times in UTC with microseconds (docs/reference/trail.md).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from chaperone.audit.verifier import canonical_bytes, checkpoint_text


class EntryLike(Protocol):
    """What :func:`entry_bytes` reads."""

    uid: Any
    practice_id: Any
    event: Any
    at: Any
    actor_kind: Any
    actor_id: Any
    subject_kind: Any
    subject_id: Any
    data: Any


def timestamp(at: datetime) -> str:
    """``2026-11-24T14:05:00.000000Z``."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry_fields(entry: EntryLike) -> dict[str, Any]:
    """The entry as the plain dictionary that is hashed and exported."""
    return {
        "id": str(entry.uid),
        "practice": str(entry.practice_id),
        "event": entry.event,
        "at": timestamp(entry.at),
        "actor": {"kind": entry.actor_kind, "id": entry.actor_id},
        "subject": {"kind": entry.subject_kind, "id": entry.subject_id},
        "data": entry.data,
    }


def entry_bytes(entry: EntryLike) -> bytes:
    """The entry's canonical bytes."""
    return canonical_bytes(entry_fields(entry))


def checkpoint_bytes(*, practice_id: object, size: int, root: bytes, at: datetime) -> bytes:
    """What the checkpoint's Ed25519 signature covers: four lines."""
    return checkpoint_text(str(practice_id), size, root.hex(), timestamp(at))
