"""What a detector answers with, and how overlapping answers become one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

FloatBox = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True)
class Found:
    """A find: `box` is x, y, width, height in pixels; `eyes` are the two eye centres where the model gives them.

    `turn` says how often the picture was turned by 90 degrees counter-clockwise when the model saw it. `points` are
    both eyes, the nose and both corners of the mouth, to place a cover and then forgotten. `words` is what a line says.
    """

    box: FloatBox
    score: float
    by: str
    eyes: tuple[Point, Point] | None = None
    turn: int = 0
    points: tuple[Point, ...] | None = None
    words: str = field(default="", repr=False)

    def scaled(self, factor: float) -> Found:
        x, y, w, h = self.box
        eyes = tuple((px * factor, py * factor) for px, py in self.eyes) if self.eyes else None
        box = (x * factor, y * factor, w * factor, h * factor)
        points = tuple((px * factor, py * factor) for px, py in self.points) if self.points else None
        return replace(self, box=box, eyes=(eyes[0], eyes[1]) if eyes else None, points=points)

    def moved(self, right: float, down: float) -> Found:
        x, y, w, h = self.box
        points = tuple((px + right, py + down) for px, py in self.points) if self.points else None
        eyes = tuple((px + right, py + down) for px, py in self.eyes) if self.eyes else None
        both = (eyes[0], eyes[1]) if eyes else None
        return replace(self, box=(x + right, y + down, w, h), eyes=both, points=points)


@dataclass(frozen=True)
class Finds:
    """What a detector answers for one picture: `strong` are to be covered, `weak` to be shown to a person."""

    strong: list[Found]
    weak: list[Found]

    def scaled(self, factor: float) -> Finds:
        """The same finds in a picture `factor` times as large."""
        return Finds([f.scaled(factor) for f in self.strong], [f.scaled(factor) for f in self.weak])

    def moved(self, right: float, down: float) -> Finds:
        """The same finds in a picture from which this one was cut at (right, down)."""
        return Finds([f.moved(right, down) for f in self.strong], [f.moved(right, down) for f in self.weak])


def overlap(first: FloatBox, second: FloatBox) -> float:
    """Intersection over union, 0 to 1."""
    shared = intersection(first, second)
    total = first[2] * first[3] + second[2] * second[3] - shared
    return shared / total if total > 0 else 0.0


def share_inside(inner: FloatBox, outer: FloatBox) -> float:
    """How much of `inner` lies inside `outer`, 0 to 1."""
    area = inner[2] * inner[3]
    return intersection(inner, outer) / area if area > 0 else 0.0


def intersection(first: FloatBox, second: FloatBox) -> float:
    width = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    height = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    return max(0.0, width) * max(0.0, height)


def suppress(finds: Iterable[Found], *, limit: float = 0.35) -> list[Found]:
    """Greedy non-maximum suppression: the strongest find of each place, strongest first."""
    kept: list[Found] = []
    for find in sorted(finds, key=lambda f: (-f.score, f.box)):
        if all(overlap(find.box, other.box) < limit for other in kept):
            kept.append(find)
    return kept
