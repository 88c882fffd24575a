"""Marks on skin (tattoos, birthmarks, scars): proposals for a person, never covered by themselves, never "none".

No packaged detector exists. What stands out is proposed: inside a large patch of skin, an area whose colour or texture
is not that of the skin around it. Skin is found in YCrCb (Chai and Ngan 1999, "Face segmentation using skin-colour
map": Cr 133 to 173, Cb 77 to 127), closed over the ink inside it; ink is darker than around it, or of another
hue. Measured in docs/benchmarks.md; a person must look anyway.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction.detectors.base import Finds, Found
from chaperone.engines.redaction.detectors.views import view
from chaperone.engines.redaction.picture import Pixels

LONGEST = 320
LOW, HIGH = (30, 133, 77), (255, 173, 127)
CLOSE_OVER = 0.10
"""Share of the longer side: holes in the skin up to this width are ink on it, not what lies behind it."""
PATCH = 0.02
"""A patch of skin below this share of the picture is not searched."""
DARKER, OTHER_HUE = 38, 16
SMALLEST = 0.0008
MOST = 6


def find_marks(pixels: Pixels) -> Finds:
    """Places on skin that a person should look at, the largest first, at most `MOST`; all of them weak."""
    seen = view(pixels, longest=LONGEST)
    colours = cv2.cvtColor(seen.pixels, cv2.COLOR_RGB2YCrCb)
    body = _skin(colours)
    ink = _ink(colours, body)
    found = _blobs(ink)
    found.sort(key=lambda find: (-find.score, find.box))
    return Finds([], [seen.back(find) for find in found[:MOST]])


def _skin(colours: NDArray[Any]) -> NDArray[np.uint8]:
    """255 on patches of skin, with what is drawn on them."""
    raw = cv2.inRange(colours, LOW, HIGH)
    raw = cv2.morphologyEx(raw, cv2.MORPH_OPEN, _disc(3))
    reach = round(CLOSE_OVER * max(raw.shape)) | 1
    framed = cv2.copyMakeBorder(raw, reach, reach, reach, reach, cv2.BORDER_REPLICATE)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, _disc(reach))[reach:-reach, reach:-reach]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(closed))
    large = [i for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] > PATCH * raw.size]
    return (np.isin(labels, large) * 255).astype(np.uint8)


def _ink(colours: NDArray[Any], body: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """255 where the skin is much darker than around it, or of another hue than the patch."""
    inside = body > 0
    if not inside.any():
        return np.zeros_like(body)
    light, red, blue = (colours[:, :, i].astype(np.float32) for i in range(3))
    weight = cv2.blur(inside.astype(np.float32), (81, 81)) + 1e-6
    around = cv2.blur(light * inside, (81, 81)) / weight
    hue = np.maximum(abs(red - np.median(red[inside])), abs(blue - np.median(blue[inside])))
    marked = ((around - light > DARKER) | (hue > OTHER_HUE)) & inside
    marked &= cv2.erode(body, _disc(5)) > 0  # the shade along the edge of an arm is no mark
    whole = cv2.morphologyEx((marked * 255).astype(np.uint8), cv2.MORPH_CLOSE, _disc(9))
    return np.asarray(whole, dtype=np.uint8)


def _blobs(ink: NDArray[np.uint8]) -> list[Found]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    total = float(ink.size)
    return [
        Found((float(x), float(y), float(w), float(h)), min(1.0, float(area) / total * 10), "skin")
        for x, y, w, h, area in (stats[i] for i in range(1, count))
        if area > SMALLEST * total
    ]


def _disc(size: int) -> NDArray[np.uint8]:
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)), dtype=np.uint8)
