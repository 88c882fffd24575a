"""What must hold for any bytes and any boxes."""

from __future__ import annotations

import contextlib
import random

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaperone.engines.redaction import Region, Unreadable
from chaperone.engines.redaction.covers import COVERS
from chaperone.engines.redaction.covers.mosaic import CELLS, SMALLEST, cells
from chaperone.engines.redaction.covers.shapes import cover_region, covered_mask, reach
from chaperone.engines.redaction.decode import decode
from chaperone.engines.redaction.detectors.base import Found
from chaperone.engines.redaction.detectors.faces import Look, fuse
from chaperone.engines.redaction.detectors.views import view
from chaperone.engines.redaction.marks import clip
from tests.engines.redaction import material

SEEDS = [make(material.meadow()) for name, make in material.MAKERS.items() if name != "heic"]
sides = st.integers(20, 120)
boxes = st.tuples(st.integers(-20, 130), st.integers(-20, 130), st.integers(1, 150), st.integers(1, 150))


@given(st.binary(max_size=400))
def test_random_bytes_never_raise_anything_else(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        decode(data)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(SEEDS), st.integers(0, 2**32), st.integers(1, 12))
def test_spoiled_photos_never_raise_anything_else(seed: bytes, number: int, hits: int) -> None:
    chance = random.Random(number)
    data = bytearray(seed)
    for _ in range(hits):
        data[chance.randrange(8, len(data))] = chance.randrange(256)
    with contextlib.suppress(Unreadable):
        frame = decode(bytes(data[: chance.randrange(len(data) // 2, len(data) + 1)])).picture.frames[0]
        assert frame.ndim == 3 and frame.shape[2] == 3


@given(boxes, st.sampled_from(["face", "eyes", "text", "manual"]), st.sampled_from(list(COVERS)))
def test_a_cover_changes_exactly_what_its_mask_says(box, kind, mode) -> None:  # type: ignore[no-untyped-def]
    noise = np.random.default_rng(7).integers(60, 256, (100, 120, 3)).astype(np.uint8)
    inside = clip(box, (120, 100))
    if inside is None:
        return
    region = Region(kind, inside, 0.9)
    covered = noise.copy()
    cover_region(covered, region, mode)
    mask = covered_mask((region,), 120, 100)
    assert (covered[mask == 0] == noise[mask == 0]).all()
    if mode != "blur":
        colours = np.unique(covered[mask > 0], axis=0)
        along = max(1, min(CELLS, round(max(reach(region, 120, 100)[2:]) / SMALLEST)))
        assert len(colours) <= along**2
    x, y, w, h = inside
    assert mask[y + h // 2, x + w // 2] == 255


@given(st.integers(1, 300), st.integers(1, 300))
def test_mosaic_knows_at_most_five_by_five_cells(width: int, height: int) -> None:
    tiny = cells(np.full((height, width, 3), 99, np.uint8))
    assert max(tiny.shape[:2]) <= CELLS


@given(sides, sides, st.integers(0, 3), st.sampled_from([0.0, 0.75]), st.data())
def test_a_find_in_any_view_comes_back_to_its_place(width, height, turn, border, data) -> None:  # type: ignore[no-untyped-def]
    x = data.draw(st.integers(0, width - 8))
    y = data.draw(st.integers(0, height - 8))
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[y : y + 8, x : x + 8] = 255
    seen = view(pixels, longest=max(width, height), turn=turn, border=border)
    rows, columns = np.where(seen.pixels[:, :, 0] == 255)
    box = (float(columns.min()), float(rows.min()), float(np.ptp(columns) + 1), float(np.ptp(rows) + 1))
    assert seen.back(Found(box, 1.0, "test")).box == (x, y, 8, 8)


@given(st.lists(st.floats(0.05, 1.0), min_size=3, max_size=3))
def test_a_vote_is_the_mean_of_those_who_could_see(scores: list[float]) -> None:
    box = (10.0, 10.0, 30.0, 30.0)
    looks = [Look(1.0, 14.0, [Found(box, score, "test")]) for score in scores]
    (place,) = fuse(looks)
    assert abs(place.score - sum(scores) / 3) < 1e-9
    blind, silent = Look(1.0, 50.0, []), Look(1.0, 14.0, [])
    assert abs(fuse([looks[0], blind])[0].score - scores[0]) < 1e-9
    assert abs(fuse([looks[0], silent])[0].score - scores[0] / 2) < 1e-9
