"""A real face goes in; a copy that shows nobody comes out, with a report that says what was done."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from chaperone.engines.redaction import Redaction, RedactionReport, Region, preview, redact
from chaperone.engines.redaction.covers.shapes import covered_mask
from tests.engines.redaction import material

NOSE = (225, 115)  # at 512 pixels a side


def pixels(data: bytes | None) -> np.ndarray:
    assert data is not None
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def faces(report: RedactionReport) -> list[Region]:
    return [region for region in report.regions if region.kind == "face"]


def test_portrait_comes_out_clean_with_its_one_face_covered(covered: Redaction, portrait_jpeg: bytes) -> None:
    report = covered.report
    assert (report.verdict, report.reasons) == ("clean", ())
    (face,) = faces(report)
    x, y, w, h = face.box
    assert x < NOSE[0] < x + w and y < NOSE[1] < y + h
    assert report.sha256_in == hashlib.sha256(portrait_jpeg).hexdigest()
    assert covered.data is not None and report.sha256_out == hashlib.sha256(covered.data).hexdigest()
    assert (report.width, report.height, report.mime) == (512, 512, "image/jpeg")


def test_solid_cover_leaves_one_colour_where_the_face_was(covered: Redaction) -> None:
    x, y, w, h = faces(covered.report)[0].box
    middle = pixels(covered.data)[y + h // 4 : y + 3 * h // 4, x + w // 4 : x + 3 * w // 4]
    assert middle.max() - middle.min() <= 4


def test_pixels_outside_the_covers_are_unharmed(covered: Redaction, portrait_jpeg: bytes) -> None:
    mask = covered_mask(covered.report.regions, 512, 512)
    outside = mask == 0
    difference = np.abs(pixels(covered.data) - pixels(portrait_jpeg))[outside]
    assert difference.mean() < 2.0
    assert outside.mean() > 0.8


@pytest.mark.parametrize("mode", ["mosaic", "blur"])
def test_soft_covers_keep_at_most_five_cells_of_the_face(small_jpeg: bytes, mode: str) -> None:
    done = redact(small_jpeg, mode=mode, detect="faces", write_held=True)  # type: ignore[arg-type]
    x, y, w, h = faces(done.report)[0].box
    before, after = pixels(small_jpeg), pixels(done.data)
    inside = np.s_[y + h // 4 : y + 3 * h // 4, x + w // 4 : x + 3 * w // 4]
    detail = [np.abs(np.diff(image[inside].mean(axis=2), axis=1)).mean() for image in (before, after)]
    assert detail[1] < detail[0] / 2


def test_eyes_cover_hides_the_eyes_and_leaves_the_mouth(small_jpeg: bytes) -> None:
    done = redact(small_jpeg, cover="eyes", mode="solid", detect="faces", write_held=True)
    (eyes,) = [region for region in done.report.regions if region.kind == "eyes"]
    x, y, w, h = eyes.box
    assert x < 101 < x + w and x < 123 < x + w and y < 50 < y + h
    assert y + h < 70


def test_face_is_found_when_the_photo_lies_on_its_side() -> None:
    image = material.portrait(256).transpose(Image.Transpose.ROTATE_90)
    (face,) = faces(redact(material.png(image), detect="faces").report)
    x, y, w, h = face.box
    assert x < NOSE[1] / 2 < x + w and y < 256 - NOSE[0] / 2 < y + h


def test_orientation_tag_is_applied_and_gone() -> None:
    upright = redact(material.jpeg(material.portrait(256)), detect="faces", write_held=True)
    lying = material.portrait(256).transpose(Image.Transpose.ROTATE_90)
    turned = redact(material.jpeg(lying, orientation=6), detect="faces", write_held=True)
    assert np.abs(pixels(turned.data) - pixels(upright.data)).mean() < 3.0
    assert not Image.open(io.BytesIO(turned.data or b"")).getexif()


def test_close_up_of_the_eyes_is_covered() -> None:
    strip = material.portrait().crop((165, 75, 285, 125)).resize((360, 150))
    done = redact(material.jpeg(strip), detect="faces")
    assert faces(done.report)


def test_manual_box_is_covered_too(small_jpeg: bytes) -> None:
    done = redact(small_jpeg, mode="solid", add=[(10, 10, 60, 60)], detect="faces", write_held=True)
    assert Region("manual", (10, 10, 60, 60), 1.0) in done.report.regions
    patch = pixels(done.data)[20:60, 20:60]
    assert patch.max() - patch.min() <= 4


def test_manual_box_outside_is_clipped_and_an_empty_one_refused() -> None:
    data = material.png(material.meadow())
    done = redact(data, add=[(42, 28, 500, 500)], detect="text", write_held=True)
    assert [region.box for region in done.report.regions] == [(42, 28, 6, 4)]
    with pytest.raises(ValueError, match="above zero"):
        redact(data, add=[(1, 1, 0, 5)])


def test_uncovering_a_face_holds_the_copy_until_a_person_confirms_a_false_alarm(
    small_jpeg: bytes,
) -> None:
    face = faces(redact(small_jpeg, detect="faces").report)[0]
    taken = redact(small_jpeg, mode="solid", remove=[face.id])
    assert taken.report.verdict == "held" and taken.data is None and taken.report.sha256_out is None
    assert "without confirming" in taken.report.reasons[0]
    assert replace(face, covered=False) in taken.report.regions
    confirmed = redact(small_jpeg, mode="solid", remove=[face.box], confirmed_not_a_person=[face.id])
    assert confirmed.report.verdict == "clean"
    assert replace(face, covered=False) in confirmed.report.regions


def test_a_run_that_looks_for_less_is_held(small_jpeg: bytes) -> None:
    for detect in ("faces", "text"):
        report = redact(small_jpeg, detect=detect).report  # type: ignore[arg-type]
        assert report.verdict == "held"
        assert report.reasons[0].startswith(f"Only {detect} were looked for")


def test_same_input_gives_the_same_regions_and_ids(small_jpeg: bytes) -> None:
    once, again = (redact(small_jpeg, mode="solid").report for _ in range(2))
    assert (again.regions, again.candidates) == (once.regions, once.candidates)


def test_redacting_twice_finds_nobody_new_and_nothing_to_remove(covered: Redaction) -> None:
    assert covered.data is not None
    again = redact(covered.data, mode="solid").report
    assert again.metadata_removed == ()
    mask = covered_mask(covered.report.regions, 512, 512)
    for region in again.regions:
        x, y, w, h = region.box
        assert mask[y : y + h, x : x + w].mean() > 255 * 0.4


def test_report_survives_json_and_says_what_was_not_looked_for(covered: Redaction) -> None:
    report = covered.report
    assert RedactionReport.from_dict(report.as_dict()) == report
    assert any("tattoos" in line for line in report.not_looked_for)


def test_preview_is_upright_small_and_without_metadata(portrait_jpeg: bytes) -> None:
    shown = preview(portrait_jpeg, max_side=256)
    assert Image.open(io.BytesIO(shown)).size == (256, 256)
    assert not any(secret in shown for secret in material.SECRETS)
