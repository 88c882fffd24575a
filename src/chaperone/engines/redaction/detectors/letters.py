"""Does a place that looks like text hold letters? The recognizer of PP-OCRv6 (Apache-2.0) reads it; only its certainty
is used, the words are never kept. Without this second opinion the text detector takes lace, hair and drawings for
writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from chaperone.engines.redaction.picture import Pixels

HEIGHT = 48
"""Lines are read at this height in pixels (the network's training size)."""
LONGEST = 960
BLANK = 0
"""The class of a column without a letter (connectionist temporal classification)."""


def weights() -> Path | None:
    """Where the weights are, or None when the package is not installed."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted(Path(spec.origin).parent.glob("models/PP-OCR*_rec_*.onnx"))), None)


@cache
def _network() -> onnxruntime.InferenceSession:
    path = weights()
    if path is None:
        raise RuntimeError("the recognizer's weights are not installed")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = 1  # the faces are looked for at the same time, on the other core
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def certainty(pixels: Pixels, corners: NDArray[np.float32]) -> tuple[float, int]:
    """How surely the quadrilateral `corners` (4 x 2, pixels) holds letters, 0 to 1, and how many.

    Both directions along the longer side are read, because nothing says which way is up.
    """
    line = _straighten(pixels, corners)
    readings = [_read(line), _read(np.ascontiguousarray(line[::-1, ::-1]))]
    return max(readings)


def _straighten(pixels: Pixels, corners: NDArray[np.float32]) -> Pixels:
    """The quadrilateral as an upright line of text, HEIGHT pixels high."""
    first, second, third, _ = corners
    across, down = float(np.linalg.norm(second - first)), float(np.linalg.norm(third - second))
    source = corners if across >= down else np.roll(corners, -1, axis=0)
    across, down = max(across, down), max(min(across, down), 1.0)
    width = int(np.clip(round(across * HEIGHT / down), HEIGHT, LONGEST))
    target = np.array([[0, 0], [width, 0], [width, HEIGHT], [0, HEIGHT]], np.float32)
    matrix = cv2.getPerspectiveTransform(source.astype(np.float32), target)
    return cv2.warpPerspective(pixels, matrix, (width, HEIGHT), borderMode=cv2.BORDER_REPLICATE).astype(
        np.uint8
    )


def _read(line: Pixels) -> tuple[float, int]:
    values = (line[:, :, ::-1].astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None]
    network = _network()
    output: Sequence[Any] = network.run(None, {network.get_inputs()[0].name: np.ascontiguousarray(values)})
    chances = np.asarray(output[0], dtype=np.float32)[0]
    best = chances.argmax(axis=1)
    new = (best != BLANK) & (best != np.concatenate(([BLANK], best[:-1])))
    letters = int(new.sum())
    return (float(chances.max(axis=1)[new].mean()), letters) if letters else (0.0, 0)
