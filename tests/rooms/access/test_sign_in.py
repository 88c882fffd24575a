"""Nobody signs in without a second factor: the whole way through the door, with a real code."""

from __future__ import annotations

import time
from base64 import b64decode
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from chaperone.access.models import Membership, Person, Practice
from chaperone.access.rules import Role
from chaperone.access.services import add_member
from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from tests.personas import NOW

PASSWORD = "velvet-otter-lamp-quarry"


@pytest.fixture(autouse=True)
def _nothing_counted_yet() -> Any:
    """allauth counts tries in the cache, which outlives a test."""
    cache.clear()
    yield
    cache.clear()


def code_for(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def person(practice: Practice, name: str = "Nadia Brandt") -> Membership:
    """Somebody with a password, and nothing else yet."""
    made = Person.objects.create_user(f"{name.split()[0].lower()}@westlake.example", PASSWORD, name=name)
    by = Actor.program(practice.id, "tests")
    return add_member(practice=practice, person=made, roles=[Role.COORDINATOR], by=by, at=NOW)


@pytest.fixture
def nadia(practice: Practice) -> Membership:
    return person(practice)


def type_password(client: Client, email: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password}, **extra)


def test_the_password_alone_opens_nothing(nadia: Membership) -> None:
    TOTP.activate(nadia.person, generate_totp_secret())
    client = Client()
    answer = type_password(client, nadia.person.email)
    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_authenticate"))
    people = reverse("access:people", args=["westlake"])
    assert client.get(people)["Location"] == f"{reverse('account_login')}?next={people}"


def test_password_and_code_open_the_door_and_the_trail_says_so(nadia: Membership) -> None:
    secret = generate_totp_secret()
    TOTP.activate(nadia.person, secret)
    client = Client()
    type_password(client, nadia.person.email)
    wrong = client.post(
        reverse("mfa_authenticate"), {"code": "000000" if code_for(secret) != "000000" else "1"}
    )
    assert wrong.status_code == 200 and "This code is not right" in wrong.content.decode()
    right = client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert (right.status_code, right["Location"]) == (302, reverse("home"))
    assert client.get(reverse("access:people", args=["westlake"])).status_code == 200
    signed_in = Entry.objects.get(event="access.person.signed_in")
    assert (signed_in.actor_id, signed_in.data) == (str(nadia.person_id), {"how": "password"})


def test_the_same_code_opens_only_once(nadia: Membership) -> None:
    secret = generate_totp_secret()
    TOTP.activate(nadia.person, secret)
    code = code_for(secret)
    answers = []
    for _ in range(2):
        client = Client()
        type_password(client, nadia.person.email)
        answers.append(client.post(reverse("mfa_authenticate"), {"code": code}).status_code)
    assert answers == [302, 200]


def test_a_new_person_reaches_only_enrolment_and_then_everything(nadia: Membership) -> None:
    client = Client()
    assert type_password(client, nadia.person.email)["Location"] == reverse("home")
    for wanted in [reverse("home"), reverse("access:people", args=["westlake"]), reverse("mfa_index")]:
        assert client.get(wanted)["Location"] == reverse("mfa_activate_totp"), wanted
    enrol = client.get(reverse("mfa_activate_totp"), follow=True)
    assert enrol.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    here = enrol.redirect_chain[-1][0]
    page = client.post(here, {"password": PASSWORD, "next": reverse("mfa_activate_totp")}, follow=True)
    assert page.context["totp_svg_data_uri"].startswith("data:image/svg+xml;base64,")
    secret = page.context["form"].secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(reverse("access:people", args=["westlake"])).status_code == 200


def test_a_session_that_began_before_enrolment_ends(nadia: Membership) -> None:
    """Somebody else knew the password and was waiting in another browser for her to enrol."""
    waiting = Client()
    type_password(waiting, nadia.person.email)
    TOTP.activate(nadia.person, generate_totp_secret())
    assert waiting.get(reverse("home"))["Location"] == reverse("account_login")
    assert "_auth_user_id" not in waiting.session


def test_what_makes_codes_is_sealed_in_the_database(nadia: Membership) -> None:
    secret = generate_totp_secret()
    TOTP.activate(nadia.person, secret)
    kept = Authenticator.objects.get(user=nadia.person).data["secret"]
    assert secret not in kept and secret.encode() not in b64decode(kept)


