"""Opening an original: with a reason, for one person, for a quarter of an hour, and written down."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.queries import entries_of
from chaperone.foundation.refusal import Refusal
from chaperone.library import rules, services
from chaperone.library.models import Original, OriginalOpening, Rendition
from tests.rooms.library import pictures
from tests.rooms.library.conftest import As


@pytest.fixture
def opening(photo: Original, mina: Membership) -> OriginalOpening:
    return services.open_original(original=photo, reason="find_marks", by=actor_for(mina), at=timezone.now())


def image_address(practice: Practice, opening: OriginalOpening) -> str:
    return reverse("library:original_image", args=[practice.slug, opening.pk])


def test_reason_leads_to_the_open_original_and_into_the_trail(
    practice: Practice, photo: Original, clean: Rendition, mina: Membership, as_: As
) -> None:
    page = as_(mina).post(
        reverse("library:open", args=[practice.slug, photo.pk]),
        {"reason": "other", "note": "Lenora asked"},
        follow=True,
    )
    opening = OriginalOpening.objects.get()
    entry = entries_of(practice.id).filter(event="library.original.opened").get()
    assert image_address(practice, opening) in page.content.decode()
    assert (entry.actor_id, entry.data["reason"], entry.data["opening"]) == (
        str(mina.person_id),
        "other",
        str(opening.pk),
    )
    assert "Lenora" not in str(entry.data)


def test_open_original_is_shown_upright_small_and_without_metadata(
    practice: Practice, opening: OriginalOpening, mina: Membership, as_: As
) -> None:
    response = as_(mina).get(image_address(practice, opening))
    picture = Image.open(io.BytesIO(response.content))
    assert response["Content-Type"] == "image/jpeg"
    assert picture.size == pictures.astronaut().size
    assert b"Lenora" not in response.content and not picture.getexif()
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(("reason", "note"), [("", ""), ("curious", ""), ("other", ""), ("other", "x")])
def test_no_reason_no_original(
    photo: Original, mina: Membership, now: datetime, reason: str, note: str
) -> None:
    with pytest.raises(Refusal):
        services.open_original(original=photo, reason=reason, note=note, by=actor_for(mina), at=now)
    assert OriginalOpening.objects.count() == 0


def test_form_without_a_reason_comes_back(
    practice: Practice, photo: Original, mina: Membership, as_: As
) -> None:
    response = as_(mina).post(reverse("library:open", args=[practice.slug, photo.pk]), {"note": "kept words"})
    assert response.status_code == 422
    assert "kept words" in response.content.decode()


@pytest.mark.parametrize("persona", ["priya", "reyes", "omar", "flo"])
def test_opening_is_good_for_nobody_else(
    request: pytest.FixtureRequest, practice: Practice, opening: OriginalOpening, as_: As, persona: str
) -> None:
    response = as_(request.getfixturevalue(persona)).get(image_address(practice, opening))
    assert response.status_code in (403, 404)
    assert response["Content-Type"].startswith("text/html")


def test_opening_ends_after_a_quarter_of_an_hour(
    practice: Practice, opening: OriginalOpening, mina: Membership, as_: As
) -> None:
    OriginalOpening.objects.filter(pk=opening.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    client = as_(mina)
    assert client.get(image_address(practice, opening)).status_code == 404
    page = client.get(reverse("library:opened", args=[practice.slug, opening.pk]), follow=True)
    assert "sealed again" in page.content.decode()
    assert image_address(practice, opening) not in page.content.decode()


def test_time_of_an_opening_is_fifteen_minutes(photo: Original, mina: Membership, now: datetime) -> None:
    opening = services.open_original(original=photo, reason="check_cover", by=actor_for(mina), at=now)
    person = str(mina.person_id)
    assert rules.may_see(opening, person_id=person, at=now + timedelta(minutes=14, seconds=59))
    assert not rules.may_see(opening, person_id=person, at=now + timedelta(minutes=15))
    assert not rules.may_see(opening, person_id="somebody", at=now)


@pytest.mark.parametrize("persona", ["flo", "omar"])
def test_others_may_not_open(
    request: pytest.FixtureRequest, photo: Original, now: datetime, persona: str
) -> None:
    with pytest.raises(Refusal):
        services.open_original(
            original=photo, reason="check_cover", by=actor_for(request.getfixturevalue(persona)), at=now
        )
