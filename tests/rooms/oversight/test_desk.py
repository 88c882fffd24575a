"""The desk: what waits for whom, on the first day, on a busy one, and never for the wrong practice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.channels.services import mark_needs_reconnect
from chaperone.compliance import services as compliance
from chaperone.compliance.terms import TERMS
from chaperone.consents.models import Authorization
from chaperone.oversight.desk.figures import figures
from chaperone.oversight.desk.first_day import first_steps
from chaperone.oversight.desk.posture import posture
from chaperone.oversight.desk.today import todos
from chaperone.oversight.desk.words import ago
from chaperone.posts import services as posts
from chaperone.publishing.models import Delivery, Takedown
from tests.story import Story

As = Callable[[Membership], Client]


def waiting(story: Story, member: Membership) -> list[tuple[str, str]]:
    found = figures(story.practice, member.person_id, at=story.now)
    return [(one.word, one.sentence) for one in todos(found, story.practice, actor_for(member))]


def standing(story: Story) -> dict[str, tuple[str, str]]:
    found = figures(story.practice, story.priya.person_id, at=story.now)
    steps = posture(found, story.practice, actor_for(story.priya))
    return {one.title: (one.verdict, one.word) for one in steps}


def desk(practice: Practice) -> str:
    return reverse("oversight:desk", args=[practice.slug])


def test_the_first_day_says_what_to_do_first_and_who_does_it(
    practice: Practice, mina: Membership, reyes: Membership, as_: As
) -> None:
    page = as_(mina).get(desk(practice)).content.decode()
    assert "What to do first" in page
    steps = first_steps(practice, actor_for(mina))
    assert [(one["label"], bool(one["url"])) for one in steps] == [
        ("Adopt the rules", False),
        ("Connect an account", False),
        ("Upload a picture", True),
        ("Ask a patient", True),
    ]
    assert steps[1]["sentence"].endswith("Done by: owner.")
    assert all(one["url"] for one in first_steps(practice, actor_for(reyes)))


def test_a_post_in_review_waits_for_its_approver_and_not_for_its_author(story: Story) -> None:
    story.until_covered()
    story.write()
    posts.ask_review(post=story.post, by=actor_for(story.mina), at=story.now)
    assert waiting(story, story.reyes) == [("Approve", "1 post waits for approval.")]
    assert waiting(story, story.mina) == []
    assert standing(story)["Posts"] == ("look", "To approve")


def test_a_post_that_was_sent_back_waits_for_its_author(story: Story) -> None:
    story.until_approved()
    posts.send_back(version=story.version, note="Softer, please.", by=actor_for(story.reyes), at=story.now)
    assert waiting(story, story.mina) == [("Sent back", "1 post of yours was sent back with a note.")]


def test_a_takedown_is_watched_and_one_by_hand_comes_first(story: Story) -> None:
    delivery = story.until_live()
    story.withdraw()
    story.later(hours=3)
    word, sentence = waiting(story, story.priya)[0]
    assert (word, sentence) == (
        "Coming down", "A post is coming down: the patient withdrew her authorization, asked 3 hours ago."
    )  # fmt: skip
    Takedown.objects.filter(delivery=delivery).update(state="needs_person")
    assert waiting(story, story.priya)[0][0] == "Needs you"
    assert standing(story)["Takedowns"] == ("blocked", "Needs you")


def test_what_did_not_go_out_and_what_lost_its_connection_is_said(story: Story) -> None:
    story.until_approved()
    delivery = story.schedule(story.now + timedelta(hours=5))
    Delivery.objects.filter(pk=delivery.pk).update(state="held")
    mark_needs_reconnect(channel=story.channel, at=story.now)
    assert [word for word, _ in waiting(story, story.reyes)] == ["Reconnect", "Held"]
    assert [word for word, _ in waiting(story, story.mina)] == ["Held"]
    assert (standing(story)["Published"], standing(story)["Accounts"]) == (
        ("held", "1 held"), ("blocked", "Reconnect")
    )  # fmt: skip


def test_an_authorization_that_ends_soon_or_is_not_answered_is_said(story: Story) -> None:
    story.add_patient()
    story.add_photo()
    signed = story.ask_and_sign(days=20)
    unanswered = story.ask_and_sign(days=90)
    Authorization.objects.filter(pk=unanswered.pk).update(
        state="sent", signed_at=None, sent_at=story.now - timedelta(days=8)
    )
    assert signed.state == "signed"
    assert waiting(story, story.mina) == [
        ("Ask again", "1 patient has not answered for a week."),
        ("Ends soon", "1 authorization ends within 30 days; posts then come down."),
    ]
    assert waiting(story, story.priya)[0][0] == "Ask again"


def test_pictures_to_check_wait_for_a_person(story: Story) -> None:
    story.add_patient()
    rendition = story.add_photo()
    type(rendition).objects.filter(pk=rendition.pk).update(marks_checked_at=None, marks_checked_by="")
    assert waiting(story, story.mina) == [("Check", "Look for tattoos and marks on 1 picture.")]
    assert standing(story)["Pictures"] == ("look", "1 to check")


def test_agreements_that_lapse_are_said_to_those_who_can_renew_them(story: Story) -> None:
    by, today = Actor.program(story.practice.id, "tests"), story.practice.local(story.now).date()
    for name, ends in (("Brightroom", 200), ("Fernhill", -3), ("Lumen", 10)):
        vendor = compliance.add_vendor(practice=story.practice, name=name, services="", by=by, at=story.now)
        start = today - timedelta(days=100)
        compliance.sign_agreement(
            vendor=vendor, signed_on=start, starts_on=start, ends_on=today + timedelta(days=ends),
            terms={term.key for term in TERMS}, by=by, at=story.now,
        )  # fmt: skip
    assert waiting(story, story.priya) == [
        ("Lapsed", "The agreement with Fernhill ended Sat 21 Nov 2026."),
        ("Ends soon", "The agreement with Lumen ends Fri 4 Dec 2026."),
    ]
    assert waiting(story, story.mina) == []
    assert standing(story)["Vendors"] == ("blocked", "1 lapsed")


def test_policies_not_attested_yet_wait_for_everybody_herself(story: Story) -> None:
    adopted = compliance.adopt_starter_policies(
        practice=story.practice, by=actor_for(story.priya), at=story.now
    )
    words = waiting(story, story.mina)
    assert words == [("Read", f"Read {len(adopted)} policies. Until then you can look, not act.")]
    assert ("Remind", "3 colleagues have not attested the policies yet.") in waiting(story, story.priya)
    assert standing(story)["Policies"] == ("look", "3 missing")


@pytest.mark.parametrize("who", ["mina", "reyes", "priya", "flo"])
def test_everybody_has_a_desk(practice: Practice, as_: As, request: pytest.FixtureRequest, who: str) -> None:
    assert as_(request.getfixturevalue(who)).get(desk(practice)).status_code == 200


def test_another_practices_work_is_not_on_my_desk(
    story: Story, other_practice: Practice, omar: Membership, as_: As
) -> None:
    story.until_live()
    story.withdraw()
    assert figures(other_practice, omar.person_id, at=story.now).first_day
    assert todos(figures(other_practice, omar.person_id, at=story.now), other_practice, actor_for(omar)) == []


def test_the_number_of_queries_does_not_grow(story: Story, as_: As) -> None:
    story.until_live()
    client, counts = as_(story.priya), []
    for rows in (1, 3):
        for _ in range(rows - 1):
            story.write()
            posts.ask_review(post=story.post, by=actor_for(story.mina), at=story.now)
            story.add_photo()
            story.ask_and_sign(days=10)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(desk(story.practice)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=20), "asked just now"),
        (timedelta(minutes=1), "asked 1 minute ago"),
        (timedelta(hours=30), "asked 30 hours ago"),
        (timedelta(days=9), "asked 9 days ago"),
    ],
)
def test_waiting_is_counted_in_words(passed: timedelta, said: str) -> None:
    assert ago(passed) == said


def test_the_clock_on_the_desk_is_the_practices(practice: Practice, mina: Membership, as_: As) -> None:
    today = practice.local(timezone.now())
    assert f"<h1>{today:%A} {today.day} {today:%B}</h1>" in as_(mina).get(desk(practice)).content.decode()
