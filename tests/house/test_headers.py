"""What every answer carries, whatever it says; and that no page holds a script, a style or a handler of its own."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings

from chaperone.access.models import Membership
from chaperone.access.rules import Role
from tests.house.routes import Route, all_routes
from tests.house.travels import Travelled, travel
from tests.personas import member
from tests.story import Story

ROUTES = all_routes()
POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
    "manifest-src": ["'self'"],
}
CARRIED = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "X-Robots-Tag": {"noindex, nofollow"},
}


@dataclass(frozen=True)
class Seen:
    """One answer: who asked for what, and what came."""

    who: str
    method: str
    route: str
    answer: HttpResponse

    @property
    def page(self) -> str:
        kind = self.answer.get("Content-Type", "")
        return self.answer.content.decode() if kind.startswith("text/html") else ""

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.route} {self.answer.status_code}"


_SEEN: list[Seen] = []


@pytest.fixture
def seen(request: pytest.FixtureRequest) -> list[Seen]:
    """Every address, asked by somebody with every right, with few, from elsewhere, and by nobody; asked once a run."""
    if not _SEEN:
        _SEEN.extend(request.getfixturevalue("asked"))
    return _SEEN


@pytest.fixture
def asked(story: Story, flo: Membership, omar: Membership, as_: Callable[[Membership], Client]) -> list[Seen]:
    told = travel(story, flo)
    rows = _ids(told.practice.pk)
    insider = as_(member(told.practice, "Ada Insider", *Role))
    found = [one for route in ROUTES for one in _by_insider(insider, route, told, rows)]
    auditor = as_(member(told.practice, "Otto Auditor", Role.AUDITOR))
    for who, client in (("auditor", auditor), ("outsider", as_(omar)), ("nobody", Client())):
        found += [
            one for route in ROUTES for one in _ask(who, client, route, route.address(practice="westlake"))
        ]
    return found


def _ids(practice_id: uuid.UUID) -> dict[str, list[uuid.UUID]]:
    """A few rows of each kind, by their room."""
    found: dict[str, list[uuid.UUID]] = {}
    for model in apps.get_models():
        if "practice" in {field.name for field in model._meta.get_fields()}:
            ids = model._default_manager.filter(practice_id=practice_id).values_list("pk", flat=True)[:4]
            found.setdefault(model._meta.app_label, []).extend(pk for pk in ids if isinstance(pk, uuid.UUID))
    return found


ROOMS = {"consent": "consents", "messages": "secure_messages", "secure": "secure_messages"}


def _by_insider(
    client: Client, route: Route, told: Travelled, rows: dict[str, list[uuid.UUID]]
) -> Iterator[Seen]:
    """Each route with the first row, and each token, that it knows."""
    places = [key for key, kind in route.parts if kind == "UUIDConverter"]
    tokens = list(told.tokens.values()) if route.holds_token else [""]
    slug = {"practice": "westlake", "slug": "westlake", "network": "sandbox", "kind": "post", "key": "thanks"}
    room = route.name.partition(":")[0]
    ids = [
        pk for name in (ROOMS.get(room, room), "patients", "posts", "library") for pk in rows.get(name, [])
    ]
    for token in tokens:
        for pk in ids if places else [None]:
            address = route.address(**slug, token=token, **dict.fromkeys(places, pk))
            asked = list(_ask("insider", client, route, address))
            if any(one.answer.status_code not in {404, 405} for one in asked):
                yield from asked
                break


def _ask(who: str, client: Client, route: Route, address: str) -> Iterator[Seen]:
    for method in ("get", "post"):
        if route.name == "account_logout" and method == "post":
            continue
        with transaction.atomic():
            answer = getattr(client, method)(address)
            transaction.set_rollback(True)
        yield Seen(who, method, route.name, answer)


def test_every_answer_carries_the_headers(seen: list[Seen]) -> None:
    statuses = Counter(one.answer.status_code for one in seen)
    assert {200, 302, 403, 404, 405, 409, 422} <= set(statuses), statuses
    assert sum(statuses[status] for status in statuses if status >= 500) == 0

    lacking = [
        (str(one), name) for one in seen for name, good in CARRIED.items() if one.answer.get(name) not in good
    ]
    assert lacking == []
    assert [str(one) for one in seen if _policy(one.answer) != POLICY] == []
    assert [str(one) for one in seen if "no-store" not in one.answer.get("Cache-Control", "")] == []


def _policy(answer: HttpResponse) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.get("Content-Security-Policy", "").split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def test_no_page_holds_a_script_a_style_or_a_handler(seen: list[Seen]) -> None:
    pages = [one for one in seen if one.page]
    assert len(pages) > 150
    assert [(str(one), found) for one in pages for found in _inline(one.page)] == []

    shown = {one.route for one in pages if "&lt;script&gt;" in one.page}
    assert len(shown) > 8, shown  # what was typed with markup in it does come up on pages, as words


class _Inline(HTMLParser):
    """Collects what a strict policy would refuse: inline script or style, handlers, addresses that are script."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "style" or (
            tag == "script" and "src" not in given and given.get("type") != "application/json"
        ):
            self.found.append(tag)
        self.found += [f"{tag}[{name}]" for name, value in attrs if _refused(name, value or "")]


def _refused(name: str, value: str) -> bool:
    handler = name == "style" or name.startswith(("on", "hx-on"))
    script = value.strip().lower().startswith(("javascript:", "vbscript:", "data:text/html"))
    return handler or (script and name in {"href", "src", "action", "formaction"})


def _inline(page: str) -> list[str]:
    parser = _Inline()
    parser.feed(page)
    return parser.found


@pytest.mark.parametrize(
    "page",
    [
        '<p style="x">',
        "<style>",
        "<script>1</script>",
        '<a href=" javascript:1">',
        '<p onclick="1">',
        "<p hx-on:click=1>",
    ],
)
def test_what_is_inline_is_noticed(page: str) -> None:
    assert _inline(page)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(mina: Membership) -> None:
    client = Client()
    client.get("/account/login/")
    client.post("/account/login/", {"login": mina.person.email, "password": "correct horse battery staple"})

    kept = {
        name: (one["httponly"], one["samesite"], bool(one["secure"])) for name, one in client.cookies.items()
    }

    assert kept == dict.fromkeys(("csrftoken", "sessionid"), (True, "Lax", False))
    assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE


@override_settings(
    SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True, SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60
)
def test_with_https_an_open_request_is_sent_away_with_the_headers(practice: object) -> None:
    answer = Client().get("/account/login/")

    assert (answer.status_code, answer["Location"][:8]) == (301, "https://")
    assert _policy(answer) == POLICY
    assert "no-store" in answer["Cache-Control"]

    safe = Client().get("/account/login/", secure=True)
    assert safe["Strict-Transport-Security"].startswith("max-age=60")
    assert all(one["secure"] for one in safe.cookies.values())


def test_settings_follow_the_address(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    """What the override above stands for: an https address switches it all on."""
    import subprocess
    import sys

    code = (
        "from chaperone.project import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0,"
        " s.CHAPERONE_SANDBOX)"
    )
    environ = {"CHAPERONE_VAR": str(tmp_path), "CHAPERONE_BASE_URL": "https://chaperone.example"}
    told = subprocess.run(
        [sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True
    )

    assert told.stdout.split() == ["True", "True", "True", "True", "False"]
