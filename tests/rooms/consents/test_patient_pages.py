"""What a patient without an account meets behind her link."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.consents import services, slots
from chaperone.consents.models import Authorization
from chaperone.foundation.sealing import links
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient
from tests.rooms.consents.conftest import BORN, clean_picture

Sent = tuple[Authorization, str]
Draft = Callable[..., Authorization]
BIRTHDAY = {"month": "3", "day": "9", "year": "1984"}
FORM = re.compile(r'name="(line-[0-9a-f-]+)"')


def url(token: str, name: str = "open", **kwargs: Any) -> str:
    return reverse(f"consent:{name}", kwargs={"token": token, **kwargs})


@pytest.fixture
def now() -> datetime:
    """Pages look at the clock, so requests are sent now."""
    return timezone.now()


@pytest.fixture
def phone(sent: Sent) -> Client:
    """A browser in which she opened the link and gave her date of birth."""
    browser = Client()
    assert browser.post(url(sent[1]), BIRTHDAY).status_code == 302
    return browser


def all_yes(row: Authorization) -> dict[str, str]:
    return {f"line-{grant.pk}": "yes" for grant in row.grants.all()}


SIGNATURE = {
    "signature_method": "typed",
    "signature_typed": "Adela Voss",
    "signature_drawn": "",
    "declared": "1",
}


def test_she_chooses_signs_and_stands_on_her_own_page(phone: Client, sent: Sent) -> None:
    row, token = sent
    assert phone.post(url(token, "choose"), all_yes(row)).headers["Location"] == url(token, "sign")
    page = phone.get(url(token, "sign")).content.decode()
    assert "Adela Voss, please sign here" in page and "The full wording" in page
    own = phone.post(url(token, "sign"), SIGNATURE).headers["Location"]
    thanks = phone.get(own).content.decode()
    assert "Thank you. It is signed." in thanks and f"http://127.0.0.1:8000{own}" in thanks
    row.refresh_from_db()
    assert row.state == "signed"
    copy = phone.get(url(own.split("/")[2], "copy", pk=row.pk))
    assert copy.content.startswith(b"%PDF") and "Voss" not in copy.headers["Content-Disposition"]
    assert row.deliveries.filter(how="download").count() == 1


def test_nothing_is_chosen_for_her_and_no_stands_beside_yes(phone: Client, sent: Sent) -> None:
    page = phone.get(url(sent[1], "choose")).content.decode()
    assert "checked" not in page
    assert page.count('value="yes"') == page.count('value="no"') == sent[0].grants.count()


def test_photos_are_hidden_until_the_date_of_birth_is_given(sent: Sent) -> None:
    row, token = sent
    stranger, picture = Client(), row.covered.get().rendition_id
    page = stranger.get(url(token)).content.decode()
    assert "When were you born?" in page and "<img" not in page and "Voss" not in page
    assert stranger.get(url(token, "photo", rendition=picture)).status_code == 404
    assert stranger.get(url(token, "choose")).headers["Location"] == url(token)
    assert stranger.get(url(token, "sign")).headers["Location"] == url(token)
    wrong = stranger.post(url(token), BIRTHDAY | {"year": "1985"}).content.decode()
    assert "You can try 4 more times." in wrong and 'value="1985"' in wrong
    stranger.post(url(token), BIRTHDAY)
    assert stranger.get(url(token, "photo", rendition=picture)).headers["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    "typed", [{}, {"month": "13"}, {"month": "2", "day": "31"}, {"year": "abc"}, {"year": "0000"}]
)
def test_date_that_is_none_costs_no_try(sent: Sent, typed: dict[str, str]) -> None:
    data = BIRTHDAY | typed if typed else {}
    assert Client().post(url(sent[1]), data).status_code == 200
    sent[0].refresh_from_db()
    assert sent[0].tries == 0


def test_after_five_wrong_dates_the_page_is_locked_for_everybody(sent: Sent) -> None:
    stranger = Client()
    for _ in range(5):
        page = stranger.post(url(sent[1]), BIRTHDAY | {"year": "1999"})
    assert page.status_code == 403 and "This page is locked" in page.content.decode()
    assert "This page is locked" in Client().post(url(sent[1]), BIRTHDAY).content.decode()


def test_only_pictures_of_this_request_are_served(
    phone: Client, sent: Sent, practice: Practice, patient: Patient, by: Actor, now: datetime
) -> None:
    hers = clean_picture(practice, patient, now).renditions.get()
    other = add_patient(practice=practice, name="Ida Brandt", by=by, at=now)
    theirs = clean_picture(practice, other, now).renditions.get()
    for picture in (hers.pk, theirs.pk, uuid.uuid4()):
        assert phone.get(url(sent[1], "photo", rendition=picture)).status_code == 404


def test_answers_are_kept_when_she_goes_away_and_comes_back(phone: Client, sent: Sent) -> None:
    row, token = sent
    first = next(iter(all_yes(row)))
    page = phone.post(url(token, "choose"), {first: "yes", "later": "1"}).content.decode()
    assert "Your answers are kept. Nothing is signed yet." in page
    later = Client()
    later.post(url(token), BIRTHDAY)
    again = later.get(url(token, "choose")).content.decode()
    assert again.count("checked") == 1


def test_unanswered_questions_are_marked_and_the_rest_is_kept(phone: Client, sent: Sent) -> None:
    row, token = sent
    first = next(iter(all_yes(row)))
    page = phone.post(url(token, "choose"), {first: "yes"}).content.decode()
    assert "Some questions have no answer yet." in page and page.count("checked") == 1
    assert phone.get(url(token, "sign")).status_code == 302


def test_no_to_a_place_answers_what_goes_beyond_it(phone: Client, sent: Sent) -> None:
    row, token = sent
    plain = row.grants.filter(identifiability="none", names_procedure=False)
    response = phone.post(url(token, "choose"), {f"line-{grant.pk}": "no" for grant in plain})
    assert response.headers["Location"] == url(token, "sign")
    page = phone.get(url(token, "sign")).content.decode()
    assert "You said no each time" in page and "signature_typed" not in page


def test_signing_keeps_what_she_typed_when_something_is_missing(phone: Client, sent: Sent) -> None:
    row, token = sent
    phone.post(url(token, "choose"), all_yes(row))
    page = phone.post(url(token, "sign"), SIGNATURE | {"declared": ""}).content.decode()
    assert "Thank you" not in page
    without = {key: value for key, value in SIGNATURE.items() if key != "declared"}
    page = phone.post(url(token, "sign"), without).content.decode()
    assert "The sentence above your signature is not ticked." in page and 'value="Adela Voss"' in page


def test_pressing_sign_twice_signs_once_and_ends_on_her_page(phone: Client, sent: Sent) -> None:
    row, token = sent
    phone.post(url(token, "choose"), all_yes(row))
    first, second = phone.post(url(token, "sign"), SIGNATURE), phone.post(url(token, "sign"), SIGNATURE)
    assert first.status_code == second.status_code == 302
    assert "Thank you. It is signed." in phone.get(second.headers["Location"]).content.decode()
    assert Authorization.objects.filter(state="signed").count() == 1


def test_decline_takes_one_tap_and_needs_no_date_of_birth(sent: Sent) -> None:
    page = Client().post(url(sent[1], "decline")).content.decode()
    assert "You said no. That is fine." in page
    sent[0].refresh_from_db()
    assert sent[0].state == "declined"


def test_language_can_be_changed_before_anything_else(sent: Sent) -> None:
    browser = Client()
    browser.post(url(sent[1], "language"), {"language": "es"})
    page = browser.get(url(sent[1])).content.decode()
    assert '<html lang="es"' in page and "¿Podemos mostrar sus fotos?" in page and "¿Cuándo nació?" in page


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("unknown", 404, "We do not know this link"),
        ("used", 410, "This link was already used"),
        ("closed", 410, "This link was closed"),
        ("expired", 410, "This link is too old"),
    ],
)
def test_link_that_leads_nowhere_says_why_and_what_to_do(
    kind: str, status: int, sentence: str, sent: Sent, by: Actor, now: datetime
) -> None:
    row, token = sent
    if kind == "unknown":
        token = token[:-1] + ("A" if token[-1] != "A" else "B")
    elif kind == "used":
        services.decline(token=token, at=now)
    elif kind == "closed":
        services.close_request(authorization=row, by=by, at=now)
    else:
        links.Link.objects.filter(subject_id=row.pk).update(expires_at=now - timedelta(seconds=1))
    for name in ("open", "choose", "sign", "stop"):
        answer = Client().get(url(token, name))
        page = answer.content.decode()
        assert (answer.status_code, sentence in page, "Voss" in page) == (status, True, False)
        assert "call the practice" in page and f"link.{kind}" in page


def test_link_of_another_purpose_opens_nothing(practice: Practice, sent: Sent, now: datetime) -> None:
    token = links.issue(
        scope=practice.id,
        purpose="messages.thread",
        subject_id=sent[0].pk,
        expires_at=now + timedelta(days=1),
    )
    assert Client().get(url(token)).status_code == 404


def test_nothing_comes_from_elsewhere_and_nothing_is_cached(phone: Client, sent: Sent) -> None:
    answer = phone.get(url(sent[1], "choose"))
    page = answer.content.decode()
    assert re.findall(r'(?:src|href|action)="(https?:)?//', page) == []
    assert " style=" not in page and "onclick" not in page
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.fixture
def own(sent: Sent, sign_it: Callable[..., Authorization], now: datetime) -> tuple[Authorization, str]:
    """What she signed, and the token of her own page."""
    row = sign_it(sent[1], at=now)
    return row, services.page_link(authorization=row, at=now)


@pytest.fixture
def at_home(own: Sent) -> Client:
    """A browser on her own page, with the date of birth given."""
    browser = Client()
    browser.post(url(own[1]), BIRTHDAY)
    return browser


def test_own_page_says_what_she_allowed(own: Sent, at_home: Client) -> None:
    page = at_home.get(url(own[1])).content.decode()
    assert "Allowed until November 23, 2028" in page
    assert page.count("Stop this") >= own[0].grants.count()
    assert "Nowhere. None of your photos is shown." in page


def test_own_page_asks_for_the_date_of_birth_but_stops_without_it(own: Sent) -> None:
    stranger = Client()
    page = stranger.get(url(own[1])).content.decode()
    assert "When were you born?" in page and "Allowed until" not in page and "<img" not in page
    assert stranger.get(url(own[1], "copy", pk=own[0].pk)).status_code == 302
    assert stranger.get(url(own[1], "progress")).status_code == 302
    line = own[0].grants.first()
    assert line is not None
    assert stranger.get(url(own[1], "stop_line", grant=line.pk)).headers["Location"] == url(own[1])
    assert "Stop everything?" in stranger.get(url(own[1], "stop")).content.decode()
    assert stranger.post(url(own[1], "stop")).headers["Location"] == url(own[1], "stopped")
    assert "We will take down what we can reach" in stranger.get(url(own[1], "stopped")).content.decode()
    own[0].refresh_from_db()
    assert own[0].state == "withdrawn"


def test_looking_at_the_question_stops_nothing(own: Sent, at_home: Client) -> None:
    at_home.get(url(own[1], "stop"))
    own[0].refresh_from_db()
    assert own[0].state == "signed"


def test_one_line_is_stopped_with_what_goes_beyond_it(own: Sent, at_home: Client) -> None:
    line = own[0].grants.get(purpose="website", identifiability="none", names_procedure=False)
    page = at_home.get(url(own[1], "stop_line", grant=line.pk)).content.decode()
    assert "Show them on our website" in page
    at_home.post(url(own[1], "stop_line", grant=line.pk))
    allowed = own[0].grants.filter(allowed=True)
    assert {grant.purpose for grant in allowed} == {"education"}
    assert "Stopped" in at_home.get(url(own[1])).content.decode()
    assert at_home.post(url(own[1], "stop_line", grant=line.pk)).status_code == 404


def test_own_page_after_the_end_has_nothing_left_to_stop(own: Sent, at_home: Client) -> None:
    at_home.post(url(own[1], "stop"))
    page = at_home.get(url(own[1])).content.decode()
    assert "You stopped this on" in page and "Stop everything" not in page
    assert "It is already stopped" in at_home.get(url(own[1], "stop")).content.decode()
    assert at_home.post(url(own[1], "stop")).status_code == 302


def test_posts_and_their_removal_are_shown_and_renew_themselves(
    own: Sent, at_home: Client, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    picture = own[0].covered.get().rendition_id
    posts = [
        slots.LivePost("How swelling goes down", "Bluesky", "removing", "", now, picture),
        slots.LivePost("What to ask", "Bluesky", "gone", "", now - timedelta(days=1)),
    ]
    monkeypatch.setattr(slots, "_FINDERS", [lambda patient: posts if patient == own[0].patient else []])
    page = at_home.get(url(own[1])).content.decode()
    assert page.index("Being taken down") < page.index("Gone")
    assert url(own[1], "progress") in page
    assert at_home.get(url(own[1], "photo", rendition=picture)).status_code == 200
    posts[0] = slots.LivePost("How swelling goes down", "Bluesky", "gone", "", now)
    fragment = at_home.get(url(own[1], "progress")).content.decode()
    assert fragment.count("Gone") == 2 and "hx-trigger" not in fragment


def test_own_pages_of_two_patients_do_not_mix(
    own: Sent, at_home: Client, practice: Practice, draft: Draft, by: Actor, now: datetime,
    sign_it: Callable[..., Authorization],
) -> None:  # fmt: skip
    other = add_patient(practice=practice, name="Ida Brandt", born_on="1990-01-01", by=by, at=now)
    theirs = draft(patient=other, originals=[clean_picture(practice, other, now)])
    signed = sign_it(services.send_request(authorization=theirs, by=by, at=now))
    line = signed.grants.first()
    assert line is not None
    assert at_home.get(url(own[1], "copy", pk=signed.pk)).status_code == 404
    assert at_home.get(url(own[1], "photo", rendition=signed.covered.get().rendition_id)).status_code == 404
    assert at_home.post(url(own[1], "stop_line", grant=line.pk)).status_code == 404
    their_page = services.page_link(authorization=signed, at=now)
    assert "When were you born?" in at_home.get(url(their_page)).content.decode()
    at_home.post(url(own[1], "stop"))
    signed.refresh_from_db()
    assert signed.state == "signed"


def test_lost_page_gets_a_new_link_and_the_old_one_closes(own: Sent, mina: Membership, now: datetime) -> None:
    for _ in range(5):
        Client().post(url(own[1]), BIRTHDAY | {"year": "1999"})
    locked = Client().post(url(own[1]), BIRTHDAY).content.decode()
    assert "This page is locked" in locked and "Stop everything" in locked
    new = services.renew_page(authorization=own[0], by=actor_for(mina), at=timezone.now())
    assert Client().get(url(own[1])).status_code == 410
    assert Client().post(url(new), BIRTHDAY).headers["Location"] == url(new)


def test_patient_without_known_birthday_is_let_in_by_the_link(
    practice: Practice, draft: Draft, by: Actor, now: datetime
) -> None:
    other = add_patient(practice=practice, name="Ida Brandt", by=by, at=now)
    row = draft(patient=other, originals=[clean_picture(practice, other, now)])
    token = services.send_request(authorization=row, by=by, at=now)
    browser = Client()
    assert browser.get(url(token, "choose")).status_code == 302
    assert browser.post(url(token)).headers["Location"] == url(token, "choose")
    assert browser.get(url(token, "choose")).status_code == 200


def test_birthday_fixture_is_the_one_that_is_typed() -> None:
    assert date(int(BIRTHDAY["year"]), int(BIRTHDAY["month"]), int(BIRTHDAY["day"])) == date.fromisoformat(
        BORN
    )
