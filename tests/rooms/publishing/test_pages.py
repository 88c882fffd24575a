"""The calendar and a delivery's page: who sees what, what can be done there, and what a stranger finds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaperone.access.models import Membership
from chaperone.audit.models import Entry
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.publishing.models import Delivery, Takedown
from tests.rooms.posts.others import another_account
from tests.story import SAFE_WORDS, Story

As = Callable[[Membership], Client]
WESTLAKE = "westlake"


def url(name: str, *args: object, slug: str = WESTLAKE) -> str:
    return reverse(f"publishing:{name}", args=[slug, *args])


@pytest.fixture
def now() -> datetime:
    """The pages read the real clock, so the story happens today."""
    return timezone.now()


def test_publish_now_from_the_posts_page(story: Story, as_: As) -> None:
    story.until_approved()
    client = as_(story.mina)
    post_page = reverse("posts:detail", args=[WESTLAKE, story.post.pk])
    assert url("schedule", story.version.pk) in client.get(post_page).content.decode()
    answer = client.post(url("schedule", story.version.pk), {"channel": story.channel.pk}, follow=True)
    delivery = Delivery.objects.get()
    assert answer.redirect_chain == [(url("delivery", delivery.pk), 302)]
    run_everything_due(now=timezone.now())
    delivery.refresh_from_db()
    html = client.get(url("delivery", delivery.pk)).content.decode()
    assert delivery.ref is not None
    assert str(delivery.ref.url) in html
    assert "Checked once more; the network was asked to publish it" in html


def test_a_time_on_the_practices_clock(story: Story, as_: As) -> None:
    story.until_approved()
    local = story.practice.local(timezone.now() + timedelta(days=1)).replace(second=0, microsecond=0)
    as_(story.mina).post(
        url("schedule", story.version.pk),
        {"channel": story.channel.pk, "due_at": local.strftime("%Y-%m-%dT%H:%M")},
    )
    assert Delivery.objects.get().due_at == local


@pytest.mark.parametrize("typed", ["tomorrow", "2026-13-41T25:00", "9" * 400])
def test_an_odd_time_schedules_nothing(story: Story, as_: As, typed: str) -> None:
    story.until_approved()
    answer = as_(story.mina).post(
        url("schedule", story.version.pk), {"channel": story.channel.pk, "due_at": typed}, follow=True
    )
    assert "Nothing was scheduled." in answer.content.decode()
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("channel", ["", "nonsense", "5f0c1d7e-9a3b-4a64-8f0e-0d6f2b1c7a11"])
def test_an_odd_account_is_not_there(story: Story, as_: As, channel: str) -> None:
    story.until_approved()
    answer = as_(story.mina).post(url("schedule", story.version.pk), {"channel": channel})
    assert answer.status_code == 404
    assert not Delivery.objects.exists()


def test_pressing_publish_twice_is_one_delivery(story: Story, as_: As) -> None:
    story.until_approved()
    client = as_(story.mina)
    for _ in range(2):
        answer = client.post(url("schedule", story.version.pk), {"channel": story.channel.pk}, follow=True)
    assert "This is already on its way to that account." in answer.content.decode()
    assert Delivery.objects.count() == 1


def test_what_is_not_approved_is_refused_with_the_gate(story: Story, as_: As) -> None:
    story.until_covered()
    story.write()
    answer = as_(story.mina).post(
        url("schedule", story.version.pk), {"channel": story.channel.pk}, follow=True
    )
    assert "Approval: Somebody other than the writer approves it." in answer.content.decode()
    assert not Delivery.objects.exists()


def test_another_time_cancel_and_too_late(story: Story, as_: As) -> None:
    story.until_approved()
    delivery = story.schedule(story.now + timedelta(days=1))
    client = as_(story.mina)
    client.post(url("reschedule", delivery.pk), {"due_at": "2031-01-02T03:04"})
    delivery.refresh_from_db()
    assert f"{story.practice.local(delivery.due_at):%Y-%m-%d %H:%M}" == "2031-01-02 03:04"
    assert client.post(url("cancel", delivery.pk)).status_code == 302
    again = client.post(url("cancel", delivery.pk))
    assert again.status_code == 409
    assert "This is “cancelled” now." in again.content.decode()


def test_taking_down_shows_every_look(story: Story, as_: As) -> None:
    delivery = story.until_live()
    client = as_(story.mina)
    client.post(url("take_down", delivery.pk), {"reason": "by_hand"})
    client.post(url("take_down", delivery.pk), {"reason": "by_hand"})
    assert Takedown.objects.count() == 1
    run_everything_due(now=timezone.now())
    html = client.get(url("delivery", delivery.pk)).content.decode()
    assert "Every time we looked" in html
    assert html.count("absent") == 3
    assert "Looked for again and not found" in html


@pytest.mark.parametrize("reason", ["", "withdrawn", "negative", "nonsense"])
def test_only_a_persons_reasons_count(story: Story, as_: As, reason: str) -> None:
    """Withdrawal and expiry announce themselves; "I do not like it" is no reason at all."""
    delivery = story.until_live()
    answer = as_(story.mina).post(url("take_down", delivery.pk), {"reason": reason})
    assert answer.status_code == 422
    assert not Takedown.objects.exists()


def test_the_page_that_looks_again_is_a_part_of_the_page(story: Story, as_: As) -> None:
    delivery = story.until_live()
    client = as_(story.mina)
    part = client.get(url("delivery", delivery.pk), headers={"HX-Request": "true"}).content.decode()
    whole = client.get(url("delivery", delivery.pk)).content.decode()
    assert "<html" not in part
    assert part.strip().startswith('<div id="standing"')
    assert "<html" in whole


PAGES = ("calendar", "delivery", "reschedule", "cancel", "take_down", "schedule")


def address(story: Story, delivery: Delivery, name: str, slug: str) -> str:
    tail = [] if name == "calendar" else [story.version.pk] if name == "schedule" else [delivery.pk]
    return url(name, *tail, slug=slug)


@pytest.mark.parametrize("name", PAGES)
def test_an_outsider_finds_nothing(story: Story, omar: Membership, as_: As, name: str) -> None:
    delivery = story.until_live()
    client, before = as_(omar), Entry.objects.filter(practice_id=story.practice.pk).count()
    for slug in [WESTLAKE] if name == "calendar" else [WESTLAKE, "harbor"]:
        where = address(story, delivery, name, slug)
        sent = {"reason": "by_hand", "channel": story.channel.pk}
        assert client.post(where, sent).status_code in {404, 405}
        assert client.get(where).status_code in {404, 405}
    delivery.refresh_from_db()
    assert delivery.state == "live"
    assert not Takedown.objects.exists()
    assert Entry.objects.filter(practice_id=story.practice.pk).count() == before


def test_an_outsiders_own_calendar_shows_nothing_of_ours(story: Story, omar: Membership, as_: As) -> None:
    story.until_live()
    html = as_(omar).get(url("calendar", slug="harbor")).content.decode()
    assert SAFE_WORDS[:40] not in html
    assert "Nothing is scheduled" in html


def test_our_post_does_not_go_to_an_outsiders_account(story: Story, omar: Membership, as_: As) -> None:
    story.until_approved()
    foreign = another_account(story, "harbor", by=omar)
    answer = as_(story.mina).post(url("schedule", story.version.pk), {"channel": foreign.pk})
    assert answer.status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_without_a_sign_in_there_is_only_the_door(story: Story, client: Client, name: str) -> None:
    delivery = story.until_live()
    assert client.post(address(story, delivery, name, WESTLAKE)).status_code == 302
    assert not Takedown.objects.exists()


@pytest.mark.parametrize(("who", "schedules", "takes_down"), [
    ("mina", True, True), ("reyes", True, True), ("priya", True, True), ("flo", False, True),
])  # fmt: skip
def test_each_role_does_its_part(
    story: Story, as_: As, request: pytest.FixtureRequest, who: str, schedules: bool, takes_down: bool
) -> None:
    delivery = story.until_live()
    client = as_(request.getfixturevalue(who))
    assert client.get(url("calendar")).status_code == 200
    assert (client.post(url("cancel", delivery.pk)).status_code != 403) == schedules
    assert (
        client.post(url("take_down", delivery.pk), {"reason": "by_hand"}).status_code == 302
    ) == takes_down


def test_the_calendar_costs_the_same_for_one_and_for_three(story: Story, as_: As) -> None:
    story.until_approved()
    client, counts = as_(story.mina), []
    story.schedule(story.now + timedelta(hours=1))
    client.get(url("calendar"))
    for rows in (1, 3):
        while Delivery.objects.count() < rows:
            story.write(f"{SAFE_WORDS} {rows} {Delivery.objects.count()}")
            story.approve()
            story.schedule(story.now + timedelta(days=Delivery.objects.count()))
        with CaptureQueriesContext(connection) as made:
            client.get(url("calendar"))
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_an_odd_page_number_is_the_nearest_page(story: Story, as_: As) -> None:
    story.until_live()
    for page in ("0", "999", "x"):
        assert SAFE_WORDS[:40] in as_(story.mina).get(url("calendar"), {"page": page}).content.decode()
