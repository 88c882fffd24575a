"""One upright frame as its three planes (luma, two chroma planes of half size): 4:2:0 with 8 bits.

Covers are drawn on the planes themselves, so that a pixel outside a cover never goes through a colour conversion.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction.picture import Pixels

Plane: TypeAlias = NDArray[np.uint8]

TO_RGB = np.array(
    [
        [1.1644, 0.0, 1.7927, -248.10],
        [1.1644, -0.2132, -0.5329, 76.88],
        [1.1644, 2.1124, 0.0, -289.02],
    ],
    np.float32,
)
"""ITU-R BT.709, limited range, offsets included. Close enough for a detector whatever the clip says of itself."""
HDR_TRANSFERS = {16, 18}
"""SMPTE ST 2084 (PQ) and ARIB STD-B67 (HLG): ITU-T H.273, table 3."""
BT709 = 1
FULL_RANGE = 2


@dataclass
class Frame:
    """`index` counts from 0 in the chosen range; `time` is seconds on the source's clock. Width and height are even."""

    index: int
    time: float
    y: Plane
    u: Plane
    v: Plane

    @property
    def width(self) -> int:
        return int(self.y.shape[1])

    @property
    def height(self) -> int:
        return int(self.y.shape[0])

    @property
    def planes(self) -> tuple[Plane, Plane, Plane]:
        return (self.y, self.u, self.v)

    def rgb(self, longest: int) -> tuple[Pixels, float]:
        """An RGB copy whose longer side is at most `longest` pixels, and its scale (copy / frame)."""
        scale = min(1.0, longest / max(self.width, self.height))
        size = (max(2, round(self.width * scale)), max(2, round(self.height * scale)))
        small = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in self.planes]
        pixels = cv2.transform(cv2.merge(small), TO_RGB)
        return np.asarray(pixels, dtype=np.uint8), size[0] / self.width

    def grey(self, longest: int) -> tuple[Plane, float]:
        """A copy of the luma plane, and its scale."""
        scale = min(1.0, longest / max(self.width, self.height))
        size = (max(2, round(self.width * scale)), max(2, round(self.height * scale)))
        return cv2.resize(self.y, size, interpolation=cv2.INTER_AREA).astype(np.uint8), size[0] / self.width


def upright(frame: av.VideoFrame, *, index: int, time: float, size: tuple[int, int], rotation: int) -> Frame:
    """Turn what the decoder gives into planes of our own. `size` is the coded width and height of the first frame: a
    stream that changes its size in the middle is brought back to it. Odd last rows and columns are cut off.
    """
    plain = _plain(frame, size)
    turns = round(rotation / 90) % 4
    y, u, v = (_turned(_plane(plane), turns) for plane in _even(plain))
    return Frame(index, time, y, u, v)


def _plain(frame: av.VideoFrame, size: tuple[int, int]) -> av.VideoFrame:
    """8 bits, 4:2:0, limited range, and standard dynamic range as well as swscale can (best effort)."""
    width, height = size
    if int(frame.color_trc) in HDR_TRANSFERS:
        return frame.reformat(
            width,
            height,
            "yuv420p",
            dst_colorspace=BT709,
            dst_color_trc=BT709,
            dst_color_primaries=BT709,
            dst_color_range=1,
        )
    if frame.format.name == "yuv420p" and (frame.width, frame.height) == size and not _is_full(frame):
        return frame
    return frame.reformat(width, height, "yuv420p", dst_color_range=1)


def _is_full(frame: av.VideoFrame) -> bool:
    return int(frame.color_range) == FULL_RANGE


def _even(frame: av.VideoFrame) -> list[Plane]:
    width, height = frame.width & ~1, frame.height & ~1
    sizes = ((width, height), (width // 2, height // 2), (width // 2, height // 2))
    planes = []
    for plane, (w, h) in zip(frame.planes, sizes, strict=True):
        rows = np.frombuffer(memoryview(plane), np.uint8)[: plane.line_size * plane.height]
        planes.append(rows.reshape(plane.height, plane.line_size)[:h, :w])
    return planes


def _plane(rows: Plane) -> Plane:
    """A copy: the decoder keeps using its own memory as reference for the frames to come."""
    return np.array(rows, dtype=np.uint8, order="C")


def _turned(plane: Plane, turns: int) -> Plane:
    return np.ascontiguousarray(np.rot90(plane, turns)) if turns else plane
