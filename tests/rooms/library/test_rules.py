"""When a picture may leave; asked of the rule and, for lists, of the database: the answers agree."""

from __future__ import annotations

from datetime import datetime

import pytest

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.foundation.refusal import Refusal
from chaperone.library import queries, rules, services
from chaperone.library.models import Original, Rendition
from chaperone.patients.models import Patient
from chaperone.patients.services import record_refusal
from tests.rooms.library import pictures
from tests.rooms.library.conftest import Make, Upload


def fresh(rendition: Rendition) -> Rendition:
    return Rendition.objects.select_related("original__patient").get(pk=rendition.pk)


def releasable(practice: Practice) -> list[Rendition]:
    return list(queries.releasable_renditions(practice))


def test_checked_picture_may_leave(practice: Practice, checked: Rendition) -> None:
    assert rules.may_release(fresh(checked))
    assert releasable(practice) == [checked]


def test_picture_of_a_patient_waits_for_a_person(practice: Practice, clean: Rendition) -> None:
    assert rules.may_release(fresh(clean)).code == "library.marks_unchecked"
    assert releasable(practice) == []


def test_illustration_needs_no_look_for_marks(practice: Practice, upload: Upload, made: Make) -> None:
    rendition = made(upload())
    assert rules.may_release(fresh(rendition))
    assert releasable(practice) == [rendition]


def test_waiting_and_unreadable_pictures_stay(
    practice: Practice, photo: Original, upload: Upload, made: Make
) -> None:
    broken = made(upload(pictures.plain()[:900]))
    assert rules.may_release(photo.renditions.get()).code == "library.waiting"
    assert rules.may_release(fresh(broken)).code == "library.failed"
    assert releasable(practice) == []


def test_held_picture_stays(practice: Practice, clean: Rendition) -> None:
    Rendition.objects.filter(pk=clean.pk).update(state="held")
    assert rules.may_release(fresh(clean)).code == "library.held"
    assert releasable(practice) == []


def test_new_version_takes_the_place_of_the_old_and_its_tick(
    practice: Practice, photo: Original, checked: Rendition, made: Make, mina: Membership, now: datetime
) -> None:
    services.request_rendition(original=photo, edits={"mode": "solid"}, by=actor_for(mina), at=now)
    assert rules.may_release(fresh(checked)).code == "library.superseded"  # already while it is being made
    second = made(photo)
    assert rules.may_release(fresh(checked)).code == "library.superseded"
    assert rules.may_release(fresh(second)).code == "library.marks_unchecked"
    assert releasable(practice) == []


def test_signed_refusal_stops_it_whatever_was_ticked(
    practice: Practice, checked: Rendition, lenora: Patient, mina: Membership, now: datetime
) -> None:
    record_refusal(patient=lenora, note="", by=actor_for(mina), at=now)
    assert rules.may_release(fresh(checked)).code == "library.refused"
    assert releasable(practice) == []


def test_marks_of_an_old_version_cannot_be_checked(
    photo: Original, clean: Rendition, mina: Membership, now: datetime
) -> None:
    services.request_rendition(original=photo, edits={"mode": "solid"}, by=actor_for(mina), at=now)
    with pytest.raises(Refusal) as refused:
        services.check_marks(rendition=clean, by=actor_for(mina), at=now)
    assert refused.value.code == "library.superseded"


def test_eyes_alone_count_as_showing_a_face(
    photo: Original, clean: Rendition, made: Make, mina: Membership, now: datetime
) -> None:
    assert not rules.shows_face(clean)
    services.request_rendition(original=photo, edits={"cover": "eyes"}, by=actor_for(mina), at=now)
    assert rules.shows_face(made(photo))
