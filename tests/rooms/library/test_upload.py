"""What comes in: sealed, under a random name, and what is no photo is told why."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.queries import entries_of
from chaperone.foundation.refusal import Refusal
from chaperone.library import services
from chaperone.library.models import Original, Rendition
from chaperone.patients.models import Patient
from chaperone.patients.services import record_refusal
from tests.rooms.library import pictures
from tests.rooms.library.conftest import Make, Upload


def sealed_files() -> list[Path]:
    return [path for path in (settings.CHAPERONE_VAR / "sealed").rglob("*") if path.is_file()]


def test_original_is_sealed_and_read_back_byte_for_byte(upload: Upload) -> None:
    data = pictures.portrait()
    original = upload(data)
    on_disk = settings.CHAPERONE_VAR / "sealed" / original.sealed_name
    assert original.read() == data
    assert original.sha256 == hashlib.sha256(data).hexdigest()
    assert b"JFIF" not in on_disk.read_bytes() and b"Exif" not in on_disk.read_bytes()
    assert on_disk.stat().st_mode & 0o077 == 0


def test_upload_asks_for_the_first_rendition(upload: Upload) -> None:
    original = upload()
    assert list(original.renditions.values_list("number", "state")) == [(1, "waiting")]
    assert original.state == Original.State.RECEIVED


def test_trail_holds_what_came_in_but_not_its_name(
    practice: Practice, upload: Upload, lenora: Patient
) -> None:
    original = upload(name="Whitcombe_Lenora_front.jpg", subject="patient", patient=lenora)
    entry = entries_of(practice.id).filter(event="library.original.uploaded").get()
    assert entry.data["sha256"] == original.sha256
    assert entry.data["patient"] == str(lenora.pk)
    assert set(entry.data["claimed_name"]) == {"commitment"}
    assert "whitcombe" not in str(entry.data).lower()


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("Whitcombe_Lenora_postop_front.jpg", "patient"),
        ("lenora-whitcombe.heic", "patient"),
        ("LenoraWhitcombe2.png", "patient"),
        ("lenny beach.jpg", "patient"),
        ("Whitcombe_front.jpg", "patient"),
        ("Lenora Whitcmbe.jpg", "patient"),
        ("C:\\photos\\Lenora.Whitcombe.jpg", "patient"),
        ("Marguerite_before.jpg", "person"),
        ("jennifer.jpg", "person"),
        ("IMG_4711.HEIC", ""),
        ("DSC00012.JPG", ""),
        ("before_left_side.png", ""),
        ("WhatsApp Image 2026-11-20.jpeg", ""),
        ("a1b2c3d4.webp", ""),
        ("", ""),
    ],
)
def test_name_in_a_file_name_is_noticed(upload: Upload, lenora: Patient, name: str, held: str) -> None:
    assert upload(name=name).name_held == held


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "empty.jpg", "empty"),
        (b"\0" * 5000, "zeros.jpg", "zeros"),
        (b"%PDF-1.7 and more", "photo.jpg", "PDF"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "logo.svg", "SVG"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 64, "clip.mp4", "video"),
        (b"PK\x03\x04" + b"\0" * 64, "album.zip", "archive"),
        (b"just some words", "notes.jpg", "not a photo"),
        (b"<!doctype html><script>", "page.png", "web page"),
    ],
)
def test_what_is_no_photo_is_refused_with_its_reason(
    upload: Upload, data: bytes, name: str, says: str
) -> None:
    before = len(sealed_files())
    with pytest.raises(Refusal) as refused:
        upload(data, name=name)
    assert says in refused.value.reason
    assert refused.value.remedy
    assert (Original.objects.count(), Rendition.objects.count(), len(sealed_files())) == (0, 0, before)


def test_too_large_a_file_is_refused(upload: Upload, settings: object) -> None:
    settings.CHAPERONE_MAX_UPLOAD_BYTES = 1000  # type: ignore[attr-defined]
    with pytest.raises(Refusal) as refused:
        upload(pictures.portrait())
    assert refused.value.code == "library.too_large"


def test_mislabelled_photo_is_known_by_its_content(upload: Upload) -> None:
    assert upload(pictures.plain(format="PNG"), name="photo.jpg").mime == "image/png"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (pictures.plain()[:900], "damaged"),
        (pictures.bomb(), "megapixels"),
    ],
    ids=["cut off", "bomb"],
)
def test_damage_inside_is_told_once_it_was_looked_at(
    upload: Upload, made: Make, data: bytes, says: str
) -> None:
    original = upload(data)
    rendition = made(original)
    original.refresh_from_db()
    assert (rendition.state, original.state) == ("failed", "unreadable")
    assert says in original.reason
    assert original.read() == data  # nothing is lost


def test_sixty_megapixels_work(upload: Upload, made: Make) -> None:
    rendition = made(upload(pictures.plain((9000, 6700))))
    assert (rendition.state, rendition.width, rendition.height) == ("clean", 9000, 6700)


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"subject": "patient"}, "library.patient_missing"),
        ({"subject": "somebody"}, "library.subject_unknown"),
    ],
)
def test_upload_needs_to_know_whom_it_shows(upload: Upload, details: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        upload(**details)
    assert refused.value.code == code


def test_illustration_of_a_patient_is_refused(upload: Upload, lenora: Patient) -> None:
    with pytest.raises(Refusal) as refused:
        upload(subject="illustration", patient=lenora)
    assert refused.value.code == "library.patient_odd"


def test_picture_of_a_patient_who_refused_does_not_come_in(
    upload: Upload, lenora: Patient, mina: Membership, now: datetime
) -> None:
    record_refusal(patient=lenora, note="", by=actor_for(mina), at=now)
    with pytest.raises(Refusal) as refused:
        upload(subject="patient", patient=lenora)
    assert refused.value.code == "library.refused"
    assert Original.objects.count() == 0


def test_patient_of_another_practice_is_refused(
    other_practice: Practice, omar: Membership, lenora: Patient, now: datetime
) -> None:
    with pytest.raises(Refusal):
        services.upload_photo(
            practice=other_practice,
            data=pictures.plain(),
            claimed_name="x.jpg",
            subject="patient",
            patient=lenora,
            by=actor_for(omar),
            at=now,
        )


@pytest.mark.parametrize("persona", ["flo", "omar"])
def test_others_may_not_upload(
    request: pytest.FixtureRequest, practice: Practice, now: datetime, persona: str
) -> None:
    with pytest.raises(Refusal):
        services.upload_photo(
            practice=practice,
            data=pictures.plain(),
            claimed_name="x.jpg",
            subject="team",
            by=actor_for(request.getfixturevalue(persona)),
            at=now,
        )
    assert Original.objects.count() == 0
