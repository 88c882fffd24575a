"""Before and after: can the two photos be compared, and is a rendition the original outside its covers?

Both are advice and proof about pixels, never a judgement of the result. What photographic standards ask of a pair (same
frame, distance, angle, light, background, no make-up or jewellery) can be measured in part; what cannot is said so.
Light and background are compared where no cover lies, pose by where the faces stand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from chaperone.engines.redaction.covers.shapes import Mask, covered_mask
from chaperone.engines.redaction.detectors.views import resize
from chaperone.engines.redaction.picture import Pixels
from chaperone.engines.redaction.report import Box, Region

FRAME, SCALE, PLACE = 0.08, 0.15, 0.10
LIGHT, CAST, CONTRAST, SHARP = 18.0, 7.0, 0.30, 3.0
FOR_A_PERSON = (
    "background, clothing, make-up and jewellery",
    "expression, muscle tension and posture",
    "the same patient, and a true time between the two",
)
SMALL = 512
BLOCK = 16
BLOCK_CHANGED = 10.0
"""Mean difference of a block of 16 pixels a side, in steps of 255: re-encoding stays far below, retouching does not."""


@dataclass(frozen=True)
class Advice:
    """One point of comparison: what was measured in both, whether it is alike, and what to do when it is not."""

    point: str
    before: float
    after: float
    alike: bool
    say: str


@dataclass(frozen=True)
class PairAdvice:
    """Measured points, and what only a person can compare."""

    points: tuple[Advice, ...]
    for_a_person: tuple[str, ...] = FOR_A_PERSON

    @property
    def alike(self) -> bool:
        return all(point.alike for point in self.points)


@dataclass(frozen=True)
class Unretouched:
    """`changed` are places outside the covers that differ from the original; `share` is their part of the picture."""

    same_size: bool
    changed: tuple[Box, ...]
    share: float
    greatest: float

    @property
    def proven(self) -> bool:
        return self.same_size and not self.changed


def compare(
    before: Pixels,
    after: Pixels,
    *,
    before_regions: Sequence[Region] = (),
    after_regions: Sequence[Region] = (),
) -> PairAdvice:
    """Points of a pair of upright sRGB photos. Regions are the covers of each; faces in them give scale and place."""
    first, second = _light(before, before_regions), _light(after, after_regions)
    points = [
        _point("frame", _aspect(before), _aspect(after), FRAME, "Crop both to the same shape."),
        _absolute("brightness", first[0], second[0], LIGHT, "Photograph both in the same light."),
        _absolute("warmth", first[1], second[1], CAST, "Use the same lamps and the same white balance."),
        _absolute("tint", first[2], second[2], CAST, "Use the same lamps and the same white balance."),
        _point(
            "contrast", first[3], second[3], CONTRAST, "One is lit harder than the other; use the same lamps."
        ),
        _ratio(
            "sharpness",
            first[4],
            second[4],
            SHARP,
            "One is much softer; use the same lens, distance and focus.",
        ),
    ]
    return PairAdvice(
        (
            *points,
            *_faces(before, after, before_regions, after_regions),
            *_edits(before_regions, after_regions),
        )
    )


def unretouched(original: Pixels, rendition: Pixels, regions: Sequence[Region]) -> Unretouched:
    """Compare a rendition with its original outside the covers, tolerant to encoding (and to nothing else).

    Both are upright sRGB pixels of the same size. Differences are averaged over blocks, so that the noise of an encoder
    vanishes and a smoothed wrinkle, a moved outline or a shifted colour does not. `greatest` is in steps of 255.
    """
    if original.shape != rendition.shape:
        return Unretouched(same_size=False, changed=(), share=1.0, greatest=255.0)
    height, width = original.shape[:2]
    free = _free(regions, width, height)
    signed = _block_means(original.astype(np.float32) - rendition.astype(np.float32), free)
    fine = _block_means(_detail(original) - _detail(rendition), free)
    difference = np.maximum(np.abs(signed).max(axis=2), np.abs(fine).max(axis=2))
    worst = difference > BLOCK_CHANGED
    return Unretouched(
        True, _boxes(worst, width, height), float(worst.mean()), round(float(difference.max()), 2)
    )


def _free(regions: Sequence[Region], width: int, height: int) -> Mask:
    """255 where no cover is near: the encoder lets a cover's edge bleed into its block of 8 or 16 pixels."""
    covered = cv2.dilate(covered_mask(tuple(regions), width, height), np.ones((33, 33), np.uint8))
    return np.asarray(255 - covered, dtype=np.uint8)


def _detail(pixels: Pixels) -> np.ndarray:
    """How strongly each pixel differs from its surroundings: what smoothing takes away."""
    values = pixels.astype(np.float32)
    return np.asarray(np.abs(values - cv2.GaussianBlur(values, (0, 0), 3.0)))