def test_wrong_passwords_lock_this_address_and_not_the_whole_office(
    practice: Practice, nadia: Membership, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {}  # allauth's own limit comes earlier; here the lock-out itself is tried
    settings.AXES_FAILURE_LIMIT = 3
    TOTP.activate(nadia.person, generate_totp_secret())
    other = person(practice, "Ines Quiroga")
    TOTP.activate(other.person, generate_totp_secret())
    tries = [type_password(Client(), nadia.person.email, "wrong wrong wrong").status_code for _ in range(3)]
    locked = type_password(Client(), nadia.person.email.upper())
    assert (tries, locked.status_code) == ([200, 200, 429], 429)
    assert "Please wait a moment" in locked.content.decode()
    assert type_password(Client(), other.person.email)["Location"] == reverse("mfa_authenticate")


def test_guessing_codes_stops_soon(nadia: Membership) -> None:
    secret = generate_totp_secret()
    TOTP.activate(nadia.person, secret)
    client = Client()
    type_password(client, nadia.person.email)
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": "abcdef"})
    assert client.post(reverse("mfa_authenticate"), {"code": code_for(secret)}).status_code == 200


def test_the_last_second_factor_cannot_be_removed(nadia: Membership) -> None:
    passkey = Authenticator.objects.create(
        user=nadia.person, type=Authenticator.Type.WEBAUTHN, data={"name": "Passkey 1", "credential": {}}
    )
    client = signed_in(nadia, passkey)
    refused = client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert refused.status_code == 409 and "only second factor" in refused.content.decode()
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_somebody_elses_passkey_is_not_there(nadia: Membership, mina: Membership, as_: Any) -> None:
    passkey = Authenticator.objects.create(
        user=nadia.person, type=Authenticator.Type.WEBAUTHN, data={"name": "Passkey 1", "credential": {}}
    )
    assert as_(mina).post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 404


def test_the_authenticator_app_cannot_be_switched_off(mina: Membership, as_: Any) -> None:
    client = as_(mina)
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        *records,
        {"method": "mfa", "at": time.time(), "reauthenticated": True},
    ]
    session.save()
    page = client.post(reverse("mfa_deactivate_totp"))
    assert page.status_code == 200 and "only second factor" in page.content.decode()
    assert Authenticator.objects.filter(user=mina.person, type=Authenticator.Type.TOTP).exists()


def test_a_session_ends_after_idle_minutes_even_when_somebody_asks_to_be_remembered(
    nadia: Membership, settings: Any
) -> None:
    secret = generate_totp_secret()
    TOTP.activate(nadia.person, secret)
    client = Client()
    client.post(
        reverse("account_login"), {"login": nadia.person.email, "password": PASSWORD, "remember": "on"}
    )
    client.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert client.session.get_expiry_age() == settings.CHAPERONE_IDLE_MINUTES * 60
    assert client.session.get_expire_at_browser_close()


def test_every_staff_page_carries_the_clock_that_signs_out(mina: Membership, as_: Any, settings: Any) -> None:
    client = as_(mina)
    page = client.get(reverse("access:people", args=["westlake"])).content.decode()
    assert f'data-idle="{settings.CHAPERONE_IDLE_MINUTES * 60}"' in page
    assert f'data-ping="{reverse("account_here")}"' in page
    assert client.get(reverse("account_here")).status_code == 204
    assert Client().get(reverse("account_here")).status_code == 302


def test_nobody_signs_up(db: None) -> None:
    assert Client().get("/account/signup/").status_code == 404


def test_a_forgotten_password_goes_to_the_address_we_know_and_never_names_the_host_asked(
    mina: Membership, settings: Any
) -> None:
    from chaperone.foundation.notices.models import Notice

    settings.CHAPERONE_BASE_URL = "https://chaperone.westlake.example"
    settings.ALLOWED_HOSTS = ["*"]
    ask = reverse("account_reset_password")
    answers = [
        Client().post(ask, {"email": email}, HTTP_HOST="evil.example").status_code
        for email in (mina.person.email, "stranger@nowhere.example")
    ]
    notice = Notice.objects.get()
    assert answers == [302, 302]
    assert (notice.to, notice.kind) == (mina.person.email, "access.password_reset")
    assert "https://chaperone.westlake.example/account/password/reset/key/" in notice.body
    assert "evil.example" not in notice.body


def test_a_link_in_the_mail_sets_a_new_password_and_the_second_factor_stays(nadia: Membership) -> None:
    from chaperone.foundation.notices.models import Notice

    TOTP.activate(nadia.person, generate_totp_secret())
    Client().post(reverse("account_reset_password"), {"email": nadia.person.email})
    path = next(word for word in Notice.objects.get().body.split() if "/password/reset/key/" in word)
    client = Client()
    form = client.get(path.split(".example")[-1].replace("http://127.0.0.1:8000", ""), follow=True)
    new = "marble-heron-violet-ladder"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert type_password(Client(), nadia.person.email).status_code == 200
    assert type_password(Client(), nadia.person.email, new)["Location"] == reverse("mfa_authenticate")


@pytest.mark.parametrize("weak", ["short", "password1234", "nadia@westlake.example"])
def test_weak_passwords_are_not_accepted(nadia: Membership, weak: str) -> None:
    TOTP.activate(nadia.person, generate_totp_secret())
    client = signed_in(nadia, Authenticator.objects.get(user=nadia.person))
    url = reverse("account_change_password")
    page = client.post(url, {"oldpassword": PASSWORD, "password1": weak, "password2": weak})
    nadia.person.refresh_from_db()
    assert page.status_code == 200 and nadia.person.check_password(PASSWORD)


def signed_in(member: Membership, authenticator: Authenticator) -> Client:
    """A browser in which this member is in, with this authenticator."""
    client = Client()
    client.force_login(member.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["account_authentication_methods_user"] = str(member.person_id)
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": time.time(), "id": authenticator.pk, "reauthenticated": True}
    ]
    session.save()
    return client
