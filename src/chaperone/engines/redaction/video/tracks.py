"""A track: one thing over time, as key boxes between which the cover moves in straight lines. What the report keeps."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Self

from chaperone.engines.redaction.detectors.base import FloatBox
from chaperone.engines.redaction.report import Box, Kind

SIMPLER = 0.03
"""A key that lies this near (share of its size) to the line between its neighbours is left out."""


@dataclass(frozen=True)
class Key:
    """The box, in pixels of the upright output, at one frame of the output."""

    frame: int
    box: FloatBox


@dataclass(frozen=True)
class Track:
    """Covered from the first to the last key's frame. `score` is the best find's; `id` follows from kind and first
    key.
    """

    kind: Kind
    keys: tuple[Key, ...]
    score: float
    covered: bool = True
    id: str = ""

    def __post_init__(self) -> None:
        if not self.keys:
            raise ValueError("a track needs a key")
        if not self.id:
            object.__setattr__(self, "id", track_id(self.kind, self.keys[0]))

    @property
    def first(self) -> int:
        return self.keys[0].frame

    @property
    def last(self) -> int:
        return self.keys[-1].frame

    def at(self, frame: int, size: tuple[int, int]) -> Box | None:
        """The box at a frame, whole pixels inside a picture of `size`; None outside the track or the picture."""
        if not self.first <= frame <= self.last:
            return None
        place = bisect_right(self.keys, frame, key=lambda key: key.frame)
        before = self.keys[place - 1]
        after = self.keys[min(place, len(self.keys) - 1)]
        return _whole(between(before, after, frame), size)

    def as_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "kind": self.kind,
            "score": self.score,
            "covered": self.covered,
            "keys": [[key.frame, *key.box] for key in self.keys],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        keys = tuple(Key(int(f), (float(x), float(y), float(w), float(h))) for f, x, y, w, h in data["keys"])
        return cls(data["kind"], keys, float(data["score"]), bool(data["covered"]), str(data["id"]))

    def shown(self) -> Self:
        """The same, not covered: for the reviewer."""
        return replace(self, covered=False)


def track_id(kind: str, first: Key) -> str:
    box = tuple(round(value) for value in first.box)
    return hashlib.sha256(f"{kind}:{first.frame}:{box}".encode()).hexdigest()[:12]


def between(before: Key, after: Key, frame: int) -> FloatBox:
    if after.frame <= before.frame:
        return before.box
    share = (frame - before.frame) / (after.frame - before.frame)
    x, y, w, h = (a + (b - a) * share for a, b in zip(before.box, after.box, strict=True))
    return (x, y, w, h)


def grown(box: FloatBox, by: float) -> FloatBox:
    """`by` pixels more on each side."""
    return (box[0] - by, box[1] - by, box[2] + 2 * by, box[3] + 2 * by)


def around(boxes: Iterable[FloatBox]) -> FloatBox:
    """The smallest box that holds all of them."""
    given = list(boxes)
    left, top = min(box[0] for box in given), min(box[1] for box in given)
    right, bottom = max(box[0] + box[2] for box in given), max(box[1] + box[3] for box in given)
    return (left, top, right - left, bottom - top)


def simplified(keys: list[Key]) -> list[Key]:
    """Without keys that the straight line between their kept neighbours tells anyway."""
    kept, skipped = keys[:1], list[Key]()
    for key, after in pairwise(keys[1:]):
        skipped.append(key)
        if not all(_told(kept[-1], after, each) for each in skipped):
            kept.append(key)
            skipped = []
    return [*kept, *keys[max(1, len(keys) - 1) :]]


def _told(before: Key, after: Key, key: Key) -> bool:
    line = between(before, after, key.frame)
    apart = max(abs(a - b) for a, b in zip(line, key.box, strict=True))
    return apart <= SIMPLER * max(key.box[2], key.box[3])


def _whole(box: FloatBox, size: tuple[int, int]) -> Box | None:
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(size[0], round(box[0] + box[2])), min(size[1], round(box[1] + box[3]))
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None
