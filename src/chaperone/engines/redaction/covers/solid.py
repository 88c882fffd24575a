"""Solid: one dark grey for every pixel, so that the patch holds nothing of what was there."""

from __future__ import annotations

import numpy as np

from chaperone.engines.redaction.picture import Pixels

INK = 38


def solid(patch: Pixels) -> Pixels:
    return np.full_like(patch, INK)
