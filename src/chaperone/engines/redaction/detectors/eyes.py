"""Eyes and brows of faces already found: from the landmarks where the model gives them, else by proportion.

Proportions of the face box (brows to below the lower lid: 18 % to 52 % of its height) hold for upright faces; a face
found in a turned view keeps its turn, so the band lies on the right side.
"""

from __future__ import annotations

import math

from chaperone.engines.redaction.detectors.base import FloatBox, Found, Point

ABOVE, BELOW, BESIDE = 0.75, 0.55, 0.65
"""Margins around the line between the eyes, in distances between the eyes: brows above, lids below, temples beside."""
TOP, BOTTOM = 0.15, 0.55


def bands(faces: list[Found]) -> list[Found]:
    """One find per face: the box that hides both eyes and brows."""
    return [Found(_band(face), face.score, face.by, face.eyes, face.turn) for face in faces]


def _band(face: Found) -> FloatBox:
    if face.eyes and _plausible(face.eyes, face.box):
        return _around(face.eyes, face)
    return _by_proportion(face)


def _plausible(eyes: tuple[Point, Point], box: FloatBox) -> bool:
    """A profile puts both eyes on one spot: then proportions are the safer guess."""
    return math.dist(*eyes) > 0.25 * min(box[2], box[3])


def _around(eyes: tuple[Point, Point], face: Found) -> FloatBox:
    """The upright box around a band that follows the line between the eyes."""
    (x1, y1), (x2, y2) = eyes
    apart = math.dist(*eyes)
    along = ((x2 - x1) / apart, (y2 - y1) / apart)
    up = (along[1], -along[0])
    corners = [
        (x + apart * (along[0] * side + up[0] * rise), y + apart * (along[1] * side + up[1] * rise))
        for (x, y), side in (((x1, y1), -BESIDE), ((x2, y2), BESIDE))
        for rise in (ABOVE, -BELOW)
    ]
    left, top = min(c[0] for c in corners), min(c[1] for c in corners)
    return (left, top, max(c[0] for c in corners) - left, max(c[1] for c in corners) - top)


def _by_proportion(face: Found) -> FloatBox:
    x, y, w, h = face.box
    near, deep = TOP, BOTTOM - TOP
    if face.turn == 0:
        return (x, y + h * near, w, h * deep)
    if face.turn == 1:  # turned counter-clockwise to stand upright: the forehead lies to the right
        return (x + w * (1 - near - deep), y, w * deep, h)
    if face.turn == 2:
        return (x, y + h * (1 - near - deep), w, h * deep)
    return (x + w * near, y, w * deep, h)
