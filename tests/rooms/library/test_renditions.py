"""Cleaning: what is covered, what is gone, what a person may change, and what a kill leaves behind."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.queries import entries_of
from chaperone.foundation.jobs.leases import take
from chaperone.foundation.refusal import Refusal
from chaperone.library import making, queries, services
from chaperone.library.models import Original, Rendition
from chaperone.library.signals import rendition_made, rendition_requested
from tests.rooms.library import pictures
from tests.rooms.library.conftest import Make, Upload
from tests.rooms.library.test_upload import sealed_files


def test_face_is_covered_and_everything_hidden_is_gone(clean: Rendition, photo: Original) -> None:
    data = clean.read()
    picture = Image.open(io.BytesIO(data))
    faces = [region for region in clean.report["regions"] if region["kind"] == "face"]
    assert clean.state == "clean"
    assert len(faces) == 1 and faces[0]["covered"]
    assert {"EXIF", "GPS", "XMP"} <= set(clean.report["metadata_removed"])
    assert not picture.getexif() and "xmp" not in picture.info
    for private in (b"Lenora", b"Whitcombe", b"iPad", b"Exif"):
        assert private in photo.read()
        assert private not in data


def test_pixels_of_the_face_are_others_now(clean: Rendition) -> None:
    x, y, w, h = next(r["box"] for r in clean.report["regions"] if r["kind"] == "face")
    middle = np.s_[y + h // 2 - 5 : y + h // 2 + 5, x + w // 2 - 5 : x + w // 2 + 5]
    before = np.asarray(pictures.astronaut(), dtype=float)[middle]
    after = np.asarray(Image.open(io.BytesIO(clean.read())).convert("RGB"), dtype=float)[middle]
    assert np.abs(before - after).mean() > 8


@pytest.mark.parametrize("format", ["PNG", "WEBP", "TIFF"])
def test_other_formats_are_cleaned_alike(upload: Upload, made: Make, format: str) -> None:
    rendition = made(upload(pictures.portrait(format=format), subject="team"))
    assert rendition.state == "clean"
    assert any(region["kind"] == "face" for region in rendition.report["regions"])
    assert {"EXIF"} | ({"GPS"} if format != "TIFF" else set()) <= set(rendition.report["metadata_removed"])


def test_original_learns_its_size_and_is_ready(clean: Rendition, photo: Original) -> None:
    photo.refresh_from_db()
    assert (photo.state, photo.width, photo.height) == ("ready", 512, 512)


def test_lists_get_a_small_copy(clean: Rendition) -> None:
    assert max(Image.open(io.BytesIO(clean.read_thumb())).size) == 480
    assert max(Image.open(io.BytesIO(clean.read_view())).size) == 512


def test_trail_says_what_was_made(practice: Practice, clean: Rendition, photo: Original) -> None:
    entry = entries_of(practice.id).filter(event="library.rendition.made").get()
    assert entry.actor_kind == "program"
    assert (entry.data["sha256_in"], entry.data["sha256_out"]) == (photo.sha256, clean.sha256)
    assert entry.data["state"] == "clean"


# --- what a person changes -------------------------------------------------------------------------------


def test_another_region_makes_another_version(
    photo: Original, clean: Rendition, made: Make, mina: Membership, now: datetime
) -> None:
    services.request_rendition(
        original=photo, edits={"add": [[300, 300, 80, 60]]}, based_on=clean, by=actor_for(mina), at=now
    )
    second = made(photo)
    assert (second.number, second.state) == (2, "clean")
    assert [r["box"] for r in second.report["regions"] if r["kind"] == "manual"] == [[300, 300, 80, 60]]
    assert second.sha256 != clean.sha256
    assert clean.read()  # the first stays for the record


def test_cover_comes_off_only_with_the_sentence(
    photo: Original, clean: Rendition, made: Make, mina: Membership, now: datetime
) -> None:
    face = next(r["id"] for r in clean.report["regions"] if r["kind"] == "face")
    with pytest.raises(Refusal) as refused:
        services.request_rendition(original=photo, edits={"remove": [face]}, by=actor_for(mina), at=now)
    assert refused.value.code == "library.unconfirmed"
    services.request_rendition(
        original=photo, edits={"remove": [face], "confirm": [face]}, by=actor_for(mina), at=now
    )
    second = made(photo)
    assert [r["covered"] for r in second.report["regions"] if r["id"] == face] == [False]
    entry = entries_of(photo.practice_id).filter(event="library.rendition.requested").get()
    assert entry.data["edits"]["confirm"] == [face]


@pytest.mark.parametrize(("mode", "cover"), [("solid", "faces"), ("blur", "eyes")])
def test_ways_of_covering(
    photo: Original, clean: Rendition, made: Make, mina: Membership, now: datetime, mode: str, cover: str
) -> None:
    services.request_rendition(
        original=photo, edits={"mode": mode, "cover": cover}, by=actor_for(mina), at=now
    )
    second = made(photo)
    kinds = {region["kind"] for region in second.report["regions"] if region["covered"]}
    assert second.state == "clean"
    assert ("eyes" if cover == "eyes" else "face") in kinds


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ({"mode": "sparkle"}, "library.cover_unknown"),
        ({"cover": "nothing"}, "library.cover_unknown"),
        ({"add": [[0, 0, 0, 10]]}, "library.box_empty"),
        ({"add": [[0, 0, 5]]}, "library.box_empty"),
        ({"add": [[0, 0, 5, 5]] * 201}, "library.too_many"),
    ],
)
def test_senseless_edits_are_refused(
    photo: Original, mina: Membership, now: datetime, edits: dict[str, object], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        services.request_rendition(original=photo, edits=edits, by=actor_for(mina), at=now)
    assert refused.value.code == code
    assert photo.renditions.count() == 1


def test_two_people_at_once_do_not_overwrite_each_other(
    photo: Original, clean: Rendition, mina: Membership, priya: Membership, now: datetime
) -> None:
    services.request_rendition(
        original=photo, edits={"mode": "solid"}, based_on=clean, by=actor_for(priya), at=now
    )
    with pytest.raises(Refusal) as refused:
        services.request_rendition(
            original=photo, edits={"mode": "blur"}, based_on=clean, by=actor_for(mina), at=now
        )
    assert refused.value.code == "library.conflict"


@pytest.mark.parametrize("persona", ["flo", "omar"])
def test_others_may_not_redact(
    request: pytest.FixtureRequest, photo: Original, clean: Rendition, now: datetime, persona: str
) -> None:
    by = actor_for(request.getfixturevalue(persona))
    with pytest.raises(Refusal):
        services.request_rendition(original=photo, edits={}, by=by, at=now)
    with pytest.raises(Refusal):
        services.check_marks(rendition=clean, by=by, at=now)


def test_rooms_above_hear_of_it_inside_the_transaction(
    photo: Original, made: Make, mina: Membership, now: datetime
) -> None:
    heard: list[tuple[str, int, bool]] = []

    def requested(rendition: Rendition, **_: object) -> None:
        heard.append(("requested", rendition.number, transaction.get_connection().in_atomic_block))

    def finished(rendition: Rendition, **_: object) -> None:
        heard.append(("made", rendition.number, transaction.get_connection().in_atomic_block))

    rendition_requested.connect(requested)
    rendition_made.connect(finished)
    try:
        services.request_rendition(original=photo, edits={"mode": "solid"}, by=actor_for(mina), at=now)
        made(photo)
    finally:
        rendition_requested.disconnect(requested)
        rendition_made.disconnect(finished)
    assert heard == [("requested", 2, True), ("made", 2, True)]


# --- killed in the middle --------------------------------------------------------------------------------


def test_worker_that_died_loses_its_lease_and_the_work_is_done_again(photo: Original, now: datetime) -> None:
    rendition = photo.renditions.get()
    rows = Rendition.objects.filter(pk=rendition.pk)
    take(rows, now=now, seconds=making.LEASE_SECONDS)  # and the worker is gone

    assert list(queries.renditions_due(now)) == []
    assert services.make_rendition(rendition_id=rendition.pk, at=now) is None
    later = now + timedelta(seconds=making.LEASE_SECONDS)
    assert list(queries.renditions_due(later)) == [rendition.pk]
    services.make_rendition(rendition_id=rendition.pk, at=later)
    rendition.refresh_from_db()
    assert (rendition.state, rendition.lease, rendition.made_at) == ("clean", None, later)


def test_worker_that_comes_back_too_late_leaves_nothing_behind(photo: Original, now: datetime) -> None:
    """It was slow, lost its lease to another, and then finished: the other's result stands, its own files go."""
    rendition = photo.renditions.select_related("original", "practice").get()
    slow = take(Rendition.objects.filter(pk=rendition.pk), now=now, seconds=1)
    assert slow is not None
    slow_result = making._redact(rendition)
    services.make_rendition(rendition_id=rendition.pk, at=now + timedelta(seconds=5))
    assert making._keep(rendition, slow, slow_result, now + timedelta(seconds=6)) is None
    rendition.refresh_from_db()
    assert rendition.made_at == now + timedelta(seconds=5)
    names = {path.name for path in sealed_files()}
    assert not {name.rpartition("/")[2] for name in slow_result.names} & names
    assert rendition.sealed_name.rpartition("/")[2] in names


def test_file_that_stops_the_program_is_given_up(photo: Original, now: datetime) -> None:
    rendition = photo.renditions.get()
    Rendition.objects.filter(pk=rendition.pk).update(attempts=making.MOST_ATTEMPTS)
    services.make_rendition(rendition_id=rendition.pk, at=now)
    rendition.refresh_from_db()
    assert rendition.state == "failed"
    assert "several times" in rendition.reasons[0]


def test_done_rendition_is_not_done_again(clean: Rendition, now: datetime) -> None:
    assert services.make_rendition(rendition_id=clean.pk, at=now + timedelta(days=1)) is None


def test_database_itself_refuses_a_clean_row_without_a_file(photo: Original, now: datetime) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        photo.renditions.update(state="clean", made_at=now)
