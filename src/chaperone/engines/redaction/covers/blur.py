"""Blur: the five-cell mosaic, drawn smoothly.

A blur that is computed from the real pixels can be sharpened back. This one is computed from the mosaic's cells, so it
holds exactly as little; it only looks softer. A weak blur is not offered.
"""

from __future__ import annotations

import cv2
import numpy as np

from chaperone.engines.redaction.covers.mosaic import cells
from chaperone.engines.redaction.picture import Pixels


def blur(patch: Pixels) -> Pixels:
    height, width = patch.shape[:2]
    return cv2.resize(cells(patch), (width, height), interpolation=cv2.INTER_CUBIC).astype(np.uint8)
