"""The practice's pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chaperone.access.models import Membership, Practice
from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.consents import services
from chaperone.consents.models import Authorization
from chaperone.consents.shown_elsewhere import badge
from chaperone.foundation.notices.models import Notice
from chaperone.library.models import Original
from chaperone.patients.models import Patient
from chaperone.patients.services import record_refusal

As = Callable[[Membership], Client]
Draft = Callable[..., Authorization]


@pytest.fixture
def now() -> datetime:
    """Pages look at the clock, so requests are sent now."""
    return timezone.now()


def url(practice: Practice, name: str, *args: object) -> str:
    return reverse(f"consents:{name}", args=[practice.slug, *args])


def filled(original: Original, **changes: Any) -> dict[str, Any]:
    usual = {
        "photos": [str(original.pk)],
        "purposes": ["education", "website"],
        "networks": ["sandbox"],
        "procedure": "on",
        "expires_on": "2028-11-23",
        "language": "en",
        "adult_confirmed": "on",
        "timing_confirmed": "on",
        "send": "1",
    }
    return {key: value for key, value in (usual | changes).items() if value is not None}


def test_first_day_says_what_to_do(practice: Practice, mina: Membership, as_: As) -> None:
    page = as_(mina).get(url(practice, "list")).content.decode()
    assert "Nobody has been asked yet" in page and "Ask a patient" in page


def test_list_asks_the_database_as_often_for_three_as_for_one(
    practice: Practice, mina: Membership, as_: As, draft: Draft, django_assert_max_num_queries: Any
) -> None:
    client = as_(mina)
    draft()

    def count() -> int:
        with django_assert_max_num_queries(60) as queries:
            assert client.get(url(practice, "list")).status_code == 200
        return len(queries)

    one = count()
    draft(), draft()
    assert count() == one


@pytest.mark.parametrize(
    ("show", "shown"), [("signed", True), ("waiting", False), ("soon", False), ("no", False)]
)
def test_list_is_divided_by_where_things_stand(
    show: str, shown: bool, practice: Practice, mina: Membership, as_: As, signed: Authorization
) -> None:
    page = as_(mina).get(url(practice, "list"), {"show": show}).content.decode()
    assert (str(signed.pk) in page) is shown


def test_what_ends_soon_is_found(
    practice: Practice, mina: Membership, as_: As, signed: Authorization, now: datetime
) -> None:
    Authorization.objects.filter(pk=signed.pk).update(expires_on=now.date() + timedelta(days=10))
    page = as_(mina).get(url(practice, "list"), {"show": "soon"}).content.decode()
    assert str(signed.pk) in page and "Ends soon" in page


def test_auditor_sees_references_and_no_names(
    practice: Practice, as_: As, signed: Authorization, other_practice: Practice
) -> None:
    from chaperone.access.rules import Role
    from tests.personas import member

    auditor = as_(member(practice, "Ines Auditor", Role.AUDITOR))
    for name, args in (("list", []), ("detail", [signed.pk])):
        page = auditor.get(url(practice, name, *args)).content.decode()
        assert signed.patient.reference in page
    listed = auditor.get(url(practice, "list")).content.decode()
    assert "Voss" not in listed


def test_request_is_written_and_sent_and_the_link_shown_once(
    practice: Practice, patient: Patient, original: Original, mina: Membership, as_: As
) -> None:
    client = as_(mina)
    answer = client.post(url(practice, "draft", patient.pk), filled(original))
    page = answer.content.decode()
    row = Authorization.objects.get()
    assert (row.state, row.capacity_confirmed_by) == ("sent", str(mina.person_id))
    assert "Give her the link" in page and "data:image/svg+xml" in page
    token = page.split("http://127.0.0.1:8000/c/")[1].split("/")[0]
    assert Client().get(reverse("consent:open", args=[token])).status_code == 200
    assert token not in client.get(url(practice, "detail", row.pk)).content.decode()
    assert Notice.objects.get(kind="consents.request").to == "adela@patient.example"


def test_draft_is_kept_and_sent_later_and_again(
    practice: Practice, patient: Patient, original: Original, mina: Membership, as_: As
) -> None:
    client = as_(mina)
    client.post(url(practice, "draft", patient.pk), filled(original, send=None, keep="1"))
    row = Authorization.objects.get()
    assert row.state == "draft"
    assert "What the law asks of this form" in client.get(url(practice, "detail", row.pk)).content.decode()
    for _ in range(2):
        assert "Give her the link" in client.post(url(practice, "send", row.pk)).content.decode()
    client.post(url(practice, "close", row.pk))
    row.refresh_from_db()
    assert row.state == "closed"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"expires_on": ""}, "Set the day on which the permission ends."),
        ({"networks": []}, "Choose at least one network"),
        ({"expires_on": "2020-01-01"}, "The day on which it ends is not in the future."),
        ({"clause": "This is irrevocable."}, "It says that the patient cannot take her permission back."),
        ({"paid": "on"}, "the form does not say who"),
        ({"adult_confirmed": None}, "Nobody has said that the patient is an adult"),
        ({"representative_name": "Ana Lind"}, "not who or by what right"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(
    changes: dict[str, Any],
    sentence: str,
    practice: Practice,
    patient: Patient,
    original: Original,
    mina: Membership,
    as_: As,
) -> None:
    data = filled(original, **({"clause": "We may crop it."} | changes))
    page = as_(mina).post(url(practice, "draft", patient.pk), data).content.decode()
    assert sentence in page
    assert data["clause"] in page
    assert not Authorization.objects.exists() and not Notice.objects.exists()


def test_checklist_follows_the_form(
    practice: Practice, patient: Patient, original: Original, mina: Membership, as_: As
) -> None:
    client = as_(mina)
    whole = client.post(url(practice, "check", patient.pk), filled(original)).content.decode()
    assert whole.count('data-outcome="met"') == 14
    lacking = client.post(
        url(practice, "check", patient.pk), filled(original, expires_on="")
    ).content.decode()
    assert 'data-outcome="missing" data-element="expiration"' in lacking
    bad = client.post(
        url(practice, "check", patient.pk), filled(original, clause="You must sign.")
    ).content.decode()
    assert 'data-outcome="refused" data-element="clause_must_sign"' in bad


def test_detail_shows_answers_and_what_happened(
    practice: Practice, mina: Membership, as_: As, signed: Authorization
) -> None:
    page = as_(mina).get(url(practice, "detail", signed.pk)).content.decode()
    for words in ("Date of birth confirmed", "Sent to the patient", "Mina Okafor", "Yes to 6, no to 0."):
        assert words in page


def test_opening_the_copy_is_recorded(
    practice: Practice, mina: Membership, as_: As, signed: Authorization
) -> None:
    answer = as_(mina).post(url(practice, "copy", signed.pk))
    assert answer.content.startswith(b"%PDF")
    entry = Entry.objects.get(event="consents.copy.opened")
    assert (entry.actor_id, entry.subject_id) == (str(mina.person_id), str(signed.pk))


@pytest.mark.parametrize(("scope", "left"), [("all", 0), ("this", 1)])
def test_withdrawal_by_phone_is_entered(
    scope: str,
    left: int,
    practice: Practice,
    flo: Membership,
    as_: As,
    signed: Authorization,
    draft: Draft,
    sign_it: Callable[..., Authorization],
    by: Actor,
    now: datetime,
) -> None:
    sign_it(services.send_request(authorization=draft(), by=by, at=now), at=now)
    client = as_(flo)
    page = client.get(url(practice, "withdraw", signed.pk)).content.decode()
    assert "Flo Bennett" in page
    said = {"how": "phone", "scope": scope, "taken_by": "Flo Bennett", "received_at": "2026-01-02T08:30"}
    client.post(url(practice, "withdraw", signed.pk), said)
    signed.refresh_from_db()
    assert (signed.state, signed.withdrawn_taken_by) == ("withdrawn", "Flo Bennett")
    assert signed.withdrawn_received_at is not None
    assert practice.local(signed.withdrawn_received_at).strftime("%H:%M") == "08:30"
    assert Authorization.objects.filter(state="signed").count() == left


def test_outsider_and_the_unauthorized_get_nothing(
    practice: Practice,
    other_practice: Practice,
    omar: Membership,
    as_: As,
    signed: Authorization,
    patient: Patient,
) -> None:
    outsider = as_(omar)
    pages = [
        ("list", []),
        ("new", []),
        ("draft", [patient.pk]),
        ("detail", [signed.pk]),
        ("withdraw", [signed.pk]),
    ]
    posts = [
        ("send", [signed.pk]),
        ("close", [signed.pk]),
        ("copy", [signed.pk]),
        ("renew_page", [signed.pk]),
    ]
    posts += [("check", [patient.pk]), ("withdraw", [signed.pk]), ("draft", [patient.pk])]
    for name, args in pages:
        assert outsider.get(url(practice, name, *args)).status_code == 404
        if args:
            assert outsider.get(url(other_practice, name, *args)).status_code == 404
    for name, args in posts:
        assert outsider.post(url(practice, name, *args)).status_code == 404
        assert outsider.post(url(other_practice, name, *args)).status_code == 404
    assert signed.patient.reference not in outsider.get(url(other_practice, "list")).content.decode()
    signed.refresh_from_db()
    assert signed.state == "signed"


def test_refused_patient_cannot_be_chosen(
    practice: Practice,
    patient: Patient,
    original: Original,
    mina: Membership,
    as_: As,
    by: Actor,
    now: datetime,
) -> None:
    record_refusal(patient=patient, note="", by=by, at=now)
    client = as_(mina)
    page = client.post(url(practice, "new"), {"words": "Adela"}).content.decode()
    assert "Refused" in page and url(practice, "draft", patient.pk) not in page
    answer = client.post(url(practice, "draft", patient.pk), filled(original)).content.decode()
    assert "Nobody can override a signed refusal." in answer


def test_picture_badge_follows_the_authorization(
    original: Original, draft: Draft, by: Actor, sign_it: Callable[..., Authorization], now: datetime
) -> None:
    def word() -> str:
        shown = badge(Original.objects.get(pk=original.pk))
        assert shown is not None and shown["sentence"]
        return shown["word"]

    assert word() == "No consent"
    token = services.send_request(authorization=draft(), by=by, at=now)
    assert word() == "Asked"
    row = sign_it(token, at=now)
    assert word() == "Consent"
    services.withdraw(authorization=row, by=Actor.patient(row.practice_id, row.patient_id), at=now)
    assert word() == "No consent"


def test_patients_page_lists_her_authorizations(
    practice: Practice, mina: Membership, as_: As, signed: Authorization
) -> None:
    page = as_(mina).get(reverse("patients:detail", args=[practice.slug, signed.patient_id])).content.decode()
    assert url(practice, "detail", signed.pk) in page and url(practice, "draft", signed.patient_id) in page


def test_default_day_is_two_years_ahead(
    practice: Practice, patient: Patient, mina: Membership, as_: As, now: datetime
) -> None:
    page = as_(mina).get(url(practice, "draft", patient.pk)).content.decode()
    today = practice.local(now).date()
    assert f'value="{date(today.year + 2, today.month, today.day) - timedelta(days=1)}"' in page
