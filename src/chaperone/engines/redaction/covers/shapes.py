"""Where a cover goes: an ellipse around a face, the exact box elsewhere; with a margin for what was measured short."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction.covers import COVERS
from chaperone.engines.redaction.options import Mode
from chaperone.engines.redaction.picture import Pixels
from chaperone.engines.redaction.report import Box, Region

Mask = NDArray[np.uint8]
FACE_MARGIN = 0.15
"""Each side, as a share of the box: the ellipse then passes outside the box's middle edges by 15 %."""
CLOSE_UP = 0.25
"""A face that fills more than this share of the picture is a close-up and gets the whole box."""


def cover_region(pixels: Pixels, region: Region, mode: Mode) -> None:
    """Cover one region in place. Text is always one flat colour: letters can be read back from mosaic cells."""
    x, y, w, h = reach(region, pixels.shape[1], pixels.shape[0])
    patch = pixels[y : y + h, x : x + w]
    if not patch.size:
        return
    if region.kind == "text" and mode != "solid":
        patch[:] = np.median(patch.reshape(-1, 3), axis=0).astype(np.uint8)
        return
    inside = shape(region, (x, y, w, h), pixels.shape[1] * pixels.shape[0]) > 0
    patch[inside] = COVERS[mode](np.ascontiguousarray(patch))[inside]


def reach(region: Region, width: int, height: int) -> Box:
    """The box that the cover may touch, clipped to a picture of width x height."""
    x, y, w, h = region.box
    grow = FACE_MARGIN if region.kind == "face" else 0.0
    left, top = max(0, round(x - w * grow)), max(0, round(y - h * grow))
    right, bottom = min(width, round(x + w * (1 + grow))), min(height, round(y + h * (1 + grow)))
    return (left, top, max(0, right - left), max(0, bottom - top))


def shape(region: Region, within: Box, picture_pixels: int) -> Mask:
    """255 where the cover goes, for the part of the picture that `within` (from `reach`) cuts out."""
    left, top, w, h = within
    mask = np.zeros((h, w), np.uint8)
    if region.kind != "face" or w * h > CLOSE_UP * picture_pixels:
        mask[:] = 255
        return _without_kept(mask, region, within)
    x, y, width, height = region.box
    centre = (round(x + width / 2) - left, round(y + height / 2) - top)
    axes = (round(width * (0.5 + FACE_MARGIN)) + 1, round(height * (0.5 + FACE_MARGIN)) + 1)
    cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, -1)
    return _without_kept(mask, region, within)


def _without_kept(mask: Mask, region: Region, within: Box) -> Mask:
    """What an authorization keeps visible stays out of the cover; a box outside the face opens nothing."""
    left, top = within[:2]
    for x, y, w, h in region.kept:
        mask[max(0, y - top) : max(0, y + h - top), max(0, x - left) : max(0, x + w - left)] = 0
    return mask


def covered_mask(regions: tuple[Region, ...], width: int, height: int) -> Mask:
    """255 on every pixel that a covered region hides, in a picture of width x height."""
    mask = np.zeros((height, width), np.uint8)
    for region in regions:
        if region.covered:
            x, y, w, h = reach(region, width, height)
            patch = mask[y : y + h, x : x + w]
            np.maximum(patch, shape(region, (x, y, w, h), width * height), out=patch)
    return mask
