"""Schedule, cancel, another time, take down: what people ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.foundation.refusal import Refusal
from chaperone.posts.services import clear
from chaperone.publishing import services
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.rules import Reason
from tests.rooms.publishing.network_seen import Seen
from tests.story import Story

Run = Callable[..., int]


@pytest.fixture
def tonight(story: Story) -> Delivery:
    """Scheduled for 14:00 in the practice."""
    story.until_approved()
    return story.schedule(story.now.replace(hour=20))


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


def test_it_waits_for_its_time_and_then_goes_once(tonight: Delivery, seen: Seen, run_due: Run) -> None:
    run_due(hours=4, minutes=59)
    assert (state(tonight), seen.ever) == ("scheduled", 0)
    run_due(minutes=1)
    assert (state(tonight), seen.standing) == ("live", 1)
    run_due(minutes=1)
    assert seen.ever == 1
    assert seen.status(tonight.ref.url) == 200


def test_a_time_in_the_past_means_now(story: Story, run_due: Run, seen: Seen) -> None:
    story.until_approved()
    delivery = story.schedule(story.now - timedelta(days=3))
    assert delivery.due_at == story.now
    run_due()
    assert seen.standing == 1


def test_the_row_keeps_no_words(tonight: Delivery, run_due: Run) -> None:
    run_due(hours=6)
    row = Delivery.objects.values().get()
    assert "weeks after surgery" not in str(row)
    assert "resting person" not in str(row)


def test_the_same_version_goes_to_an_account_once(tonight: Delivery, story: Story) -> None:
    with pytest.raises(Refusal) as refused:
        story.schedule()
    assert refused.value.code == "publishing.already"


def test_cancelled_is_not_sent(tonight: Delivery, story: Story, seen: Seen, run_due: Run) -> None:
    services.cancel(delivery=tonight, by=actor_for(story.mina), at=story.now)
    run_due(hours=12)
    assert (state(tonight), seen.ever) == ("cancelled", 0)


def test_a_later_time(tonight: Delivery, story: Story, seen: Seen, run_due: Run) -> None:
    services.reschedule(
        delivery=tonight, due_at=story.now + timedelta(days=1), by=actor_for(story.mina), at=story.now
    )
    run_due(hours=12)
    assert (state(tonight), seen.ever) == ("scheduled", 0)
    run_due(hours=12)
    assert (state(tonight), seen.ever) == ("live", 1)


def test_what_is_live_is_neither_cancelled_nor_moved(tonight: Delivery, story: Story, run_due: Run) -> None:
    run_due(hours=6)
    tonight.refresh_from_db()
    for act in (services.cancel, services.reschedule):
        more = {"due_at": story.now} if act is services.reschedule else {}
        with pytest.raises(Refusal):
            act(delivery=tonight, by=actor_for(story.mina), at=story.now, **more)


def test_a_failed_one_beside_a_new_one_is_not_sent_again(story: Story, seen: Seen, run_due: Run) -> None:
    story.until_approved()
    failed = story.schedule()
    Delivery.objects.filter(pk=failed.pk).update(state="failed")
    story.schedule()
    failed.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        services.reschedule(delivery=failed, due_at=story.now, by=actor_for(story.mina), at=story.now)
    assert refused.value.code == "publishing.already"
    run_due()
    assert seen.ever == 1


def test_another_time_chosen_during_the_upload_counts(
    story: Story, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker already uploads the picture when Mina moves the post to tomorrow."""
    from chaperone.engines.networks.sandbox import Sandbox

    story.until_approved()
    delivery, real = story.schedule(), Sandbox.begin

    def upload_slowly(self: Sandbox, *asked: object) -> object:
        step = real(self, *asked)  # type: ignore[arg-type]
        services.reschedule(
            delivery=Delivery.objects.get(pk=delivery.pk), due_at=story.now + timedelta(days=1),
            by=actor_for(story.mina), at=story.now,
        )  # fmt: skip
        return step

    with monkeypatch.context() as during:
        during.setattr(Sandbox, "begin", upload_slowly)
        run_due()
    assert (state(delivery), seen.ever) == ("scheduled", 0)
    run_due(days=1)
    assert (state(delivery), seen.ever) == ("live", 1)


def test_taking_down_what_was_not_sent_cancels_it(tonight: Delivery, story: Story) -> None:
    done = services.take_down(delivery=tonight, reason=Reason.BY_HAND, by=actor_for(story.mina), at=story.now)
    assert (done, state(tonight), Takedown.objects.count()) == (None, "cancelled", 0)


def test_asking_twice_is_one_takedown(story: Story) -> None:
    delivery, by = story.until_live(), actor_for(story.mina)
    asked = [
        services.take_down(delivery=delivery, reason=Reason.BY_HAND, by=by, at=story.now) for _ in range(2)
    ]
    assert asked[0] == asked[1] == Takedown.objects.get()


def test_what_is_gone_is_not_taken_down_again(story: Story, run_due: Run) -> None:
    delivery, by = story.until_live(), actor_for(story.mina)
    services.take_down(delivery=delivery, reason=Reason.BY_HAND, by=by, at=story.now)
    run_due()
    assert state(delivery) == "removed"
    assert services.take_down(delivery=delivery, reason=Reason.BY_HAND, by=by, at=story.now) is None
    assert Takedown.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "schedules"), [("mina", True), ("reyes", True), ("priya", True), ("flo", False)]
)
def test_who_may_schedule(story: Story, request: pytest.FixtureRequest, who: str, schedules: bool) -> None:
    story.until_approved()
    clearance = clear(version=story.version, channel=story.channel, at=story.now)
    by = actor_for(request.getfixturevalue(who))
    if schedules:
        assert (
            services.schedule(clearance=clearance, due_at=story.now, by=by, at=story.now).state == "scheduled"
        )
    else:
        with pytest.raises(Refusal):
            services.schedule(clearance=clearance, due_at=story.now, by=by, at=story.now)


def test_nobody_of_another_practice_does(tonight: Delivery, story: Story, omar: Membership) -> None:
    clearance = clear(version=story.version, channel=story.channel, at=story.now)
    by = actor_for(omar)
    for act in (
        lambda: services.schedule(clearance=clearance, due_at=story.now, by=by, at=story.now),
        lambda: services.cancel(delivery=tonight, by=by, at=story.now),
        lambda: services.reschedule(delivery=tonight, due_at=story.now, by=by, at=story.now),
        lambda: services.take_down(delivery=tonight, reason=Reason.BY_HAND, by=by, at=story.now),
    ):
        with pytest.raises(Refusal):
            act()
    assert state(tonight) == "scheduled"
