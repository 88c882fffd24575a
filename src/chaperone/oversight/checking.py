"""Recomputes a practice's whole trail and says where it is broken, if it is."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature

from chaperone.audit import tree
from chaperone.audit.canonical import checkpoint_bytes, entry_bytes
from chaperone.audit.models import Checkpoint, Entry, Leaf
from chaperone.audit.sequencer import signing_key

MOST_PROBLEMS = 20
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Check:
    """``entries`` have a place and were recomputed; ``waiting`` are too young to have one."""

    entries: int
    waiting: int
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Nothing was changed, removed, reordered or added."""
        return not self.problems


def examine(practice_id: uuid.UUID) -> Check:
    """Hash every entry again, build the tree again, compare it with every checkpoint that was ever signed."""
    walk = _Walk(practice_id)
    for problem in walk.problems():
        walk.found.append(problem)
        if len(walk.found) >= MOST_PROBLEMS:
            walk.found.append("and perhaps more; the check stopped here")
            break
    waiting = Entry.objects.filter(practice_id=practice_id, leaf=None).count()
    return Check(walk.size, waiting, tuple(walk.found))


class _Walk:
    """One pass over the leaves in their order, the checkpoints beside it."""

    def __init__(self, practice_id: uuid.UUID) -> None:
        self.practice_id = practice_id
        self.found: list[str] = []
        self.size = 0
        self.peaks: list[bytes] = []
        self.signed = 0
        self.lost = False
        self.key = signing_key(practice_id).public_key()
        points = Checkpoint.objects.filter(practice_id=practice_id).order_by("size")
        self.points: Iterator[Checkpoint] = points.iterator(chunk_size=CHUNK)
        self.point = next(self.points, None)

    def problems(self) -> Iterator[str]:
        """Everything that does not fit, in the order of the tree."""
        leaves = Leaf.objects.filter(practice_id=self.practice_id).select_related("entry").order_by("index")
        for leaf in leaves.iterator(chunk_size=CHUNK):
            if leaf.index != self.size:
                yield f"entry {self.size}: missing"
                self.size = leaf.index
            yield from self._leaf(leaf)
            yield from self._checkpoints()
        if self.point is not None:
            yield f"entries from {self.size} on: missing; {self.point.size} were signed"

    def _leaf(self, leaf: Leaf) -> Iterator[str]:
        hashed = tree.leaf_hash(entry_bytes(leaf.entry))
        if hashed != bytes(leaf.hash) or leaf.entry.practice_id != self.practice_id:
            yield f"entry {leaf.index} ({leaf.entry.event}): changed"
        self.peaks = tree.append(self.peaks, self.size, bytes(leaf.hash))
        self.size += 1

    def _checkpoints(self) -> Iterator[str]:
        while self.point is not None and self.point.size <= self.size:
            point, self.point = self.point, next(self.points, None)
            if not self._is_ours(point):
                yield f"checkpoint over {point.size} entries: not signed by this practice"
            fits = point.size == self.size and tree.root_of(self.peaks) == bytes(point.root)
            if not fits and not self.lost:
                self.lost = True  # after the first difference every later root differs too
                yield f"entries {self.signed} to {point.size - 1}: not the ones that were signed"
            self.signed = point.size

    def _is_ours(self, point: Checkpoint) -> bool:
        text = checkpoint_bytes(
            practice_id=self.practice_id, size=point.size, root=bytes(point.root), at=point.at
        )
        try:
            self.key.verify(bytes(point.signature), text)
        except InvalidSignature:
            return False
        return bytes(point.public_key) == self.key.public_bytes_raw()
