"""Following a place from one frame to another by its looks, when no detector says where it went.

Normalised cross-correlation of the patch in a window around the expected place, on a small grey copy: it knows no face
and no letter, so it also follows a head that turned away, a hand before a face, and a line of text between two
readings.
"""

from __future__ import annotations

import cv2
import numpy as np

from chaperone.engines.redaction.detectors.base import FloatBox
from chaperone.engines.redaction.video.planes import Plane

LONGEST = 480
"""Longer side in pixels of the copy in which places are followed."""
ALIKE = 0.62
"""Correlation from which on it is the same place."""
REACH = 0.6
"""How far to look around the expected place, as a share of the patch's longer side; at least MIN_REACH pixels."""
MIN_REACH = 6
LEAST = 6
"""Pixels of the copy: a smaller patch looks like everything."""
FLAT = 4.0
"""Standard deviation in grey levels below which a patch has no looks of its own."""


def follow(before: Plane, after: Plane, box: FloatBox, expected: FloatBox) -> tuple[FloatBox, float] | None:
    """Where the content of `box` (pixels of the grey copy) went, and how alike it is; None when it cannot be said.

    `expected` is the guess by motion, of the same size.
    """
    patch, offset = _cut(before, box)
    if patch is None or min(patch.shape) < LEAST or float(patch.std()) < FLAT:
        return None
    reach = max(MIN_REACH, REACH * max(box[2], box[3]))
    window_box = (expected[0] - reach, expected[1] - reach, box[2] + 2 * reach, box[3] + 2 * reach)
    window, corner = _cut(after, window_box)
    if window is None or window.shape[0] < patch.shape[0] or window.shape[1] < patch.shape[1]:
        return None
    chances = cv2.matchTemplate(window, patch, cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(chances)
    if not np.isfinite(best) or best < ALIKE:
        return None
    moved = (corner[0] + x - offset[0], corner[1] + y - offset[1])
    return (box[0] + moved[0], box[1] + moved[1], box[2], box[3]), float(best)


def _cut(picture: Plane, box: FloatBox) -> tuple[Plane | None, tuple[int, int]]:
    """The part of the picture inside the box, and its corner."""
    height, width = picture.shape
    left, top = max(0, round(box[0])), max(0, round(box[1]))
    right, bottom = min(width, round(box[0] + box[2])), min(height, round(box[1] + box[3]))
    if right <= left or bottom <= top:
        return None, (left, top)
    return picture[top:bottom, left:right], (left, top)
