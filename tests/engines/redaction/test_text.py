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
    image = material.meadow(480, 360)
    draw = ImageDraw.Draw(image)
    draw.rectangle((100, 200, 330, 236), fill=(250, 250, 245))
    draw.text((110, 205), "MRN 4410982 WARD 4", fill=(15, 15, 15), font=ImageFont.load_default(20))
    middle = (200, 217)
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


def test_a_picture_without_writing_has_no_text_region() -> None:
    assert redact(material.png(material.meadow(480, 360))).report.regions == ()
