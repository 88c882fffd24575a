"""Handing pictures to a vendor: covered ones, under a current agreement, through a link that works once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.queries import entries_of
from chaperone.compliance.models import Agreement, Vendor
from chaperone.compliance.services import add_vendor, sign_agreement
from chaperone.compliance.terms import ALL_TERMS
from chaperone.foundation.refusal import Refusal
from chaperone.library import services
from chaperone.library.models import HandOver, Original, Rendition
from chaperone.patients.models import Patient
from chaperone.patients.services import record_refusal
from tests.rooms.library.conftest import As, Make, Upload


@pytest.fixture
def agency(practice: Practice, priya: Membership, now: datetime) -> Vendor:
    """A photo-editing agency that sees patient information; nothing is signed yet."""
    return add_vendor(
        practice=practice,
        name="Brightside Retouching",
        services="retouching",
        touches_phi=True,
        by=actor_for(priya),
        at=now,
    )


@pytest.fixture
def agreement(agency: Vendor, priya: Membership, now: datetime) -> Agreement:
    """Signed long ago, complete, running beyond any clock of these tests."""
    return sign_agreement(
        vendor=agency,
        signed_on=date(2020, 1, 1),
        starts_on=date(2020, 1, 1),
        ends_on=date(2090, 1, 1),
        terms=sorted(ALL_TERMS),
        by=actor_for(priya),
        at=now,
    )


def hand(renditions: Sequence[Any], vendor: Vendor, by: Membership, at: datetime) -> services.HandedOver:
    return services.hand_over(
        renditions=renditions, vendor=vendor, purpose="New gallery page", by=actor_for(by), at=at
    )


def pick_up(token: str) -> str:
    return reverse("handed:pick_up", args=[token])


def test_agency_without_an_agreement_gets_nothing(
    practice: Practice, checked: Rendition, agency: Vendor, priya: Membership, now: datetime
) -> None:
    """Case C09: clinical photos for a new photo-editing agency, nothing signed."""
    with pytest.raises(Refusal) as refused:
        hand([checked], agency, priya, now)
    assert refused.value.code == "compliance.no_agreement"
    assert HandOver.objects.count() == 0


def test_originals_are_never_handed_over(
    photo: Original,
    checked: Rendition,
    agency: Vendor,
    agreement: Agreement,
    priya: Membership,
    now: datetime,
) -> None:
    """Case C27: one archive of all originals for a shared drive; not even one of them, among clean ones."""
    with pytest.raises(Refusal) as refused:
        hand([checked, photo], agency, priya, now)
    assert refused.value.code == "library.originals_never"
    assert HandOver.objects.count() == 0


def test_archive_holds_the_covered_pictures_under_opaque_names(
    practice: Practice,
    checked: Rendition,
    agency: Vendor,
    agreement: Agreement,
    priya: Membership,
) -> None:
    done = hand([checked], agency, priya, timezone.now())
    response = Client().post(pick_up(done.token))
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    (entry,) = archive.infolist()
    assert response["Content-Type"] == "application/zip"
    assert archive.read(entry) == checked.read()
    assert entry.filename == f"{done.hand_over.items.get().pk.hex}.jpg"
    assert entry.date_time == (1980, 1, 1, 0, 0, 0)
    assert b"Lenora" not in response.content and b"Whitcombe" not in response.content


def test_looking_spends_nothing_and_fetching_spends_the_link(
    practice: Practice, checked: Rendition, agency: Vendor, agreement: Agreement, priya: Membership
) -> None:
    done = hand([checked], agency, priya, timezone.now())
    url, vendor = pick_up(done.token), Client()
    assert vendor.get(url).status_code == 200
    assert vendor.get(url).status_code == 200
    assert vendor.post(url).status_code == 200
    again = vendor.post(url)
    assert again.status_code == 409
    assert "already used" in again.content.decode()
    assert HandOver.objects.get().fetched_at is not None


def test_guessed_link_does_not_exist(
    practice: Practice,
    checked: Rendition,
    agency: Vendor,
    agreement: Agreement,
    priya: Membership,
) -> None:
    done = hand([checked], agency, priya, timezone.now())
    assert Client().get(pick_up("x" * 43)).status_code == 404
    assert Client().post(pick_up("x" * 43)).status_code == 404
    assert HandOver.objects.get(pk=done.hand_over.pk).fetched_at is None


def test_expired_link_says_so(
    practice: Practice, checked: Rendition, agency: Vendor, agreement: Agreement, priya: Membership
) -> None:
    done = hand([checked], agency, priya, timezone.now() - timedelta(days=8))
    response = Client().post(pick_up(done.token))
    assert response.status_code == 409
    assert "expired" in response.content.decode()


def test_everything_is_judged_again_when_it_is_fetched(
    practice: Practice,
    checked: Rendition,
    agency: Vendor,
    agreement: Agreement,
    lenora: Patient,
    priya: Membership,
    mina: Membership,
) -> None:
    at = timezone.now()
    done = hand([checked], agency, priya, at)
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=at.date() - timedelta(days=2))
    assert Client().post(pick_up(done.token)).status_code == 409
    Agreement.objects.filter(pk=agreement.pk).update(ends_on=None)
    record_refusal(patient=lenora, note="", by=actor_for(mina), at=at)
    refused = Client().post(pick_up(done.token))
    assert refused.status_code == 409
    assert refused["Content-Type"].startswith("text/html")
    assert HandOver.objects.get().fetched_at is None


def test_unchecked_and_too_many_and_none_are_refused(
    clean: Rendition, agency: Vendor, agreement: Agreement, priya: Membership, now: datetime
) -> None:
    for renditions, code in (
        ([clean], "library.marks_unchecked"),
        ([], "library.hand_over_count"),
        ([clean] * 101, "library.hand_over_count"),
    ):
        with pytest.raises(Refusal) as refused:
            hand(renditions, agency, priya, now)
        assert refused.value.code == code


def test_trail_names_pictures_and_vendor_but_not_the_purpose(
    practice: Practice,
    checked: Rendition,
    agency: Vendor,
    agreement: Agreement,
    priya: Membership,
    now: datetime,
) -> None:
    hand([checked], agency, priya, now)
    entry = entries_of(practice.id).filter(event="library.renditions.handed_over").get()
    assert (entry.data["vendor"], entry.data["sha256"]) == (str(agency.pk), [checked.sha256])
    assert "gallery" not in str(entry.data)


@pytest.mark.parametrize("persona", ["mina", "flo", "omar"])
def test_others_may_not_hand_over(
    request: pytest.FixtureRequest,
    checked: Rendition,
    agency: Vendor,
    agreement: Agreement,
    now: datetime,
    persona: str,
) -> None:
    with pytest.raises(Refusal):
        hand([checked], agency, request.getfixturevalue(persona), now)


def test_page_makes_the_link_once_and_keeps_the_ledger(
    practice: Practice, checked: Rendition, agency: Vendor, agreement: Agreement, priya: Membership, as_: As
) -> None:
    client, url = as_(priya), reverse("library:hand_over", args=[practice.slug])
    done = client.post(
        url, {"vendor": str(agency.pk), "rendition": [str(checked.pk)], "purpose": "New gallery page"}
    )
    assert "/v/" in done.content.decode()
    page = client.get(url).content.decode()
    assert "New gallery page" in page and "Brightside Retouching" in page
    assert "/v/" not in page


def test_page_says_why_a_vendor_cannot_be_chosen(
    practice: Practice, checked: Rendition, agency: Vendor, priya: Membership, as_: As
) -> None:
    client, url = as_(priya), reverse("library:hand_over", args=[practice.slug])
    assert "has not been assessed" in client.get(url).content.decode()
    forced = client.post(
        url, {"vendor": str(agency.pk), "rendition": [str(checked.pk)], "purpose": "New gallery"}
    )
    assert forced.status_code == 422
    assert "has not been assessed" in forced.content.decode()
    assert HandOver.objects.count() == 0


def test_page_offers_only_what_may_leave(
    practice: Practice,
    clean: Rendition,
    upload: Upload,
    made: Make,
    agency: Vendor,
    priya: Membership,
    as_: As,
) -> None:
    ready = made(upload())
    page = as_(priya).get(reverse("library:hand_over", args=[practice.slug])).content.decode()
    assert str(ready.pk) in page
    assert str(clean.pk) not in page
