"""The pages about patients, as those who may, those who may not, and somebody from elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from chaperone.access.models import Membership, Practice
from chaperone.patients import queries, slots
from chaperone.patients.models import Patient
from tests.rooms.patients.conftest import Add

As = Callable[[Membership], Client]
PAGES = ("list", "add", "detail", "edit", "refuse")


def address(page: str, practice: Practice, patient: Patient) -> str:
    return reverse(
        f"patients:{page}", args=[practice.slug, *([] if page in ("list", "add") else [patient.pk])]
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_outsider_finds_nothing(
    practice: Practice, lenora: Patient, omar: Membership, as_: As, page: str, method: str
) -> None:
    response = getattr(as_(omar), method)(address(page, practice, lenora))
    assert response.status_code == 404
    assert b"Lenora" not in response.content


@pytest.mark.parametrize("page", ("detail", "edit", "refuse"))
def test_patient_is_not_found_under_the_outsiders_own_practice(
    other_practice: Practice, lenora: Patient, omar: Membership, as_: As, page: str
) -> None:
    assert as_(omar).get(address(page, other_practice, lenora)).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_stranger_is_sent_to_sign_in(practice: Practice, lenora: Patient, page: str) -> None:
    response = Client().get(address(page, practice, lenora))
    assert response.status_code == 302
    assert "account" in response["Location"]


@pytest.mark.parametrize(
    ("page", "status"), [("list", 200), ("detail", 200), ("add", 403), ("edit", 403), ("refuse", 403)]
)
def test_front_desk_reads_but_does_not_write(
    practice: Practice, lenora: Patient, flo: Membership, as_: As, page: str, status: int
) -> None:
    assert as_(flo).get(address(page, practice, lenora)).status_code == status


def test_first_day_says_what_belongs_here(practice: Practice, mina: Membership, as_: As) -> None:
    page = as_(mina).get(reverse("patients:list", args=[practice.slug])).content.decode()
    assert "No patients yet" in page
    assert reverse("patients:add", args=[practice.slug]) in page


def test_adding_leads_to_her_page(practice: Practice, mina: Membership, as_: As) -> None:
    response = as_(mina).post(
        reverse("patients:add", args=[practice.slug]),
        {"name": "Lenora Whitcombe", "handles": "@lenora.sews, @second", "born_on": "1984-03-09"},
        follow=True,
    )
    patient = queries.patients_of(practice).get()
    assert (patient.handles, patient.born_on) == (["lenora.sews", "second"], "1984-03-09")
    assert "Lenora Whitcombe" in response.content.decode()
    assert patient.reference in response.content.decode()


def test_namesake_needs_a_tick(practice: Practice, lenora: Patient, mina: Membership, as_: As) -> None:
    client, url = as_(mina), reverse("patients:add", args=[practice.slug])
    asked = client.post(url, {"name": "lenora whitcombe", "phone": "512 555 0199"})
    assert lenora.reference in asked.content.decode()
    assert "512 555 0199" in asked.content.decode()
    assert queries.patients_of(practice).count() == 1
    client.post(url, {"name": "lenora whitcombe", "twin": "on"})
    assert queries.patients_of(practice).count() == 2


def test_search_is_posted_and_its_words_stay_out_of_the_address(
    practice: Practice, lenora: Patient, add: Add, flo: Membership, as_: As
) -> None:
    add("Someone Different")
    page = (
        as_(flo).post(reverse("patients:list", args=[practice.slug]), {"words": "whitcombe"}).content.decode()
    )
    assert "Lenora Whitcombe" in page
    assert "Someone Different" not in page
    assert 'role="search"' in page and 'method="post"' in page


def test_refusal_shows_on_her_page_and_in_the_list(
    practice: Practice, lenora: Patient, mina: Membership, as_: As
) -> None:
    client = as_(mina)
    client.post(
        reverse("patients:refuse", args=[practice.slug, lenora.pk]),
        {"signed_on": "2026-01-10", "note": "in the chart", "sure": "on"},
    )
    assert queries.has_refused(lenora)
    assert "signed a refusal" in client.get(address("detail", practice, lenora)).content.decode()
    assert "Refused" in client.get(address("list", practice, lenora)).content.decode()


def test_refusal_needs_the_tick(practice: Practice, lenora: Patient, mina: Membership, as_: As) -> None:
    page = as_(mina).post(
        reverse("patients:refuse", args=[practice.slug, lenora.pk]), {"signed_on": "2026-01-10"}
    )
    assert page.status_code == 200
    assert not queries.has_refused(lenora)


def test_higher_room_adds_a_section(
    practice: Practice, lenora: Patient, mina: Membership, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slots, "_SECTIONS", [])
    slots.register_section(
        lambda practice, patient: {
            "title": f"Consents of {patient.reference}",
            "template": "components/_progress.html",
            "context": {},
        }
    )
    page = as_(mina).get(address("detail", practice, lenora)).content.decode()
    assert f"Consents of {lenora.reference}" in page


def test_list_asks_the_database_as_often_for_three_as_for_one(
    practice: Practice,
    lenora: Patient,
    add: Add,
    mina: Membership,
    as_: As,
    django_assert_num_queries: object,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, url = as_(mina), reverse("patients:list", args=[practice.slug])
    client.get(url)
    with CaptureQueriesContext(connection) as one:
        client.get(url)
    add("Second Person")
    add("Third Person")
    with CaptureQueriesContext(connection) as three:
        client.get(url)
    assert len(three) == len(one)
