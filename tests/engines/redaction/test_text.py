"""Writing in the picture: found at four rotations, covered with one flat colour, and not seen where there is none."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from chaperone.engines.redaction import redact
from tests.engines.redaction import material


def labelled(turn: int) -> tuple[bytes, tuple[int, int]]:
    """A wristband label on a plain ground, and the middle of it after `turn` quarter turns."""
    image = material.meadow(300, 160)
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 60, 260, 96), fill=(250, 250, 245))
    draw.text((40, 65), "MRN 4410982 WARD 4", fill=(15, 15, 15), font=ImageFont.load_default(20))
    middle = (140, 77)
    for _ in range(turn):
        middle = (middle[1], image.size[0] - middle[0])
        image = image.transpose(Image.Transpose.ROTATE_90)
    return material.png(image), middle


@pytest.mark.parametrize("turn", range(4))
def test_label_is_covered_at_every_rotation(turn: int) -> None:
    data, (x, y) = labelled(turn)
    done = redact(data)
    boxes = [region.box for region in done.report.regions if region.kind == "text"]
    assert any(b[0] < x < b[0] + b[2] and b[1] < y < b[1] + b[3] for b in boxes)
    assert done.report.verdict == "clean" and done.data is not None
    patch = np.asarray(Image.open(io.BytesIO(done.data)))[y - 6 : y + 6, x - 6 : x + 6]
    assert patch.reshape(-1, 3).std(axis=0).max() == 0
    assert all(b[2] * b[3] < 0.3 * 300 * 160 for b in boxes), "the label, not the picture"


def test_a_picture_without_writing_has_no_text_region() -> None:
    assert redact(material.png(material.meadow(240, 160))).report.regions == ()


def test_a_bar_across_a_wall_is_no_giant_letter() -> None:
    """The text network takes the whole picture for an "I"; covered, nothing would be left of the photo."""
    wall = np.random.default_rng(3).normal(120, 6, (180, 240, 3)).clip(0, 255).astype(np.uint8)
    wall[72:108, 8:232] = (250, 250, 245)
    report = redact(material.png(Image.fromarray(wall))).report
    assert [region for region in report.regions if region.box[2] * region.box[3] > 0.25 * 240 * 180] == []
