"""What is announced below ends, holds or removes what is on its way or live here, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from chaperone.access.services import actor_for, end_membership
from chaperone.audit.actors import Actor
from chaperone.consents import services as consents
from chaperone.consents.rules import Purpose
from chaperone.consents.services.ending import expire_due
from chaperone.posts.services import send_back
from chaperone.publishing import receivers
from chaperone.publishing.models import Delivery, Takedown
from tests.rooms.posts.others import another_account, second_picture
from tests.rooms.publishing.network_seen import Seen
from tests.story import Story

Run = Callable[..., int]


def test_a_part_taken_back_ends_only_what_it_covered(story: Story, seen: Seen, run_due: Run) -> None:
    """She stops posts about the practice; a post for education stays."""
    social = story.until_live()
    story.write(purpose=Purpose.EDUCATION)
    story.approve()
    education = story.schedule()
    run_due()
    lines = [one for one in story.authorization.grants.all() if one.purpose == Purpose.ORGANIC_SOCIAL]
    by = Actor.patient(story.practice.pk, story.patient.pk)
    consents.withdraw(authorization=story.authorization, by=by, at=story.now, grants=lines)
    assert [takedown.delivery_id for takedown in Takedown.objects.all()] == [social.pk]
    run_due()
    assert seen.standing == 1
    education.refresh_from_db()
    assert education.state == "live"


def test_another_patients_posts_stay(story: Story, run_due: Run, seen: Seen) -> None:
    """A drawing is live; Maria withdraws; nothing of hers was in it."""
    from chaperone.posts.content import Picture

    story.until_covered()
    story.write(pictures=(Picture(second_picture(story), "An illustration"),))
    story.approve()
    story.schedule()
    run_due()
    story.withdraw()
    assert not Takedown.objects.exists()
    assert seen.standing == 1


def test_a_second_authorization_that_still_covers_keeps_it(story: Story, seen: Seen, run_due: Run) -> None:
    story.until_live()
    first = story.authorization
    story.later(minutes=1)
    story.ask_and_sign()
    by = Actor.patient(story.practice.pk, story.patient.pk)
    consents.withdraw(authorization=first, by=by, at=story.now)
    assert not Takedown.objects.exists()
    assert seen.standing == 1


def test_the_end_of_an_authorization(story: Story, seen: Seen, run_due: Run) -> None:
    story.add_patient()
    story.add_photo()
    story.ask_and_sign(days=3)
    story.connect()
    story.write()
    story.approve()
    story.schedule()
    run_due()
    assert seen.standing == 1
    expire_due(story.later(days=4))
    assert Takedown.objects.get().reason == "expired"
    run_due()
    assert seen.standing == seen.readable_pictures == 0


def test_whoever_scheduled_it_left(story: Story, seen: Seen, run_due: Run) -> None:
    story.until_approved()
    delivery = story.schedule(story.now + timedelta(hours=2))
    end_membership(membership=story.mina, by=actor_for(story.reyes), at=story.now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == ("held", "Whoever scheduled this has left the practice.")
    run_due(hours=3)
    assert seen.ever == 0


def test_an_approval_that_fell(story: Story, seen: Seen, run_due: Run) -> None:
    story.until_approved()
    delivery = story.schedule(story.now + timedelta(hours=2))
    send_back(version=story.version, note="", by=actor_for(story.priya), at=story.now)
    delivery.refresh_from_db()
    assert (delivery.state, delivery.remedy) == ("held", "Approve it again.")
    run_due(hours=3)
    assert seen.ever == 0


def test_an_edit_leaves_what_is_live_alone(story: Story, seen: Seen) -> None:
    from chaperone.posts.services import save_version

    story.until_live()
    save_version(
        post=story.post, content=story.content("The next words."), by=actor_for(story.mina), at=story.now
    )
    assert not Takedown.objects.exists()
    assert seen.standing == 1


def test_on_two_accounts_both_come_down(story: Story, seen: Seen, run_due: Run) -> None:
    from chaperone.posts.services import clear
    from chaperone.publishing.services import schedule

    story.until_covered()
    both = (story.channel, another_account(story, "second"))
    story.write(channels=both)
    story.approve()
    for channel in both:
        clearance = clear(version=story.version, channel=channel, at=story.now)
        schedule(clearance=clearance, due_at=story.now, by=actor_for(story.mina), at=story.now)
    run_due()
    assert seen.standing == 2
    story.withdraw()
    run_due()
    assert seen.standing == 0
    assert [one.state for one in Takedown.objects.all()] == ["gone", "gone"]


def test_a_gate_that_crashes_never_keeps_her_from_withdrawing(
    story: Story, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(case: object) -> None:
        raise ZeroDivisionError

    story.until_live()
    with monkeypatch.context() as broken:
        broken.setattr("chaperone.posts.gates.consent.judge", crash)
        story.withdraw()
    assert Takedown.objects.get().reason == "withdrawn"
    run_due()
    assert seen.standing == 0


class TestTheNightlyLook:
    def test_it_finds_what_a_missed_announcement_left(
        self, story: Story, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As if the receiver had never been there: within a day it is noticed all the same."""
        from chaperone.consents.signals import consent_withdrawn

        delivery = story.until_live()
        assert consent_withdrawn.disconnect(receivers.take_down_withdrawn)
        try:
            story.withdraw()
        finally:
            consent_withdrawn.connect(receivers.take_down_withdrawn)
        run_due(hours=19)
        assert (seen.standing, Takedown.objects.count()) == (1, 0)
        run_due(hours=2)
        assert Takedown.objects.get().reason == "uncovered"
        assert seen.standing == 0
        delivery.refresh_from_db()
        assert delivery.state == "removed"

    def test_it_leaves_what_is_covered_and_looks_once_a_day(
        self, story: Story, seen: Seen, run_due: Run
    ) -> None:
        delivery = story.until_live()
        run_due(hours=21)
        delivery.refresh_from_db()
        looked = delivery.coverage_checked_at
        assert looked == story.now
        run_due(hours=1)
        delivery.refresh_from_db()
        assert delivery.coverage_checked_at == looked
        assert (seen.standing, Takedown.objects.count()) == (1, 0)

    def test_it_does_not_look_at_what_is_not_live(self, story: Story, run_due: Run) -> None:
        story.until_approved()
        story.schedule(story.now + timedelta(days=10))
        run_due(days=2)
        assert Delivery.objects.get().coverage_checked_at is None
