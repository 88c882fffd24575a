"""Text at any rotation: the detector of PP-OCRv6 (Apache-2.0), a differentiable-binarization network (Liao 2020,
arXiv:1911.08947). The weights are one file of the package `rapidocr`, which is located, never imported.
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

from chaperone.engines.redaction.detectors import views
from chaperone.engines.redaction.detectors.base import Found
from chaperone.engines.redaction.picture import Pixels

STRIDE = 32
INK = 0.3
"""A pixel of the probability map belongs to text from here on (the authors' value)."""
MIN_SIDE = 3
UNCLIP = 1.6
"""The network is trained on shrunken letters; area / outline times this much is added back on each side."""
LONGEST = 1600


def weights() -> Path | None:
    """Where the weights are, or None when the package is not installed."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted(Path(spec.origin).parent.glob("models/PP-OCR*_det_*.onnx"))), None)


def available() -> bool:
    return weights() is not None


@cache
def _network() -> onnxruntime.InferenceSession:
    path = weights()
    if path is None:
        raise RuntimeError("the text detector's weights are not installed")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena keeps the largest picture's memory for ever
    options.intra_op_num_threads = 2
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def find(pixels: Pixels, *, threshold: float, longest: int = LONGEST, turn: int = 0) -> list[Found]:
    """Lines of text whose mean probability is `threshold` and more, as upright boxes around the line."""
    seen = views.view(pixels, longest=longest, turn=turn, enlarge=2.0)
    chances = _probabilities(seen.pixels)
    contours, _ = cv2.findContours((chances > INK).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    lines = (_line(chances, contour) for contour in contours)
    return [seen.back(line) for line in lines if line and line.score >= threshold]


def _probabilities(pixels: Pixels) -> NDArray[np.float32]:
    height, width = pixels.shape[:2]
    size = (-(-width // STRIDE) * STRIDE, -(-height // STRIDE) * STRIDE)
    framed = cv2.copyMakeBorder(
        pixels, 0, size[1] - height, 0, size[0] - width, cv2.BORDER_CONSTANT, value=(views.GREY,) * 3
    )
    values = (framed[:, :, ::-1].astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None]
    network = _network()
    output: Sequence[Any] = network.run(None, {network.get_inputs()[0].name: np.ascontiguousarray(values)})
    return np.asarray(output[0], dtype=np.float32)[0, 0, :height, :width]


def _line(chances: NDArray[np.float32], contour: NDArray[Any]) -> Found | None:
    (middle_x, middle_y), (width, height), angle = cv2.minAreaRect(contour)
    if min(width, height) < MIN_SIDE:
        return None
    score = _mean_inside(chances, contour)
    grow = width * height * UNCLIP / (2 * (width + height))
    corners = cv2.boxPoints(((middle_x, middle_y), (width + 2 * grow, height + 2 * grow), angle))
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Found((float(left), float(top), float(right - left), float(bottom - top)), score, "pp-ocr")


def _mean_inside(chances: NDArray[np.float32], contour: NDArray[Any]) -> float:
    x, y, w, h = cv2.boundingRect(contour)
    mask = np.zeros((h, w), np.uint8)
    cv2.fillPoly(mask, [contour - (x, y)], 1)
    return float(cv2.mean(chances[y : y + h, x : x + w], mask)[0])