def _block_means(values: np.ndarray, free: Mask) -> np.ndarray:
    """Means over whole blocks without any covered pixel; 0 elsewhere."""
    height, width = values.shape[:2]
    rows, columns = -(-height // BLOCK), -(-width // BLOCK)
    edge = ((0, rows * BLOCK - height), (0, columns * BLOCK - width))
    padded = np.pad(values, (*edge, (0, 0)))
    open_ = np.pad(free, edge)
    blocks = padded.reshape(rows, BLOCK, columns, BLOCK, -1).mean(axis=(1, 3))
    whole = open_.reshape(rows, BLOCK, columns, BLOCK).min(axis=(1, 3)) == 255
    return np.asarray(blocks * whole[:, :, None])


def _boxes(worst: np.ndarray, width: int, height: int) -> tuple[Box, ...]:
    count, _, stats, _ = cv2.connectedComponentsWithStats(worst.astype(np.uint8))
    boxes = []
    for x, y, w, h, _area in (stats[i] for i in range(1, count)):
        left, top = int(x) * BLOCK, int(y) * BLOCK
        boxes.append((left, top, min(int(w) * BLOCK, width - left), min(int(h) * BLOCK, height - top)))
    return tuple(boxes)


def _light(pixels: Pixels, regions: Sequence[Region]) -> tuple[float, float, float, float, float]:
    """Median lightness, warmth (b*), tint (a*), contrast and sharpness where nothing is covered (CIE L*a*b*, 8 bit)."""
    height, width = pixels.shape[:2]
    scale = min(1.0, SMALL / max(height, width))
    small = resize(pixels, scale)
    mask = cv2.resize(
        covered_mask(tuple(regions), width, height), small.shape[1::-1], interpolation=cv2.INTER_NEAREST
    )
    free = mask == 0 if (mask == 0).any() else np.ones(mask.shape, bool)
    lab = cv2.cvtColor(small, cv2.COLOR_RGB2LAB).astype(np.float32)
    light, tint, warmth = (float(np.median(lab[:, :, i][free])) for i in range(3))
    detail = cv2.Laplacian(lab[:, :, 0], cv2.CV_32F)[free]
    return light, warmth, tint, float(lab[:, :, 0][free].std()), float(np.abs(detail).mean())


def _faces(
    before: Pixels, after: Pixels, first: Sequence[Region], second: Sequence[Region]
) -> tuple[Advice, ...]:
    one, two = _largest_face(first), _largest_face(second)
    if one is None and two is None:
        return ()
    if one is None or two is None:
        return (
            Advice(
                "view",
                float(one is not None),
                float(two is not None),
                False,
                "One shows a face, the other none.",
            ),
        )
    a, b = _placed(one, before), _placed(two, after)
    return (
        _point(
            "scale", a[2], b[2], SCALE, "The head has another size; photograph both from the same distance."
        ),
        _absolute("place across", a[0], b[0], PLACE, "The head stands elsewhere; crop both alike."),
        _absolute("place down", a[1], b[1], PLACE, "The head stands elsewhere; crop both alike."),
        _point(
            "turn of the head", a[3], b[3], SCALE, "The heads seem turned differently; use the same view."
        ),
    )


def _edits(first: Sequence[Region], second: Sequence[Region]) -> tuple[Advice, ...]:
    """The same kinds of cover on both: what is hidden in one and shown in the other misleads."""
    points = []
    for kind in ("face", "eyes"):
        one, two = (float(any(r.covered and r.kind == kind for r in regions)) for regions in (first, second))
        if one != two:
            points.append(Advice(f"cover of {kind}", one, two, False, "Cover both photos in the same way."))
    return tuple(points)


def _largest_face(regions: Sequence[Region]) -> Region | None:
    found = [region for region in regions if region.kind == "face"]
    return max(found, key=lambda region: region.box[2] * region.box[3], default=None)


def _placed(face: Region, pixels: Pixels) -> tuple[float, float, float, float]:
    """Middle (shares of the picture), height (share) and width by height of a face's box."""
    x, y, w, h = face.box
    height, width = pixels.shape[:2]
    return (x + w / 2) / width, (y + h / 2) / height, h / height, w / h


def _aspect(pixels: Pixels) -> float:
    return float(pixels.shape[1] / pixels.shape[0])


def _point(name: str, one: float, two: float, limit: float, say: str) -> Advice:
    """Alike when the relative difference stays within the limit."""
    apart = abs(one - two) / max(abs(one), abs(two), 1e-6)
    return _made(name, one, two, apart <= limit, say)


def _absolute(name: str, one: float, two: float, limit: float, say: str) -> Advice:
    return _made(name, one, two, abs(one - two) <= limit, say)


def _ratio(name: str, one: float, two: float, limit: float, say: str) -> Advice:
    return _made(name, one, two, max(one, two) <= limit * max(min(one, two), 0.5), say)


def _made(name: str, one: float, two: float, alike: bool, say: str) -> Advice:
    return Advice(name, round(one, 3), round(two, 3), alike, "" if alike else say)
