"""One face may stay partly visible, by name and authorization; bystanders never; words are read and not reported."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from chaperone.engines.redaction import Redaction, RedactionReport, redact
from chaperone.engines.redaction.covers.parts import part_box
from chaperone.engines.redaction.covers.shapes import covered_mask
from chaperone.engines.redaction.detectors.base import share_inside
from chaperone.engines.redaction.isolated import redact_isolated
from chaperone.engines.redaction.options import FaceChoice, Options
from tests.engines.redaction import material

NOSE = (225, 115)  # at 512 pixels a side


@pytest.fixture(scope="module")
def nose_kept(covered: Redaction, portrait_jpeg: bytes) -> Redaction:
    (face,) = (r for r in covered.report.regions if r.kind == "face")
    return redact(portrait_jpeg, mode="solid", faces=[FaceChoice(face.id, "authorization-7", keep=("nose",))])


def test_kept_nose_is_visible_and_the_rest_of_the_face_is_not(
    nose_kept: Redaction, portrait_jpeg: bytes
) -> None:
    (face,) = (r for r in nose_kept.report.regions if r.kind == "face")
    ((x, y, w, h),) = face.kept
    assert x < NOSE[0] < x + w and y < NOSE[1] < y + h
    assert w * h < 0.2 * face.box[2] * face.box[3]
    before = np.asarray(Image.open(io.BytesIO(portrait_jpeg)).convert("RGB")).astype(int)
    assert nose_kept.data is not None
    after = np.asarray(Image.open(io.BytesIO(nose_kept.data)).convert("RGB")).astype(int)
    assert np.abs(before - after)[y + 2 : y + h - 2, x + 2 : x + w - 2].mean() < 8
    eyes = after[y - 12 : y - 4, x : x + w]
    assert eyes.max() - eyes.min() < 30


def test_kept_part_and_its_authorization_are_in_the_certificate(nose_kept: Redaction) -> None:
    report = RedactionReport.from_dict(json.loads(json.dumps(nose_kept.report.as_dict())))
    assert report == nose_kept.report
    assert [r.authorization for r in report.regions if r.kept] == ["authorization-7"]
    assert report.verdict == "clean"


def test_bystander_is_covered_whole_beside_a_kept_nose(covered: Redaction) -> None:
    two = Image.new("RGB", (1024, 512), "white")
    two.paste(material.portrait(), (0, 0))
    two.paste(material.portrait(), (512, 0))
    (face,) = (r for r in covered.report.regions if r.kind == "face")
    done = redact(material.jpeg(two), faces=[FaceChoice(face.box, "authorization-7", keep=("nose",))])
    faces = [r for r in done.report.regions if r.kind == "face"]
    assert len(faces) == 2
    mask = covered_mask(done.report.regions, 1024, 512)
    assert mask[NOSE[1], NOSE[0]] == 0 and mask[NOSE[1], NOSE[0] + 512] == 255


@pytest.mark.parametrize(
    ("choice", "why"),
    [
        ({"face": "a", "authorization": " ", "keep": ("nose",)}, "needs the reference"),
        ({"face": "a", "authorization": "", "cover": "eyes"}, "needs the reference"),
        ({"face": "a", "authorization": "7", "keep": ("ear",)}, "keep may name"),
        ({"face": "a", "authorization": "7", "cover": "eyes", "keep": ("nose",)}, "nothing to keep"),
    ],
)
def test_a_choice_that_shows_more_than_is_authorized_is_refused(choice: dict[str, object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        FaceChoice(**choice)  # type: ignore[arg-type]


def test_options_with_choices_survive_the_way_to_the_worker() -> None:
    options = Options(faces=(FaceChoice((1, 2, 30, 40), "7", keep=("lips", "chin")),))
    assert Options.from_dict(json.loads(json.dumps(options.as_dict()))) == options


@pytest.mark.parametrize("turned", [False, True])
def test_parts_lie_in_the_face_in_their_order(turned: bool) -> None:
    box = (100.0, 50.0, 80.0, 120.0)
    points = [(120.0, 98.0), (160.0, 98.0), (140.0, 122.0), (125.0, 145.0), (155.0, 145.0)]
    if turned:  # the photo lies on its side: the forehead points left
        box, points = (50.0, 100.0, 120.0, 80.0), [(y, 280 - x) for x, y in points]
    order = [part_box(part, box, points) for part in ("eyelids", "nose", "lips", "chin")]
    along = [place[0] if turned else place[1] for place in order]
    assert along == sorted(along)
    assert all(share_inside(place, box) > 0.65 for place in order)


def test_words_are_read_for_screening_and_never_in_the_report() -> None:
    page = Image.new("RGB", (420, 120), (236, 234, 228))
    font = ImageFont.load_default(22)
    ImageDraw.Draw(page).text((20, 40), "Rosalind Whitaker", fill=(20, 20, 30), font=font)
    done = redact_isolated(material.jpeg(page))
    assert any("Whitaker" in line.words for line in done.read)
    assert "Whitaker" not in json.dumps(done.report.as_dict()) and "Whitaker" not in repr(done)
