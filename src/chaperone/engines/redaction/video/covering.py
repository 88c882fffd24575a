"""Covers on a frame's planes, from the tracks; the colours of a mosaic are taken once per track and then stay.

Colours taken anew in every frame would give an attacker hundreds of slightly shifted mosaics of one face, from which a
sharper picture can be computed (multi-frame super-resolution). Twenty-five colours of one frame tell nothing more
however long the clip is.
"""

from __future__ import annotations

import cv2
import numpy as np

from chaperone.engines.redaction.covers.mosaic import cells
from chaperone.engines.redaction.covers.shapes import reach, shape
from chaperone.engines.redaction.covers.solid import INK
from chaperone.engines.redaction.options import Mode
from chaperone.engines.redaction.report import Box, Region
from chaperone.engines.redaction.video.planes import Frame, Plane
from chaperone.engines.redaction.video.tracks import Track

GREY = (round(16 + INK * 219 / 255), 128, 128)
"""The solid cover's colour in limited-range luma and chroma."""
METHODS = {"mosaic": cv2.INTER_NEAREST, "blur": cv2.INTER_CUBIC}

Tiny = tuple[Plane, Plane, Plane]


class Coverer:
    """Covers frames in order. `tracks` that are not covered are left alone."""

    def __init__(self, tracks: tuple[Track, ...], *, mode: Mode, size: tuple[int, int]) -> None:
        self._waiting = sorted((t for t in tracks if t.covered), key=lambda track: (track.first, track.id))[
            ::-1
        ]
        self._active: list[Track] = []
        self._colours: dict[str, Tiny] = {}
        self.mode, self.size = mode, size

    def cover(self, frame: Frame) -> None:
        """In place."""
        regions = self._regions(frame.index)
        fresh = [(track, region) for track, region in regions if track.id not in self._colours]
        for (
            track,
            region,
        ) in fresh:  # before anything is covered: colours of the picture, not of another cover
            self._colours[track.id] = _colours(frame, self._reach(region), flat=self._is_flat(track))
        for track, region in regions:
            self._draw(frame, region, self._colours[track.id])

    def _regions(self, index: int) -> list[tuple[Track, Region]]:
        while self._waiting and self._waiting[-1].first <= index:
            self._active.append(self._waiting.pop())
        for track in [track for track in self._active if track.last < index]:
            self._active.remove(track)
            self._colours.pop(track.id, None)
        placed = [(track, track.at(index, self.size)) for track in self._active]
        return [(track, Region(track.kind, box, track.score)) for track, box in placed if box]

    def _is_flat(self, track: Track) -> bool:
        return track.kind == "text"

    def _reach(self, region: Region) -> Box:
        return even(reach(region, *self.size), self.size)

    def _draw(self, frame: Frame, region: Region, colours: Tiny) -> None:
        x, y, w, h = within = self._reach(region)
        if w <= 0 or h <= 0:
            return
        mask = shape(region, within, self.size[0] * self.size[1])
        small = cv2.resize(mask, (w // 2, h // 2), interpolation=cv2.INTER_AREA)
        for number, (plane, inside) in enumerate(zip(frame.planes, (mask, small, small), strict=True)):
            half = 1 if number == 0 else 2
            patch = plane[y // half : (y + h) // half, x // half : (x + w) // half]
            drawn = self._patch(colours[number], patch.shape, number)
            patch[inside > 0] = drawn[inside > 0]

    def _patch(self, colours: Plane, shape: tuple[int, ...], number: int) -> Plane:
        if self.mode == "solid":
            return np.full(shape, GREY[number], np.uint8)
        size = (shape[1], shape[0])
        return cv2.resize(colours, size, interpolation=METHODS[self.mode]).astype(np.uint8)


def even(box: Box, size: tuple[int, int]) -> Box:
    """The box grown to even numbers, which the chroma planes need; `size` is even."""
    left, top = box[0] & ~1, box[1] & ~1
    right, bottom = min(size[0], (box[0] + box[2] + 1) & ~1), min(size[1], (box[1] + box[3] + 1) & ~1)
    return (left, top, max(0, right - left), max(0, bottom - top))


def _colours(frame: Frame, within: Box, *, flat: bool) -> Tiny:
    """The mosaic's cells, five by five at most, or for text one colour alone: letters can be read back from cells."""
    x, y, w, h = within
    y_cells, u_cells, v_cells = (
        _tiny(plane[y // half : (y + h) // half, x // half : (x + w) // half], flat=flat)
        for plane, half in zip(frame.planes, (1, 2, 2), strict=True)
    )
    return (y_cells, u_cells, v_cells)


def _tiny(patch: Plane, *, flat: bool) -> Plane:
    if not patch.size:
        return np.full((1, 1), 128, np.uint8)
    if flat:
        return np.full((1, 1), np.median(patch), np.uint8)
    return cells(np.ascontiguousarray(patch))
