"""Ways to show a picture to a model: smaller, turned, with a border; and the way back to the picture's coordinates."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from chaperone.engines.redaction.detectors.base import Found, Point
from chaperone.engines.redaction.picture import Pixels

GREY = 127


@dataclass(frozen=True)
class View:
    """`pixels` as the model sees them. `turn` quarter turns counter-clockwise, then `border` pixels on each side."""

    pixels: Pixels
    scale: float
    turn: int
    border: int
    width: int
    height: int

    def back(self, find: Found) -> Found:
        """A find in this view, in the coordinates of the picture that the view was made from."""
        x, y, w, h = find.box
        first, second = self._point((x, y)), self._point((x + w, y + h))
        left, top = min(first[0], second[0]), min(first[1], second[1])
        box = (left, top, abs(first[0] - second[0]), abs(first[1] - second[1]))
        eyes = (self._point(find.eyes[0]), self._point(find.eyes[1])) if find.eyes else None
        points = tuple(self._point(point) for point in find.points) if find.points else None
        return Found(box, find.score, find.by, eyes, self.turn, points)

    def _point(self, point: Point) -> Point:
        x, y = point[0] - self.border, point[1] - self.border
        for done in range(self.turn):  # undo one counter-clockwise quarter turn at a time
            x, y = self._unturn(x, y, done)
        return (x / self.scale, y / self.scale)

    def _unturn(self, x: float, y: float, done: int) -> Point:
        """After k turns the view's height is the picture's width when k is odd."""
        height = self.width if (self.turn - done) % 2 else self.height
        return (height - y, x)


def view(pixels: Pixels, *, longest: int, turn: int = 0, border: float = 0.0, enlarge: float = 1.0) -> View:
    """Show `pixels` with the longer side at most `longest` (never enlarged beyond `enlarge` times), turned
    `turn` quarters counter-clockwise, on a grey border of `border` times the longer side.
    """
    height, width = pixels.shape[:2]
    scale = min(longest / max(height, width), enlarge)
    small = resize(pixels, scale)
    small_height, small_width = small.shape[:2]
    turned = np.ascontiguousarray(np.rot90(small, turn))
    edge = round(border * max(small.shape[:2]))
    framed = cv2.copyMakeBorder(turned, edge, edge, edge, edge, cv2.BORDER_CONSTANT, value=(GREY,) * 3)
    return View(framed.astype(np.uint8), scale, turn, edge, small_width, small_height)


def resize(pixels: Pixels, scale: float) -> Pixels:
    height, width = pixels.shape[:2]
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if size == (width, height):
        return pixels
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return cv2.resize(pixels, size, interpolation=method).astype(np.uint8)
