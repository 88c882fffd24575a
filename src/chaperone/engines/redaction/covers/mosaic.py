"""Mosaic: at most five cells along the longer side, colours rounded to sixteen steps.

A fine mosaic can be undone: trained models recognise faces from mosaics of 16 x 16 cells and more (McPherson, Shokri
and Shmatikov, "Defeating Image Obfuscation with Deep Learning", 2016). Five cells place one average on both eyes and
nothing on the mouth's shape; the rounding drops what fine differences of the averages would still tell.
"""

from __future__ import annotations

import cv2
import numpy as np

from chaperone.engines.redaction.picture import Pixels

CELLS = 5
STEP = 16
SMALLEST = 8
"""Pixels: a cell is never smaller, or a face of ten pixels would keep its pixels."""


def cells(patch: Pixels) -> Pixels:
    """The patch as a tiny picture of cell averages, at most five by five: all that a cover may know of it."""
    height, width = patch.shape[:2]
    size = max(max(height, width) / CELLS, SMALLEST)
    across, down = max(1, round(width / size)), max(1, round(height / size))
    tiny = cv2.resize(patch, (across, down), interpolation=cv2.INTER_AREA)
    return ((tiny // STEP) * STEP + STEP // 2).astype(np.uint8)


def mosaic(patch: Pixels) -> Pixels:
    height, width = patch.shape[:2]
    return cv2.resize(cells(patch), (width, height), interpolation=cv2.INTER_NEAREST).astype(np.uint8)
