"""Looking at a frame: quickly (one detector, one size) several times a second, deeply (all that a photo gets) once.

The quick look uses the size at which the smallest face of the last deep look is still large enough to be seen.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from chaperone.engines.redaction.detectors import centerface, eyes, slime, text
from chaperone.engines.redaction.detectors.base import Finds, FloatBox, Found, overlap, suppress
from chaperone.engines.redaction.detectors.faces import find_faces
from chaperone.engines.redaction.options import Cover, Detect
from chaperone.engines.redaction.picture import Pixels
from chaperone.engines.redaction.report import Kind
from chaperone.engines.redaction.video.planes import Frame

LOOK_AT = 1600
"""Longer side in pixels of the copy that a deep look sees."""
HALF = 0.56
"""Of the longer side that each half of a frame holds when text is looked for."""
SIZES = (640, 960, 1280)
FACE_SIZE = 20.0
"""Longer side in pixels that a face should have in the quick look's copy."""
STRONG, WEAK = 0.30, 0.15
"""CenterFace at one size: covered from STRONG on; from WEAK on it confirms a track or is shown."""
SLIME_STRONG, SLIME_WEAK = 0.70, 0.50
TINY = 8.0


@dataclass(frozen=True)
class Seen:
    """A find in pixels of the frame. `strong` finds are covered; weak ones only confirm what is known."""

    kind: Kind
    box: FloatBox
    score: float
    strong: bool


class Spotter:
    """The looks at one clip. `eager` below 1 lowers what a find must reach to be covered (for verification)."""

    def __init__(self, *, cover: Cover, detect: Detect, eager: float = 1.0) -> None:
        self.cover, self.detect, self.eager = cover, detect, eager
        self.longest = SIZES[1]

    def quick(self, frame: Frame, *, longest: int | None = None) -> list[Seen]:
        """Faces (or eyes), in some 50 ms."""
        if self.detect == "text":
            return []
        pixels, scale = frame.rgb(longest or self.longest)
        find, strong, weak = _detector()
        found = [
            each.scaled(1 / scale)
            for each in find(pixels, threshold=weak * self.eager)
            if max(each.box[2], each.box[3]) > TINY * scale
        ]
        return self._faces(found, strong * self.eager)

    def deep(self, frame: Frame) -> list[Seen]:
        """Everything that is looked for in a photo, text too: one core each."""
        pixels, scale = frame.rgb(LOOK_AT)
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(self._text, pixels, scale) if self._reads() else None
            seen = self._deep_faces(pixels, scale, frame) if self.detect != "text" else []
            return seen + (reading.result() if reading else [])

    def _reads(self) -> bool:
        return self.detect != "faces" and text.available()

    def _deep_faces(self, pixels: Pixels, scale: float, frame: Frame) -> list[Seen]:
        found = find_faces(pixels, eager=self.eager).scaled(1 / scale)
        seen = self._faces(found.strong, 0.0) + self._faces(found.weak, float("inf"))
        self._choose_size([each.box for each in found.strong], max(frame.width, frame.height))
        known = [each.box for each in seen if each.strong]
        return seen + [
            each for each in self.quick(frame) if all(overlap(each.box, box) < 0.3 for box in known)
        ]

    def _choose_size(self, boxes: list[FloatBox], longest: int) -> None:
        smallest = min((max(box[2], box[3]) for box in boxes), default=FACE_SIZE * 2)
        fitting = (size for size in SIZES[1:] if smallest * size / longest >= FACE_SIZE)
        self.longest = next(fitting, SIZES[-1])

    def _faces(self, found: list[Found], strong: float) -> list[Seen]:
        kind: Kind = "eyes" if self.cover == "eyes" else "face"
        placed = eyes.bands(found) if kind == "eyes" else found
        return [Seen(kind, each.box, min(each.score, 1.0), each.score >= strong) for each in placed]

    def _text(self, pixels: Pixels, scale: float) -> list[Seen]:
        """Half a frame after the other: the same letters in half the memory. A line over the seam is found twice."""
        found = [
            each
            for tile, corner in halves(pixels)
            for each in _moved(
                text.find_text(tile, eager=self.eager, longest=max(max(tile.shape[:2]), LOOK_AT // 2)), corner
            )
        ]
        return [
            Seen("text", each.scaled(1 / scale).box, min(each.score, 1.0), strong)
            for strong in (True, False)
            for each in suppress(find for find, sure in found if sure == strong)
        ]


def halves(pixels: Pixels) -> list[tuple[Pixels, tuple[int, int]]]:
    """The two halves along the longer side, with some overlap, and where they begin (x, y)."""
    height, width = pixels.shape[:2]
    if max(height, width) < LOOK_AT // 2:
        return [(pixels, (0, 0))]
    if width >= height:
        reach, second = round(width * HALF), width - round(width * HALF)
        return [(_own(pixels[:, :reach]), (0, 0)), (_own(pixels[:, second:]), (second, 0))]
    reach, second = round(height * HALF), height - round(height * HALF)
    return [(_own(pixels[:reach]), (0, 0)), (_own(pixels[second:]), (0, second))]


def _own(pixels: Pixels) -> Pixels:
    return np.ascontiguousarray(pixels)


def _moved(finds: Finds, corner: tuple[int, int]) -> list[tuple[Found, bool]]:
    """Finds of a half in the whole frame's coordinates, and whether they are strong."""
    x, y = corner
    return [
        (replace(find, box=(find.box[0] + x, find.box[1] + y, find.box[2], find.box[3])), strong)
        for group, strong in ((finds.strong, True), (finds.weak, False))
        for find in group
    ]


def _detector() -> tuple[Callable[..., list[Found]], float, float]:
    if centerface.available():
        return centerface.find, STRONG, WEAK
    return slime.find, SLIME_STRONG, SLIME_WEAK
