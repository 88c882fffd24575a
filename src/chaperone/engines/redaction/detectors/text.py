"""Text at any rotation: the detector of PP-OCRv6 (Apache-2.0), a differentiable-binarization network (Liao 2020,
arXiv:1911.08947), each line confirmed by `letters`. The weights are files of the package `rapidocr`, which is located,
never imported.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from chaperone.engines.redaction.detectors import letters, views
from chaperone.engines.redaction.detectors.base import Finds, FloatBox, Found, intersection
from chaperone.engines.redaction.picture import Pixels

STRIDE = 32
INK = 0.3
"""A pixel of the probability map belongs to text from here on (the authors' value)."""
MIN_SIDE = 3
UNCLIP = 1.6
"""The network is trained on shrunken letters; area / outline times this much is added back on each side."""
LONGEST = 1600
FLOOR = 0.40
"""Mean probability of a place that is worth reading."""
COVER, SHOW = 0.60, 0.45
"""Certainty of the letters, from which on a place is covered, or shown to a person."""
LONE_LETTER = 0.85
"""One letter alone must be surer than this: a line in a drawing reads as "l" or "1"."""
HUGE = 0.25
"""One letter alone that takes this share of the picture is a shape (a bar on a wall reads as "I"): shown to a person.
Covered, it would hide the whole photo.
"""
MOST_READ = 80
UNREAD_COVER = 0.70
"""A page full of text is not read line by line: the rest is covered from this mean probability on."""


@dataclass(frozen=True)
class Line:
    """A place that looks like text: `corners` are 4 x 2 pixels of the picture, `chance` the mean probability."""

    corners: NDArray[np.float32]
    chance: float

    @property
    def box(self) -> FloatBox:
        left, top = (float(value) for value in self.corners.min(axis=0))
        right, bottom = (float(value) for value in self.corners.max(axis=0))
        return (left, top, right - left, bottom - top)


def weights() -> Path | None:
    """Where the weights are, or None when the package is not installed."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return None
    return next(iter(sorted(Path(spec.origin).parent.glob("models/PP-OCR*_det_*.onnx"))), None)


def available() -> bool:
    return weights() is not None and letters.weights() is not None


@cache
def _network() -> onnxruntime.InferenceSession:
    path = weights()
    if path is None:
        raise RuntimeError("the text detector's weights are not installed")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.enable_cpu_mem_arena = False  # the arena keeps the largest picture's memory for ever
    options.enable_mem_pattern = (
        False  # a pattern claims a whole picture's memory at once (100 MB more at its peak)
    )
    options.intra_op_num_threads = 1  # the faces are looked for at the same time, on the other core
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def find_text(pixels: Pixels, *, eager: float = 1.0, longest: int = LONGEST) -> Finds:
    """Lines of text as upright boxes. `eager` below 1 lowers what a find must reach to be covered; `longest` is the
    longer side in pixels of the copy that is looked at.
    """
    strong, weak = [], []
    for number, line in enumerate(lines(pixels, longest=longest)):
        if number < MOST_READ:
            said = letters.read(pixels, line.corners)
            certainty, words = said.certainty, said.words
            enough = COVER if said.letters > 1 else _enough_for_one_letter(line, pixels)
        else:
            certainty, enough, words = line.chance, UNREAD_COVER, ""
        find = Found(line.box, certainty, "pp-ocr", words=words)
        if certainty >= enough * eager:
            strong.append(find)
        elif certainty >= SHOW:
            weak.append(find)
    return Finds(strong, weak)


def _enough_for_one_letter(line: Line, pixels: Pixels) -> float:
    height, width = pixels.shape[:2]
    seen = intersection(line.box, (0.0, 0.0, float(width), float(height)))
    return LONE_LETTER if seen < HUGE * width * height else float("inf")


def lines(pixels: Pixels, *, longest: int = LONGEST) -> list[Line]:
    """Places that look like text at any rotation, the likeliest first."""
    seen = views.view(pixels, longest=longest, enlarge=2.0)
    chances = _probabilities(seen.pixels)
    contours, _ = cv2.findContours((chances > INK).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = (_line(chances, contour, seen.scale) for contour in contours)
    return sorted((line for line in found if line), key=lambda line: (-line.chance, line.box))


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


def _line(chances: NDArray[np.float32], contour: NDArray[Any], scale: float) -> Line | None:
    middle, (width, height), angle = cv2.minAreaRect(contour)
    chance = _mean_inside(chances, contour)
    if min(width, height) < MIN_SIDE or chance < FLOOR:
        return None
    grow = width * height * UNCLIP / (2 * (width + height))
    corners = cv2.boxPoints((middle, (width + 2 * grow, height + 2 * grow), angle))
    return Line((corners / scale).astype(np.float32), chance)


def _mean_inside(chances: NDArray[np.float32], contour: NDArray[Any]) -> float:
    x, y, w, h = cv2.boundingRect(contour)
    mask = np.zeros((h, w), np.uint8)
    cv2.fillPoly(mask, [contour - (x, y)], 1)
    return float(cv2.mean(chances[y : y + h, x : x + w], mask)[0])
