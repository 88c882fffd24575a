"""What a stranger tries at the door: too much, too often, with the wrong name on it, or by half a sign-in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory, override_settings

from chaperone.access import lockout
from chaperone.access.models import Membership
from chaperone.foundation.notices.models import Notice
from chaperone.foundation.notices.services import queue_email, send
from tests.house.routes import all_routes
from tests.personas import PASSWORD

LOGIN = "/account/login/"


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


@pytest.fixture
def careful(mina: Membership) -> str:
    """Mina with a real authenticator; returns its secret."""
    Authenticator.objects.filter(user=mina.person).delete()
    secret = generate_totp_secret()
    TOTP.activate(mina.person, secret)
    return str(secret)


def _with_password(mina: Membership) -> Client:
    client = Client()
    answer = client.post(LOGIN, {"login": mina.person.email, "password": PASSWORD})
    assert answer["Location"] == "/account/second-factor/sign-in/"
    return client


def _code(secret: str) -> str:
    return f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06d}"


class TestHalfASignIn:
    """The password alone: nothing opens, by any method, and the second factor is not guessed."""

    def test_reaches_no_staff_page(self, careful: str, mina: Membership) -> None:
        client = _with_password(mina)
        reached = [
            route.name
            for route in all_routes()
            if route.is_staff
            for method in ("get", "post")
            if (answer := getattr(client, method)(route.address(practice="westlake"))).status_code != 405
            and not (answer.status_code == 302 and answer["Location"].startswith(LOGIN))
        ]
        assert reached == []

    @pytest.mark.parametrize("page", ["app/", "app/remove/", "codes/", "codes/new/", "codes/download/", ""])
    def test_changes_no_second_factor(self, page: str, careful: str, mina: Membership) -> None:
        client = _with_password(mina)
        for method in ("get", "post"):
            answer = getattr(client, method)(f"/account/second-factor/{page}")
            assert (answer.status_code, answer["Location"].startswith(LOGIN)) == (302, True)
        assert Authenticator.objects.filter(user=mina.person).count() == 1

    def test_code_is_not_guessed(self, careful: str, mina: Membership) -> None:
        """After a handful of wrong codes the right one is not listened to either."""
        client = _with_password(mina)
        right = _code(careful)
        wrong = [f"{number:06d}" for number in range(12) if f"{number:06d}" != right]
        for code in wrong:
            client.post("/account/second-factor/sign-in/", {"code": code})

        client.post("/account/second-factor/sign-in/", {"code": right})

        assert "_auth_user_id" not in client.session

    def test_code_opens_once(self, careful: str, mina: Membership) -> None:
        """The control, and a replay: the same code does not sign in a second browser."""
        right = _code(careful)
        first, second = _with_password(mina), _with_password(mina)
        first.post("/account/second-factor/sign-in/", {"code": right})
        second.post("/account/second-factor/sign-in/", {"code": right})

        assert ["_auth_user_id" in one.session for one in (first, second)] == [True, False]

    def test_session_is_a_new_one_after_signing_in(self, careful: str, mina: Membership) -> None:
        client = _with_password(mina)
        planted = client.session.session_key
        client.post("/account/second-factor/sign-in/", {"code": _code(careful)})

        assert client.session.session_key != planted

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1"]
    )
    def test_leads_nowhere_else(self, elsewhere: str, careful: str, mina: Membership) -> None:
        client = Client()
        client.post(
            f"{LOGIN}?next={elsewhere}", {"login": mina.person.email, "password": PASSWORD, "next": elsewhere}
        )
        answer = client.post("/account/second-factor/sign-in/", {"code": _code(careful), "next": elsewhere})

        assert (answer.status_code, answer["Location"]) == (302, "/")


class TestPassword:
    def test_same_answer_for_somebody_and_nobody(self, mina: Membership) -> None:
        pages = [
            Client().post(LOGIN, {"login": login, "password": "wrong wrong wrong"}).content.decode()
            for login in (mina.person.email, "nobody@nowhere.example")
        ]
        assert (
            pages[0].replace(mina.person.email, "nobody@nowhere.example").count("not right")
            == pages[1].count("not right")
            == 1
        )

    def test_reset_says_the_same_to_both(self, mina: Membership) -> None:
        answers = [
            Client().post("/account/password/reset/", {"email": email})
            for email in (mina.person.email, "nobody@nowhere.example")
        ]
        assert {(one.status_code, one["Location"]) for one in answers} == {
            (302, "/account/password/reset/done/")
        }
        assert Notice.objects.count() == 1

    def test_is_not_guessed(self, mina: Membership) -> None:
        answers = [
            Client().post(LOGIN, {"login": mina.person.email, "password": f"wrong {number}"})
            for number in range(9)
        ]
        right = Client().post(LOGIN, {"login": mina.person.email, "password": PASSWORD})

        assert right.status_code != 302
        assert {answers[-1].status_code} <= {200, 429}

    @override_settings(CHAPERONE_BEHIND_PROXY=True)
    def test_tries_are_counted_where_the_proxy_saw_them(self) -> None:
        request = RequestFactory().get(
            "/", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9", REMOTE_ADDR="10.0.0.1"
        )
        assert lockout.address(request) == "203.0.113.9"

    def test_claimed_address_counts_for_nothing_without_a_proxy(self) -> None:
        request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR="6.6.6.6", REMOTE_ADDR="203.0.113.9")
        assert lockout.address(request) == "203.0.113.9"


class TestBodies:
    def test_larger_than_any_form_needs_is_not_read(self, db: None) -> None:
        answer = Client().generic(
            "POST", LOGIN, b"", content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(settings.CHAPERONE_MAX_BODY_BYTES + 1),
        )  # fmt: skip
        assert answer.status_code == 413
        assert answer["Content-Security-Policy"]

    @pytest.mark.parametrize("address", [LOGIN, "/components/", "/s/westlake/"])
    def test_stray_file_is_kept_nowhere(
        self, address: str, practice: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        written: list[object] = []
        monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", written.append)
        photo = SimpleUploadedFile("a.jpg", b"\xff" * 5_000_000, content_type="image/jpeg")

        answer = Client().post(address, {"photo": photo, "title": "x"})

        assert answer.status_code < 500
        assert (written, list(tmp_path.iterdir())) == ([], [])

    def test_wrong_host_is_nobody(self, db: None) -> None:
        assert Client().get(LOGIN, HTTP_HOST="evil.example").status_code == 400
        assert "evil" not in Client().get(LOGIN, HTTP_X_FORWARDED_HOST="evil.example").content.decode()

    def test_no_form_is_taken_from_elsewhere(
        self, mina: Membership, as_: Callable[[Membership], Client]
    ) -> None:
        """Every address that changes something, without the token."""
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = as_(mina).cookies
        taken = [
            route.name
            for route in all_routes()
            if strict.post(route.address(practice="westlake")).status_code not in {302, 403, 404, 405}
        ]
        assert taken == []


def test_letter_with_a_line_end_in_its_head_is_given_up(practice: object) -> None:
    """A header cannot be smuggled in, and the row does not come up for ever."""
    from chaperone.access.models import Practice
    from tests.personas import NOW

    kept = Practice.objects.get()
    row = queue_email(
        practice_id=kept.pk, kind="test", to="a@b.example", subject="Hi\nBcc: x@y.example", body="", at=NOW
    )
    send(notice_id=str(row.pk), at=NOW)

    row.refresh_from_db()
    assert (row.sent_at, row.given_up_at) == (None, NOW)
