"""Does a place that looks like text hold letters, and which? The recognizer of PP-OCRv6 (Apache-2.0) reads it. Without
this second opinion the text detector takes lace, hair and drawings for writing. The words are handed to the caller, who
screens them for names; they never reach a report or a log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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
    options.enable_mem_pattern = False  # every line of another length would keep a plan of its own
    options.intra_op_num_threads = 1  # the faces are looked for at the same time, on the other core
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


@dataclass(frozen=True, order=True)
class Reading:
    """How surely a line holds letters (0 to 1), how many, and what they say."""

    certainty: float
    letters: int
    words: str = field(repr=False, compare=False, default="")


@cache
def _alphabet() -> tuple[str, ...]:
    """What each class stands for: nothing, the characters that the model's own file lists, a space."""
    listed = _network().get_modelmeta().custom_metadata_map["character"].split("\n")
    return ("", *listed, " ")


def read(pixels: Pixels, corners: NDArray[np.float32]) -> Reading:
    """What the quadrilateral `corners` (4 x 2, pixels) says.

    Both directions along the longer side are read, because nothing says which way is up; the surer one counts.
    """
    line = _straighten(pixels, corners)
    return max(_read(line), _read(np.ascontiguousarray(line[::-1, ::-1])))


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


def _read(line: Pixels) -> Reading:
    values = (line[:, :, ::-1].astype(np.float32) / 127.5 - 1.0).transpose(2, 0, 1)[None]
    network = _network()
    output: Sequence[Any] = network.run(None, {network.get_inputs()[0].name: np.ascontiguousarray(values)})
    chances = np.asarray(output[0], dtype=np.float32)[0]
    best = chances.argmax(axis=1)
    new = (best != BLANK) & (best != np.concatenate(([BLANK], best[:-1])))
    if not new.any():
        return Reading(0.0, 0)
    alphabet = _alphabet()
    words = "".join(alphabet[number] for number in best[new] if number < len(alphabet))
    return Reading(float(chances.max(axis=1)[new].mean()), int(new.sum()), words)
