"""Nobody gets in: somebody who holds every role in another practice is tried against every address of the house,
and so is somebody with a link that is not for there."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from chaperone.access.models import Membership
from chaperone.access.rules import Role
from chaperone.inbox.templates import all_templates
from tests.house.routes import Route, all_routes
from tests.house.travels import MARK, Travelled, travel
from tests.personas import member
from tests.story import Story

ROUTES = all_routes()
STAFF = [route for route in ROUTES if route.is_staff]
LINKS = [route for route in ROUTES if route.holds_token]
METHODS = ("get", "post")
WORDS = {"kind": "post", "network": "sandbox", "key": all_templates()[0].key, "rule": "claim.dream_body"}
"""What stands in an address besides rows and links."""


@pytest.fixture
def travelled(story: Story, flo: Membership) -> Travelled:
    """A practice in which everything has happened once."""
    return travel(story, flo)


def _rows_of(practice_id: uuid.UUID) -> dict[str, list[uuid.UUID]]:
    """Some of the practice's rows that an address could name, by kind."""
    found = {}
    for model in apps.get_models():
        if {"practice", "practice_id"} & {field.name for field in model._meta.get_fields()}:
            key = "uid" if model._meta.label == "audit.Entry" else "pk"
            ids = model._default_manager.filter(practice_id=practice_id).values_list(key, flat=True)[:12]
            found |= {model._meta.label: list(ids)} if any(isinstance(pk, uuid.UUID) for pk in ids) else {}
    return found


def _objects_of(practice_id: uuid.UUID) -> dict[str, uuid.UUID]:
    """One row of each kind."""
    return {kind: ids[0] for kind, ids in _rows_of(practice_id).items()}


def _addresses(route: Route, slug: str, ids: list[uuid.UUID]) -> list[str]:
    """The route with every id in its places, or once when it names no row."""
    places = [key for key, kind in route.parts if kind == "UUIDConverter"]
    if not places:
        return [route.address(practice=slug, **WORDS)]
    return [route.address(practice=slug, **WORDS, **dict.fromkeys(places, pk)) for pk in ids]


def _call(client: Client, method: str, address: str) -> HttpResponse:
    """What the address says; nothing that the request does stays."""
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(address)
        transaction.set_rollback(True)
    return answer


def _told(answer: HttpResponse) -> bool:
    """Whether the answer holds a word of this practice's patients."""
    body = b"".join(answer) if answer.streaming else answer.content
    return MARK.encode() in body.lower() or not answer.get("Content-Type", "text/").startswith("text/")


def test_house_has_rows_to_ask_for(travelled: Travelled) -> None:
    assert len(_objects_of(travelled.practice.pk)) >= 35


def test_stranger_is_sent_to_the_door(travelled: Travelled) -> None:
    ids = list(_objects_of(travelled.practice.pk).values())[:1]
    let_in = [
        (method, address)
        for route in STAFF
        for address in _addresses(route, "westlake", ids)
        for method in METHODS
        if (answer := _call(Client(), method, address)).status_code not in {302, 404, 405}
        or (answer.status_code == 302 and not answer["Location"].startswith("/account/login/"))
    ]
    assert let_in == []


def test_outsider_finds_nothing_at_any_address_of_this_practice(
    travelled: Travelled, omar: Membership, as_: Callable[[Membership], Client]
) -> None:
    client, ids = as_(omar), list(_objects_of(travelled.practice.pk).values())[:1]
    let_in = [
        (method, address)
        for route in STAFF
        for address in _addresses(route, "westlake", ids)
        for method in METHODS
        if _call(client, method, address).status_code not in {404, 405}
    ]
    assert let_in == []


def test_outsider_reaches_no_row_of_this_practice_through_his_own(
    travelled: Travelled, omar: Membership, as_: Callable[[Membership], Client]
) -> None:
    """Asked for ours, his own practice answers as it does for a row that nobody has."""
    client, ids = as_(omar), list(_objects_of(travelled.practice.pk).values())
    leaked = []
    for route in STAFF:
        named = any(kind == "UUIDConverter" for _, kind in route.parts)
        for method in METHODS if named else ("get",):
            nothing = _call(client, method, route.address(practice="harbor", **WORDS)).status_code
            for address in _addresses(route, "harbor", ids):
                answer = _call(client, method, address)
                if _told(answer) or (named and not nothing == answer.status_code >= 400):
                    leaked.append((method, address, answer.status_code))
    assert leaked == []


