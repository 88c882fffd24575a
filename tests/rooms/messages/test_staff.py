"""The practice's side: sealed until opened, opening recorded, nothing for others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chaperone.access.models import Membership, Practice
from chaperone.audit.models import Entry
from chaperone.messages.models import Message, Thread, ThreadOpening
from chaperone.messages.urls import urlpatterns
from tests.rooms.messages.conftest import Visitor

As = Callable[[Membership], Client]
NAMES = [str(pattern.name) for pattern in urlpatterns]
SECRETS = ("implant", "Nadia", "555-0147", "nadia@")


def address(name: str, practice: Practice, thread: Thread) -> str:
    return reverse(f"messages:{name}", args=[practice.slug, *([] if name == "list" else [thread.pk])])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_outsider_finds_nothing(
    practice: Practice,
    other_practice: Practice,
    thread: Thread,
    omar: Membership,
    as_: As,
    name: str,
    method: str,
) -> None:
    for where in (practice, other_practice):
        if name == "list" and where == other_practice:
            continue
        answer = getattr(as_(omar), method)(address(name, where, thread))
        assert answer.status_code in (404, 405)
        assert not any(secret in answer.content.decode() for secret in SECRETS)


def test_outsiders_own_list_is_empty(
    other_practice: Practice, thread: Thread, omar: Membership, as_: As
) -> None:
    page = as_(omar).get(address("list", other_practice, thread) + "?state=all").content.decode()
    assert "thread-row__main" not in page


@pytest.mark.parametrize("name", NAMES)
def test_coordinator_has_no_business_here(
    practice: Practice, thread: Thread, mina: Membership, as_: As, name: str
) -> None:
    browser = as_(mina)
    assert browser.get(address(name, practice, thread)).status_code in (403, 405)
    assert browser.post(address(name, practice, thread)).status_code in (403, 405)


def test_words_are_sealed_until_opened_and_opening_is_recorded(
    practice: Practice, thread: Thread, flo: Membership, priya: Membership, as_: As
) -> None:
    browser = as_(flo)
    for sealed in (address("list", practice, thread), address("detail", practice, thread)):
        assert not any(secret in browser.get(sealed).content.decode() for secret in SECRETS)
    browser.post(address("open", practice, thread))
    opened = browser.get(address("detail", practice, thread)).content.decode()
    assert all(secret in opened for secret in SECRETS)
    entry = Entry.objects.get(event="messages.thread.opened")
    assert (entry.actor_id, entry.subject_id) == (str(flo.person_id), str(thread.pk))
    assert "implant" not in as_(priya).get(address("detail", practice, thread)).content.decode()


def test_what_was_opened_closes_by_itself(
    practice: Practice, thread: Thread, flo: Membership, as_: As
) -> None:
    browser = as_(flo)
    browser.post(address("open", practice, thread))
    ThreadOpening.objects.update(at=ThreadOpening.objects.get().at - timedelta(minutes=16))
    assert "implant" not in browser.get(address("detail", practice, thread)).content.decode()


def test_front_desk_answers_and_closes(practice: Practice, thread: Thread, flo: Membership, as_: As) -> None:
    browser = as_(flo)
    browser.post(address("open", practice, thread))
    browser.post(address("answer", practice, thread), {"text": "Please call us at once."})
    thread.refresh_from_db()
    assert (thread.state, Message.objects.last().side) == ("answered", "practice")  # type: ignore[union-attr]
    browser.post(address("close", practice, thread))
    assert browser.post(address("answer", practice, thread), {"text": "And again."}).status_code == 422
    assert Message.objects.count() == 2


def test_emergency_stands_above_everything(
    practice: Practice, visitor: Visitor, flo: Membership, as_: As
) -> None:
    visitor.send(text="I can't breathe well and my chest hurts since this morning")
    thread = Thread.objects.get()
    page = as_(flo).get(address("detail", practice, thread)).content.decode()
    assert "This may be an emergency" in page
    assert 'role="alert"' in page


def test_list_asks_the_database_the_same_for_one_and_three(
    practice: Practice, visitor: Visitor, thread: Thread, flo: Membership, as_: As
) -> None:
    browser, here = as_(flo), address("list", practice, thread)
    browser.get(here)
    with CaptureQueriesContext(connection) as one:
        browser.get(here)
    visitor.send()
    visitor.send()
    with CaptureQueriesContext(connection) as three:
        page = browser.get(here).content.decode()
    assert page.count("thread-row__main") == 3
    assert len(three) == len(one)
