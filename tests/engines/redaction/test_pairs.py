"""Two photos are compared by what can be measured; a retouched wrinkle is found, an encoder's noise is not."""

from __future__ import annotations

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from chaperone.engines.redaction.covers.shapes import cover_region
from chaperone.engines.redaction.pairs import compare, unretouched
from chaperone.engines.redaction.report import Region
from tests.engines.redaction import material

FACE = Region("face", (175, 53, 100, 127), 0.9)


@pytest.fixture(scope="module")
def original() -> np.ndarray:
    return np.asarray(material.portrait())


def encoded(pixels: np.ndarray, quality: int = 93) -> np.ndarray:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=quality, subsampling=0)
    return np.asarray(Image.open(io.BytesIO(out.getvalue())))


@pytest.mark.parametrize("quality", [85, 93, 97])
def test_covered_and_encoded_is_unretouched(original: np.ndarray, quality: int) -> None:
    copy = original.copy()
    cover_region(copy, FACE, "mosaic")
    proof = unretouched(original, encoded(copy, quality), [FACE])
    assert proof.proven and proof.greatest < 10


def smooth(pixels: np.ndarray) -> None:
    pixels[300:400, 150:300] = cv2.GaussianBlur(pixels[300:400, 150:300], (0, 0), 6)


def brighten(pixels: np.ndarray) -> None:
    pixels[300:400, 150:300] = np.clip(pixels[300:400, 150:300].astype(int) + 18, 0, 255)


def paste(pixels: np.ndarray) -> None:
    pixels[300:400, 150:300] = pixels[300:400, 170:320]


@pytest.mark.parametrize("edit", [smooth, brighten, paste])
def test_an_edit_outside_the_covers_is_found_where_it_is(original: np.ndarray, edit: object) -> None:
    copy = original.copy()
    cover_region(copy, FACE, "mosaic")
    edit(copy)  # type: ignore[operator]
    proof = unretouched(original, encoded(copy), [FACE])
    assert not proof.proven
    assert all(x < 310 and y < 410 and x + w > 140 and y + h > 290 for x, y, w, h in proof.changed)


def test_another_size_proves_nothing(original: np.ndarray) -> None:
    assert not unretouched(original, original[:500], []).proven


def test_a_photo_is_like_itself(original: np.ndarray) -> None:
    advice = compare(original, encoded(original), before_regions=[FACE], after_regions=[FACE])
    assert advice.alike and advice.for_a_person


@pytest.mark.parametrize(
    ("change", "point"),
    [
        (lambda p: np.clip(p.astype(int) + 45, 0, 255).astype(np.uint8), "brightness"),
        (lambda p: np.clip(p * np.array([1.2, 1.0, 0.7]), 0, 255).astype(np.uint8), "warmth"),
        (lambda p: p[:, :380], "frame"),
        (lambda p: cv2.GaussianBlur(p, (0, 0), 5), "sharpness"),
    ],
    ids=["light", "lamps", "crop", "focus"],
)
def test_what_differs_is_named_with_advice(original: np.ndarray, change: object, point: str) -> None:
    advice = compare(original, change(original))  # type: ignore[operator]
    wrong = {p.point: p.say for p in advice.points if not p.alike}
    assert wrong[point]


def test_scale_place_and_covers_are_compared(original: np.ndarray) -> None:
    near = Region("face", (60, 53, 200, 254), 0.9)
    points = compare(original, original, before_regions=[FACE], after_regions=[near]).points
    assert {p.point for p in points if not p.alike} == {"scale", "place across", "place down"}
    hidden = compare(original, original, before_regions=[FACE]).points
    assert {"view", "cover of face"} <= {p.point for p in hidden if not p.alike}