def test_row_named_in_a_form_is_not_found_either(
    travelled: Travelled, omar: Membership, as_: Callable[[Membership], Client]
) -> None:
    """Ids in fields instead of in the address: his own forms, our patient, picture, vendor, account, post."""
    client, ids = as_(omar), _objects_of(travelled.practice.pk)
    rendition = str(ids["library.Rendition"])
    fields = {
        "patient": str(ids["patients.Patient"]),
        "subject": "patient",
        "vendor": str(ids["compliance.Vendor"]),
        "rendition": rendition,
        "pictures": rendition,
        "photos": rendition,
        "channels": str(ids["channels.Channel"]),
        "post": str(ids["posts.Post"]),
        "start_key": str(ids["posts.Post"]),
        "about": str(ids["posts.Post"]),
        "account": str(ids["channels.Channel"]),
        "purpose": "organic_social",
        "text": "Rest and short walks.",
        "respectful": "on",
    }
    before = _counts(travelled.practice.pk)
    told = []
    for route in STAFF:
        if any(kind == "UUIDConverter" for _, kind in route.parts):
            continue
        address = route.address(practice="harbor", **WORDS)
        told += [(m, address) for m in METHODS if _told(getattr(client, m)(address, fields))]

    assert told == []
    assert _counts(travelled.practice.pk) == before


def _counts(practice_id: uuid.UUID) -> dict[str, int]:
    return {
        model._meta.label: model._default_manager.filter(practice_id=practice_id).count()
        for model in apps.get_models()
        if "practice" in {field.name for field in model._meta.get_fields()}
    }


def test_same_addresses_do_answer_somebody_who_belongs_here(
    travelled: Travelled, as_: Callable[[Membership], Client]
) -> None:
    """The control: without it, the tests above would pass in a house whose every page is broken."""
    client = as_(member(travelled.practice, "Ada Insider", *Role))
    rows = _rows_of(travelled.practice.pk)
    dead = {route.name for route in STAFF if not _answers(client, route, _likely_first(route, rows))}
    assert dead - NEEDS_MORE == set()


NEEDS_MORE = {"library:original_image", "publishing:schedule"}
"""An original is open for the person who gave the reason alone; a schedule names its account in the form."""


def _likely_first(route: Route, rows: dict[str, list[uuid.UUID]]) -> list[uuid.UUID]:
    """Every row there is, those of the route's own room before the others."""
    room = route.name.partition(":")[0]
    kinds = sorted(rows, key=lambda kind: room not in kind.lower())
    return [pk for kind in kinds for pk in rows[kind]]


def _answers(client: Client, route: Route, ids: list[uuid.UUID]) -> bool:
    return any(
        _call(client, method, address).status_code not in {404, 405}
        for address in _addresses(route, "westlake", ids)
        for method in METHODS
    )


class TestLinks:
    """Patients, visitors and vendors come by a link; a link opens its own place and no other."""

    def test_unknown_token_opens_nothing(self, travelled: Travelled) -> None:
        rows = _objects_of(travelled.practice.pk)
        opened = [
            (method, address, answer.status_code)
            for route in LINKS
            for address in _with_token(route, "x" * 43, list(rows.values()))
            for method in METHODS
            if (answer := _call(Client(), method, address)).status_code not in {404, 405, 409}
            or _told(answer)
        ]
        assert opened == []

    def test_token_of_one_kind_opens_no_other_kind(self, travelled: Travelled) -> None:
        rows = list(_objects_of(travelled.practice.pk).values())
        opened = []
        for kind, token in travelled.tokens.items():
            for route in LINKS:
                if route.name.startswith(OWN[kind]):
                    continue
                for address in _with_token(route, token, rows):
                    answers = [_call(Client(), method, address) for method in METHODS]
                    opened += [(kind, address, one.status_code) for one in answers if not _is_closed(one)]
        assert opened == []

    def test_link_alone_shows_no_word_before_the_date_of_birth(self, travelled: Travelled) -> None:
        rows = list(_objects_of(travelled.practice.pk).values())
        told = [
            (kind, address)
            for kind in ("page", "request")
            for route in LINKS
            if route.name.startswith("consent:")
            for address in _with_token(route, travelled.tokens[kind], rows)
            if _told(_call(Client(), "get", address))
        ]
        assert told == []

    def test_thread_is_not_there_under_another_practice(self, travelled: Travelled, omar: Membership) -> None:
        token = travelled.tokens["thread"]
        assert _told(Client().get(f"/s/westlake/t/{token}/"))

        for page in ("", "received/"):
            answer = Client().get(f"/s/{omar.practice.slug}/t/{token}/{page}")
            assert (answer.status_code, _told(answer)) == (404, False)


OWN = {
    "page": ("consent:",),
    "request": ("consent:",),
    "thread": ("secure:",),
    "hand_over": ("handed:",),
    "invitation": ("account_invitation",),
}
"""Where each kind of link belongs."""


def _with_token(route: Route, token: str, ids: list[uuid.UUID]) -> Iterator[str]:
    places = [key for key, kind in route.parts if kind == "UUIDConverter"]
    slug = {key: "westlake" for key, kind in route.parts if kind == "SlugConverter"}
    for pk in ids if places else ids[:1]:
        yield route.address(token=token, **slug, **dict.fromkeys(places, pk))


def _is_closed(answer: HttpResponse) -> bool:
    return answer.status_code in {404, 405, 409, 410} and not _told(answer)
