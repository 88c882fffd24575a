"""Gives each committed entry its place in the practice's tree and signs a checkpoint over it.

Runs after commits and in the sweep; entries of one transaction keep their order. Two sequencers at once cannot
give one place twice: the unique constraint on (practice, index) stops the second, which simply tries later.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import IntegrityError, transaction

from chaperone.audit import tree
from chaperone.audit.canonical import checkpoint_bytes, entry_bytes
from chaperone.audit.models import Checkpoint, Entry, Leaf
from chaperone.foundation.sealing import keys

BATCH = 2_000


def sequence(practice_id: uuid.UUID, *, at: datetime) -> Checkpoint | None:
    """Place every waiting entry; returns the newest checkpoint (``None`` when there is no entry at all)."""
    try:
        while _sequence_batch(practice_id, at=at):
            pass
    except IntegrityError:  # another worker sequences this practice right now
        pass
    return newest_checkpoint(practice_id)


def newest_checkpoint(practice_id: uuid.UUID) -> Checkpoint | None:
    """The checkpoint over the largest tree."""
    return Checkpoint.objects.filter(practice_id=practice_id).order_by("-size").first()


def signing_key(practice_id: uuid.UUID) -> Ed25519PrivateKey:
    """The practice's checkpoint key, derived from its data key."""
    return Ed25519PrivateKey.from_private_bytes(keys.stable(practice_id, "checkpoint"))


@transaction.atomic
def _sequence_batch(practice_id: uuid.UUID, *, at: datetime) -> bool:
    waiting = list(Entry.objects.filter(practice_id=practice_id, leaf=None).order_by("id")[:BATCH])
    if not waiting:
        return False
    before = newest_checkpoint(practice_id)
    size = before.size if before else 0
    peaks = [bytes.fromhex(peak) for peak in before.peaks] if before else []
    leaves = []
    for entry in waiting:
        hashed = tree.leaf_hash(entry_bytes(entry))
        leaves.append(Leaf(practice_id=practice_id, index=size, entry=entry, hash=hashed))
        peaks = tree.append(peaks, size, hashed)
        size += 1
    Leaf.objects.bulk_create(leaves)
    _sign(practice_id, size=size, peaks=peaks, at=at)
    return True


def _sign(practice_id: uuid.UUID, *, size: int, peaks: Sequence[bytes], at: datetime) -> Checkpoint:
    key, root = signing_key(practice_id), tree.root_of(peaks)
    return Checkpoint.objects.create(
        practice_id=practice_id,
        size=size,
        root=root,
        peaks=[peak.hex() for peak in peaks],
        at=at,
        signature=key.sign(checkpoint_bytes(practice_id=practice_id, size=size, root=root, at=at)),
        public_key=key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw),
    )
