"""Where nose, eyelids, lips and chin lie in a face: from five landmarks, else by proportion of an upright face box.

The landmarks place the boxes and are forgotten; nothing of them reaches the report. Distances are in units of the
face's own height between the eyes and the mouth, so that a turned face (by 90 degrees) gets boxes on the right side.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from chaperone.engines.redaction.detectors.base import FloatBox, Point
from chaperone.engines.redaction.options import Part

STANDARD: tuple[Point, ...] = ((0.30, 0.40), (0.70, 0.40), (0.50, 0.60), (0.34, 0.78), (0.66, 0.78))
"""Both eyes, nose, corners of the mouth, as shares of the box."""

SPANS: dict[Part, tuple[float, float, float, float]] = {
    "eyelids": (-0.95, -0.28, 0.95, 0.25),
    "nose": (-0.42, 0.05, 0.42, 0.74),
    "lips": (-0.60, 0.74, 0.60, 1.30),
    "chin": (-0.70, 1.25, 0.70, 1.70),
}
"""Left, top, right, bottom from the middle between the eyes: across in distances between the eyes, down in distances
from eyes to mouth."""


def part_box(part: Part, box: FloatBox, points: Sequence[Point] | None) -> FloatBox:
    """The upright box around one part, cut to the face's box grown by its chin."""
    x, y, w, h = box
    five = points if points and _plausible(points, box) else [(x + w * px, y + h * py) for px, py in STANDARD]
    eyes, mouth = _middle(five[0], five[1]), _middle(five[3], five[4])
    down = (mouth[0] - eyes[0], mouth[1] - eyes[1])
    reach = math.hypot(*down)
    apart = math.dist(five[0], five[1])
    across = (down[1] / reach * apart, -down[0] / reach * apart)
    left, top, right, bottom = SPANS[part]
    corners = [
        (eyes[0] + a * across[0] + d * down[0], eyes[1] + a * across[1] + d * down[1])
        for a in (left, right)
        for d in (top, bottom)
    ]
    return _inside(corners, box)


def _plausible(points: Sequence[Point], box: FloatBox) -> bool:
    """A profile puts the eyes on one spot, a bad guess the mouth on the eyes: then proportions are safer."""
    side = min(box[2], box[3])
    mouth = _middle(points[3], points[4])
    return (
        math.dist(points[0], points[1]) > 0.25 * side and math.dist(_middle(*points[:2]), mouth) > 0.2 * side
    )


def _middle(first: Point, second: Point) -> Point:
    return ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)


def _inside(corners: list[Point], box: FloatBox) -> FloatBox:
    x, y, w, h = box
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    left, top = max(min(xs), x - 0.05 * w), max(min(ys), y - 0.05 * h)
    right, bottom = min(max(xs), x + 1.05 * w), min(max(ys), y + 1.05 * h)
    return (left, top, max(1.0, right - left), max(1.0, bottom - top))
