"""Networks on a bad day: whatever they answer, there is one post or none, and the row says which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from chaperone.access.services import actor_for
from chaperone.channels.services import connect
from chaperone.engines.networks import ConnectorError, OutcomeUnknown, ReconnectNeeded, Step
from chaperone.engines.networks.sandbox import Sandbox
from chaperone.posts.models import Review
from chaperone.publishing import sending, services
from chaperone.publishing.models import Delivery
from tests.rooms.publishing.network_seen import Seen
from tests.story import Story

Run = Callable[..., int]


@pytest.fixture
def delivery(story: Story) -> Delivery:
    story.until_approved()
    return story.schedule()


def state(delivery: Delivery) -> str:
    delivery.refresh_from_db()
    return delivery.state


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("kind", ["timeout_after_commit", "error_after_commit", "truncated_json"])
def test_it_happened_and_the_answer_was_lost(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run, kind: str
) -> None:
    story.network.faults.add("create_post", kind)
    run_due()
    assert (state(delivery), seen.standing) == ("unknown", 1)
    run_due(seconds=3)
    assert (state(delivery), seen.ever) == ("live", 1)
    assert seen.status(delivery.ref.url) == 200


def looked_for(story: Story, delivery: Delivery, run_due: Run) -> list[float]:
    """Lets time pass while it is unknown; how many seconds each look waited."""
    seconds = []
    while state(delivery) == "unknown":
        seconds.append((delivery.due_at - story.now).total_seconds())
        run_due(seconds=seconds[-1])
    return seconds


@pytest.mark.usefixtures("impatient")
def test_it_did_not_happen_and_the_answer_was_lost(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run
) -> None:
    """Looked for three times, not there: sent once more, under the same key, through every gate."""
    story.network.faults.add("create_post", "error")
    run_due()
    assert looked_for(story, delivery, run_due) == [2, 20, 120]
    assert (delivery.state, seen.ever) == ("live", 1)


@pytest.mark.usefixtures("impatient")
def test_what_changed_while_it_was_looked_for_stops_the_second_try(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run
) -> None:
    story.network.faults.add("create_post", "error")
    run_due()
    story.channel.refresh_from_db()
    Review.objects.update(expires_at=story.now)
    looked_for(story, delivery, run_due)
    assert (delivery.state, delivery.reason, seen.ever) == ("held", "Approval: The approval has expired.", 0)


@pytest.mark.usefixtures("impatient")
def test_after_the_second_try_a_person_decides(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run
) -> None:
    story.network.faults.add("create_post", "error", times=2)
    run_due()
    assert looked_for(story, delivery, run_due) == [2, 20, 120, 2, 20, 120]
    assert (delivery.state, seen.ever) == ("failed", 0)
    assert delivery.reason == "The network does not have it, so it was not sent."
    services.reschedule(delivery=delivery, due_at=story.now, by=actor_for(story.mina), at=story.now)
    run_due()
    assert (state(delivery), seen.ever) == ("live", 1)


@pytest.mark.usefixtures("impatient")
def test_a_network_that_keeps_no_keys_is_never_asked_twice(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Sandbox, "capabilities", replace(Sandbox.capabilities, keyed=False))
    story.network.faults.add("create_post", "error")
    run_due()
    assert looked_for(story, delivery, run_due) == [2, 20, 120]
    assert (delivery.state, seen.ever) == ("failed", 0)


def test_a_slow_answer_is_an_answer(story: Story, delivery: Delivery, seen: Seen, run_due: Run) -> None:
    story.network.faults.add("create_post", "slow", seconds=0.3)
    run_due()
    assert (state(delivery), seen.ever) == ("live", 1)


@pytest.mark.parametrize("point", ["upload", "create_post"])
def test_slow_down(story: Story, delivery: Delivery, seen: Seen, run_due: Run, point: str) -> None:
    story.network.faults.add(point, "rate_limited", seconds=90)
    run_due()
    assert state(delivery) in {"scheduled", "prepared"}
    assert (delivery.due_at - story.now).total_seconds() == 90
    run_due(seconds=89)
    assert seen.ever == 0
    run_due(seconds=1)
    assert (state(delivery), seen.ever) == ("live", 1)


@pytest.mark.usefixtures("impatient")
def test_the_upload_fails_for_a_while(story: Story, delivery: Delivery, seen: Seen, run_due: Run) -> None:
    story.network.faults.add("upload", "error", times=3)
    run_due()
    assert (state(delivery), seen.ever) == ("scheduled", 0)
    run_due(seconds=sending.RETRY_SECONDS)
    assert (state(delivery), seen.ever) == ("live", 1)


@pytest.mark.usefixtures("impatient")
def test_looking_fails_for_a_while(story: Story, delivery: Delivery, seen: Seen, run_due: Run) -> None:
    """Not being able to look is not the same as having looked."""
    story.network.faults.add("create_post", "timeout_after_commit")
    run_due()
    story.network.faults.add("read", "error", times=50)
    run_due(seconds=3)
    assert state(delivery) == "unknown"
    assert delivery.reason.startswith("We cannot look whether it is live.")
    story.network.faults.clear()
    run_due(seconds=60)
    assert (state(delivery), delivery.reason, seen.ever) == ("live", "", 1)


@pytest.mark.parametrize(
    "fault",
    [ReconnectNeeded(), ConnectorError("http_403", permanent=True), ConnectorError("odd", permanent=False)],
)
@pytest.mark.usefixtures("impatient")
def test_what_may_be_live_never_counts_as_failed_because_we_cannot_look(
    story: Story,
    delivery: Delivery,
    seen: Seen,
    run_due: Run,
    monkeypatch: pytest.MonkeyPatch,
    fault: Exception,
) -> None:
    def no_answer(*_: object) -> None:
        raise fault

    story.network.faults.add("create_post", "timeout_after_commit")
    run_due()
    with monkeypatch.context() as blind:
        blind.setattr(Sandbox, "find", no_answer)
        for _ in range(8):
            run_due(minutes=20)
            assert state(delivery) == "unknown"
    story.channel.refresh_from_db()
    if story.channel.state == "needs_reconnect":
        type(story.channel).objects.update(state="connected")
    run_due(minutes=20)
    assert (state(delivery), seen.ever) == ("live", 1)


def test_a_lost_account_before_the_call(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_more(*_: object) -> Step:
        raise ReconnectNeeded

    with monkeypatch.context() as lost:
        lost.setattr(Sandbox, "commit", no_more)
        run_due()
    assert (state(delivery), seen.ever) == ("failed", 0)
    story.channel.refresh_from_db()
    assert story.channel.state == "needs_reconnect"
    connect(
        practice=story.practice, network="sandbox", handle=story.channel.handle, base_url=story.network.url,
        credentials={"token": story.channel.secrets["token"]}, by=actor_for(story.reyes), at=story.now,
    )  # fmt: skip
    services.reschedule(delivery=delivery, due_at=story.now, by=actor_for(story.mina), at=story.now)
    run_due()
    assert (state(delivery), seen.ever) == ("live", 1)


def test_the_network_refuses(story: Story, delivery: Delivery, seen: Seen, run_due: Run) -> None:
    """The picture that was uploaded is gone by the time the post is made: a plain no."""
    import sqlite3
    from contextlib import closing

    real = Sandbox.commit

    def commit(connector: Sandbox, *asked: object) -> Step:
        with closing(sqlite3.connect(story.network.database_path)) as database, database:
            database.execute("DELETE FROM media")
        return real(connector, *asked)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sandbox, "commit", commit)
        run_due()
    assert (state(delivery), seen.ever) == ("failed", 0)
    assert delivery.reason == "The pictures are no longer there. Start this post again."


def test_an_unknown_outcome_before_anything_was_asked_for_is_only_a_pause(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> Step:
        raise OutcomeUnknown

    with monkeypatch.context() as bad_day:
        bad_day.setattr(Sandbox, "begin", lost)
        run_due()
    assert state(delivery) == "scheduled"
    run_due(minutes=1)
    assert (state(delivery), seen.ever) == ("live", 1)


@pytest.mark.parametrize("meanwhile", ["failed", "scheduled", "prepared", "held"])
def test_a_yes_that_comes_after_we_gave_up_is_still_the_truth(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run, meanwhile: str
) -> None:
    """One worker waits so long that others have looked for it, not found it, and given up."""
    real = Sandbox.commit

    def commit(connector: Sandbox, *asked: object) -> Step:
        Delivery.objects.update(state=meanwhile, reason="The network does not have it, so it was not sent.")
        return real(connector, *asked)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sandbox, "commit", commit)
        run_due()
    assert (state(delivery), delivery.reason, seen.standing) == ("live", "", 1)


def test_of_two_workers_one_works(story: Story, delivery: Delivery, seen: Seen) -> None:
    """The second comes while the first uploads, and again while the first waits for the network."""
    real_begin, real_commit = Sandbox.begin, Sandbox.commit

    def second_worker() -> None:
        before = Delivery.objects.values().get()
        sending.advance(delivery_id=str(delivery.pk), at=story.now)
        assert Delivery.objects.values().get() == before

    def begin(connector: Sandbox, *asked: object) -> Step:
        second_worker()
        return real_begin(connector, *asked)  # type: ignore[arg-type]

    def commit(connector: Sandbox, *asked: object) -> Step:
        second_worker()
        return real_commit(connector, *asked)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sandbox, "begin", begin)
        patch.setattr(Sandbox, "commit", commit)
        sending.advance(delivery_id=str(delivery.pk), at=story.now)
    assert (state(delivery), seen.ever, delivery.lease) == ("live", 1, None)


def test_a_lease_that_ran_out_finds_the_fence_and_only_looks(
    story: Story, delivery: Delivery, seen: Seen, run_due: Run
) -> None:
    """The first worker hangs in the call beyond its lease; the second must not send."""
    real = Sandbox.commit

    def commit(connector: Sandbox, *asked: object) -> Step:
        step = real(connector, *asked)  # type: ignore[arg-type]
        with pytest.MonkeyPatch.context() as second:
            second.setattr(Sandbox, "commit", real)
            run_due(seconds=121)
        assert state(delivery) == "live"
        return step

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sandbox, "commit", commit)
        sending.advance(delivery_id=str(delivery.pk), at=story.now)
    assert (state(delivery), seen.ever) == ("live", 1)
