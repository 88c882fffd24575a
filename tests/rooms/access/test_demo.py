"""One-tap links open a demo, once, straight from this machine, and never anything else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chaperone.access.demo import add_demo_person, demo_link
from chaperone.access.models import Membership, Practice
from chaperone.access.rules import Role
from chaperone.access.services import add_member, open_practice
from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.foundation.refusal import Refusal

As = Callable[[Membership], Client]


@pytest.fixture
def demo(db: None) -> Practice:
    return open_practice(slug="demo", name="Demo Surgery", legal_name="Demo", is_demo=True, at=timezone.now())


@pytest.fixture
def ada(demo: Practice) -> Membership:
    return add_demo_person(
        practice=demo, name="Ada Demo", email="ada@demo.example", roles=[Role.OWNER], at=timezone.now()
    )


def test_one_tap_signs_in_with_a_second_factor_in_place(ada: Membership) -> None:
    path = demo_link(ada.person, timezone.now())
    client = Client()
    assert "Ada Demo" in client.get(path).content.decode()
    assert client.post(path)["Location"] == reverse("home")
    assert client.get(reverse("access:people", args=["demo"])).status_code == 200
    assert Authenticator.objects.filter(user=ada.person, type="totp").count() == 1
    assert Entry.objects.get(event="access.person.signed_in").data == {"how": "demo link"}


def test_a_preview_of_the_link_does_not_spend_it(ada: Membership) -> None:
    path = demo_link(ada.person, timezone.now())
    previews = [Client().get(path).status_code for _ in range(3)]
    assert (previews, Client().post(path).status_code) == ([200, 200, 200], 302)


def test_it_works_once(ada: Membership) -> None:
    path = demo_link(ada.person, timezone.now())
    Client().post(path)
    for answer in (Client().post(path), Client().get(path)):
        assert answer.status_code == 409 and "already used" in answer.content.decode()


def test_it_ends_after_twelve_hours(ada: Membership) -> None:
    path = demo_link(ada.person, timezone.now() - timedelta(hours=12, seconds=1))
    assert Client().post(path).status_code == 409


@pytest.mark.parametrize(
    "header",
    ["HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_VIA"],
)
def test_it_is_refused_behind_a_proxy(ada: Membership, header: str) -> None:
    path, client = demo_link(ada.person, timezone.now()), Client()
    for answer in (client.get(path, **{header: "10.0.0.1"}), client.post(path, **{header: "10.0.0.1"})):
        assert answer.status_code == 409 and "behind a proxy" in answer.content.decode()
    assert client.post(path).status_code == 302, "the link itself was not spent"


def test_it_is_refused_where_the_settings_say_proxy(ada: Membership, settings: Any) -> None:
    path = demo_link(ada.person, timezone.now())
    settings.CHAPERONE_BEHIND_PROXY = True
    assert Client().post(path).status_code == 409


def test_no_real_practice_has_such_links(mina: Membership) -> None:
    with pytest.raises(Refusal, match="demo practice only"):
        demo_link(mina.person, timezone.now())
    with pytest.raises(Refusal, match="demo practice only"):
        add_demo_person(
            practice=mina.practice, name="X", email="x@x.example", roles=[Role.OWNER], at=timezone.now()
        )


def test_a_link_made_in_a_demo_opens_nothing_once_its_person_works_in_a_real_practice(
    ada: Membership, practice: Practice
) -> None:
    path = demo_link(ada.person, timezone.now())
    by = Actor.program(practice.id, "tests")
    add_member(practice=practice, person=ada.person, roles=[Role.OWNER], by=by, at=timezone.now())
    assert Client().post(path).status_code == 409


def test_a_guessed_link_opens_nothing(demo: Practice) -> None:
    answer = Client().post(reverse("account_demo", args=["A" * 43]))
    assert answer.status_code == 409 and "do not know this link" in answer.content.decode()
