"""The picture that stands for a video before it plays: a frame of the *covered* copy, through the photo's whole way."""

from __future__ import annotations

import io
from typing import IO

import cv2
from PIL import Image

from chaperone.engines.redaction.options import Options
from chaperone.engines.redaction.pipeline import redact_with
from chaperone.engines.redaction.report import Redaction
from chaperone.engines.redaction.video.planes import Frame
from chaperone.engines.redaction.video.probe import probe
from chaperone.engines.redaction.video.reading import Range, frames

TRIES, SPREAD = 5, 0.25
"""The sharpest of so many frames, the last of them this share of the clip (and at most 10 s) behind the asked time."""
LONGEST = 1920


def poster(copy: IO[bytes], *, at: float | None = None, options: Options | None = None) -> Redaction:
    """A JPEG of the copy near `at` seconds (None: a tenth into it), with its report; `data` is None when it is held.

    Raises `Unreadable` when the copy is no video.
    """
    found = probe(copy)
    start = min(found.seconds * 0.1 if at is None else at, max(0.0, found.seconds - 1 / found.rate))
    picked = _sharpest(copy, start)
    pixels, _ = picked.rgb(LONGEST)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    return redact_with(out.getvalue(), options or Options(output_format="jpeg"))


def _sharpest(copy: IO[bytes], start: float) -> Frame:
    found = probe(copy)
    step = min(SPREAD * found.seconds, 10.0) / TRIES
    best, sharpness, due = None, -1.0, start
    for frame in frames(copy, found, Range(start=max(0.0, start - 0.001))):
        if best is not None and frame.time < due:
            continue
        due = frame.time + step
        grey, _ = frame.grey(480)
        value = float(cv2.Laplacian(grey, cv2.CV_32F).var())
        if value > sharpness:
            best, sharpness = frame, value
        if frame.time > start + step * TRIES:
            break
    assert best is not None  # frames() refuses an empty range
    return best
