"""The pages of the inbox, as those who may, those who may not, and somebody from elsewhere."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest import LogCaptureFixture

from chaperone.access.models import Membership, Practice
from chaperone.audit.models import Entry
from chaperone.inbox import services
from chaperone.inbox.models import Item, Moderation, Opening, Reply
from chaperone.inbox.rules import Action, Reason
from chaperone.inbox.urls import urlpatterns
from tests.rooms.inbox.conftest import CRITICISM, DISCLOSURE, Desk

As = Callable[[Membership], Client]
SECRETS = ("tummy tuck", "555-0147", "dana_r")


@pytest.fixture
def item(live: Desk) -> Item:
    """A comment that discloses."""
    return live.arrives(DISCLOSURE)


def address(name: str, practice: Practice, item: Item) -> str:
    """The address of any page of the room, filled with rows of this practice."""
    args: list[object] = [item.pk]
    if name in ("list", "settings", "allow_own_words"):
        args = []
    elif name == "answer":
        args = [item.pk, "complaint"]
    elif name == "by_hand":
        args = [_removal(item)]
    elif name == "review":
        args = [_reply(item)]
    return reverse(f"inbox:{name}", args=[practice.slug, *args])


def _removal(item: Item) -> uuid.UUID:
    row = Moderation.objects.filter(item=item).first() or Moderation.objects.create(
        practice=item.practice, item=item, snapshot=item.snapshots.get(), action="hide", reason_code="privacy",
        asked_by="x", asked_at=item.arrived_at, due_at=item.arrived_at + timedelta(days=9),
    )  # fmt: skip
    return row.pk


def _reply(item: Item) -> uuid.UUID:
    writer = item.practice.memberships.first()
    assert writer is not None
    row = Reply(
        practice=item.practice, item=item, text="We saw dana_r for her tummy tuck", content_sha256="0" * 64,
        state="waiting_approval", written_by=writer.person, written_at=item.arrived_at,
    )  # fmt: skip
    row.save()
    return row.pk


NAMES = [str(pattern.name) for pattern in urlpatterns]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("method", ["get", "post"])
def test_outsider_finds_nothing(
    live: Desk, item: Item, omar: Membership, as_: As, name: str, method: str
) -> None:
    here = getattr(as_(omar), method)(address(name, live.story.practice, item))
    assert here.status_code in (404, 405)
    assert not any(secret in here.content.decode() for secret in SECRETS)


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("list", "settings", "allow_own_words")]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_item_is_not_found_under_the_outsiders_own_practice(
    other_practice: Practice, item: Item, omar: Membership, as_: As, name: str, method: str
) -> None:
    there = getattr(as_(omar), method)(address(name, other_practice, item))
    assert there.status_code in (404, 405)
    assert not any(secret in there.content.decode() for secret in SECRETS)


@pytest.mark.parametrize("name", NAMES)
def test_stranger_is_sent_to_sign_in(live: Desk, item: Item, name: str) -> None:
    assert Client().get(address(name, live.story.practice, item)).status_code in (302, 405)


def test_words_are_covered_until_opened_and_opening_is_recorded(live: Desk, item: Item, as_: As) -> None:
    browser = as_(live.flo)
    practice = live.story.practice
    page = address("detail", practice, item)
    for covered in (address("list", practice, item), page):
        seen = browser.get(covered).content.decode()
        assert not any(secret in seen for secret in SECRETS)
        assert "█" in seen
    browser.post(address("open", practice, item))
    assert all(secret in browser.get(page).content.decode() for secret in SECRETS)
    opened = Entry.objects.get(event="inbox.item.opened")
    assert (opened.actor_id, opened.subject_id) == (str(live.flo.person_id), str(item.pk))
    assert "tummy tuck" not in as_(live.story.priya).get(page).content.decode(), "each opens for herself"


def test_what_was_opened_closes_by_itself(live: Desk, item: Item, as_: As) -> None:
    browser = as_(live.flo)
    browser.post(address("open", live.story.practice, item))
    Opening.objects.update(at=Opening.objects.get().at - timedelta(minutes=16))
    assert "tummy tuck" not in browser.get(address("detail", live.story.practice, item)).content.decode()


def test_coordinator_sees_that_it_discloses_but_not_what(
    live: Desk, item: Item, mina: Membership, as_: As
) -> None:
    browser = as_(mina)
    page = browser.get(address("detail", live.story.practice, item)).content.decode()
    assert "It points at a person" in page
    assert "Ask one of" in page
    assert browser.post(address("open", live.story.practice, item)).status_code == 403
    assert browser.post(address("moderate", live.story.practice, item)).status_code == 403


def test_private_message_is_covered_whole(live: Desk, as_: As) -> None:
    live.message("Do you have parking near the office?", name="quiet_one")
    live.work()
    page = as_(live.flo).get(address("list", live.story.practice, live.one())).content.decode()
    assert "parking" not in page
    assert "quiet_one" not in page


def test_one_tap_hides_what_was_proposed(live: Desk, item: Item, as_: As) -> None:
    page = address("detail", live.story.practice, item)
    browser = as_(live.story.priya)
    assert "Hide it now" in browser.get(page).content.decode()
    browser.post(address("moderate", live.story.practice, item), {"action": "hide", "reason": "privacy"})
    live.work(seconds=1)
    assert "found hidden" in browser.get(page).content.decode()


def test_looking_for_negative_finds_the_law(live: Desk, as_: As) -> None:
    live.review(CRITICISM)
    live.work()
    review = live.one(kind="review")
    browser = as_(live.flo)
    assert "16 CFR 465.7" in browser.get(address("detail", live.story.practice, review)).content.decode()
    answer = browser.post(
        address("moderate", live.story.practice, review), {"action": "hide", "reason": "negative"}
    )
    assert (answer.status_code, Moderation.objects.count()) == (422, 0)
    assert answer.content.decode().count("16 CFR 465.7") == 2


def test_template_is_two_taps(live: Desk, item: Item, as_: As) -> None:
    browser = as_(live.flo)
    practice = live.story.practice
    links = re.findall(
        r'href="([^"]+/answer/[^"]+)"', browser.get(address("detail", practice, item)).content.decode()
    )
    first = browser.get(links[0])
    assert "Send this answer" in first.content.decode()
    assert practice.phone in first.content.decode()
    assert browser.post(f"{links[0]}?language=es").status_code == 302
    assert (Reply.objects.get().template_key, Reply.objects.get().language) == ("self_disclosure", "es")


def test_own_words_that_disclose_keep_what_was_typed_and_say_why(live: Desk, item: Item, as_: As) -> None:
    services.allow_free_text(practice=live.story.practice, allowed=True, by=live.officer, at=live.story.now)
    words = "We loved meeting you at your visit in June."
    answer = as_(live.flo).post(address("own_words", live.story.practice, item), {"text": words})
    page = answer.content.decode()
    assert (answer.status_code, Reply.objects.count()) == (422, 0)
    assert words in page
    assert "confirm or deny" in page
    assert "Safer" in page


def test_own_words_while_off_say_why(live: Desk, item: Item, as_: As) -> None:
    page = as_(live.flo).get(address("own_words", live.story.practice, item)).content.decode()
    assert "Templates only" in page
    assert "<textarea" not in page


def test_second_person_approves_on_the_page(live: Desk, item: Item, as_: As) -> None:
    practice = live.story.practice
    services.allow_free_text(practice=practice, allowed=True, by=live.officer, at=live.story.now)
    words = "Thank you for the feedback. Anyone with a concern can call our office."
    as_(live.flo).post(address("own_words", practice, item), {"text": words})
    reply = Reply.objects.get()
    review = reverse("inbox:review", args=[practice.slug, reply.pk])
    assert as_(live.flo).post(review, {"decision": "approve"}).status_code == 403
    assert "Approve and send" in as_(live.story.priya).get(address("detail", practice, item)).content.decode()
    as_(live.story.priya).post(review, {"decision": "approve"})
    live.work(seconds=1)
    reply.refresh_from_db()
    assert reply.state == "sent"


def test_only_owner_and_officer_switch_own_words(live: Desk, item: Item, as_: As) -> None:
    switch = address("allow_own_words", live.story.practice, item)
    assert as_(live.flo).post(switch, {"allowed": "yes"}).status_code == 403
    assert as_(live.story.reyes).post(switch, {"allowed": "yes"}).status_code == 302
    assert "Allowed" in as_(live.flo).get(address("settings", live.story.practice, item)).content.decode()


def test_filters_narrow_the_list(live: Desk, item: Item, as_: As) -> None:
    live.review(CRITICISM)
    live.work()
    browser, here = as_(live.flo), address("list", live.story.practice, item)
    for show, rows in (("all", 2), ("disclosures", 1), ("reviews", 1), ("action", 2), ("urgent", 0)):
        assert browser.get(f"{here}?show={show}").content.decode().count('class="inbox-row"') == rows, show
    account = live.story.channel.pk
    assert browser.get(f"{here}?account={account}").content.decode().count('class="inbox-row"') == 2
    assert browser.get(f"{here}?account={uuid.uuid4()}").content.decode().count('class="inbox-row"') == 0
    assert browser.get(f"{here}?account=nonsense&show=nonsense&page=99").status_code == 200


def test_list_asks_the_database_the_same_for_one_and_three(live: Desk, item: Item, as_: As) -> None:
    browser, here = as_(live.flo), address("list", live.story.practice, item) + "?show=all"
    browser.get(here)
    with CaptureQueriesContext(
        connection,
    ) as one:
        browser.get(here)
    for name in ("b", "c"):
        live.comment(DISCLOSURE, name=name)
    live.work()
    services.moderate(
        item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    with CaptureQueriesContext(connection) as three:
        page = browser.get(here)
    assert page.content.decode().count('class="inbox-row"') == 3
    assert len(three) == len(one)


def test_item_page_asks_the_database_the_same_for_one_and_three_snapshots(
    live: Desk, item: Item, as_: As
) -> None:
    browser, page = as_(live.flo), address("detail", live.story.practice, item)
    browser.get(page)
    with CaptureQueriesContext(connection) as one:
        browser.get(page)
    for number in (2, 3):
        row = item.snapshots.first()
        assert row is not None
        row.pk, row.number = uuid.uuid4(), number
        row._state.adding = True
        row.save()
    with CaptureQueriesContext(connection) as three:
        browser.get(page)
    assert len(three) == len(one)


def test_logs_and_addresses_say_nothing(live: Desk, item: Item, as_: As, caplog: LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    browser = as_(live.flo)
    browser.get(address("list", live.story.practice, item))
    browser.post(address("open", live.story.practice, item))
    page = browser.get(address("detail", live.story.practice, item)).content.decode()
    logged = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith("django.db")
    )
    links = " ".join(re.findall(r'(?:href|action)="([^"]+)"', page))
    assert not any(secret in logged or secret in links for secret in SECRETS)
