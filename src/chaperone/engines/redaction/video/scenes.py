"""Scene cuts: frames whose tiny copy differs from the one before far more than frames lately did.

A cut that is missed costs little (a track reaches too far and covers too much); a cut that is seen where there is none
costs a look. So the threshold is low rather than high.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction.video.planes import Frame

SIZE = (64, 36)
BINS = 32
LEAST = 14.0
"""Mean difference of the tiny copies (grey levels of 255) below which nothing is a cut."""
TIMES = 3.0
"""A cut differs so many times more than the frames before it usually did."""
HISTOGRAM = 0.30
"""Total variation of the histograms from which on a cut is believed."""
SURE = 45.0
"""A difference so large is a cut whatever the histograms say."""
MEMORY = 12


class Cuts:
    """Feed it every frame; it says whether a new scene starts there."""

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None
        self._usual: deque[float] = deque(maxlen=MEMORY)
        self.change = 0.0
        """Mean difference to the frame before, 0 to 255."""

    def starts(self, frame: Frame) -> bool:
        step = max(1, frame.width // (SIZE[0] * 4))
        thin = np.ascontiguousarray(frame.y[::step, ::step])
        tiny = cv2.resize(thin, SIZE, interpolation=cv2.INTER_AREA).astype(np.float32)
        before, self._before = self._before, tiny
        if before is None:
            return True
        self.change = float(np.abs(tiny - before).mean())
        usual = float(np.median(self._usual)) if self._usual else 0.0
        cut = self.change > max(LEAST, TIMES * usual) and (
            self.change > SURE or _histograms_differ(before, tiny)
        )
        if cut:
            self._usual.clear()
        else:
            self._usual.append(self.change)
        return cut


def _histograms_differ(first: NDArray[np.float32], second: NDArray[np.float32]) -> bool:
    one, two = (np.histogram(tiny, BINS, (0, 256))[0] / tiny.size for tiny in (first, second))
    return bool(np.abs(one - two).sum() / 2 > HISTOGRAM)
