"""Background work: rows are the truth, one taker at a time, and the queue holds ids and nothing else."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from huey.registry import Message

from chaperone.foundation.jobs import queue, registry
from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.notices.models import Notice

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture
def row(db: None) -> Any:
    """A row that workers compete for."""
    made = Notice.objects.create(practice_id=uuid.UUID(int=1), kind="tests", to="a@b.example", due_at=NOW)
    return Notice.objects.filter(pk=made.pk)


@pytest.fixture
def jobs() -> Iterator[dict[str, registry.Job]]:
    """The registry, as it was afterwards."""
    before = dict(registry._JOBS)
    yield registry._JOBS
    registry._JOBS.clear()
    registry._JOBS.update(before)


# --- leases --------------------------------------------------------------------------------------------------


def test_of_two_takers_one_gets_it(row: Any) -> None:
    first, second = take(row, now=NOW, seconds=60), take(row, now=NOW, seconds=60)
    assert first is not None and second is None
    assert row.get().lease == first


def test_a_dead_worker_loses_its_lease_when_it_runs_out(row: Any) -> None:
    take(row, now=NOW, seconds=60)
    assert take(row, now=NOW + timedelta(seconds=59), seconds=60) is None
    assert take(row, now=NOW + timedelta(seconds=60), seconds=60) is not None


def test_a_lease_given_back_is_free(row: Any) -> None:
    lease = take(row, now=NOW, seconds=60)
    assert lease is not None
    give_back(row, lease)
    assert take(row, now=NOW, seconds=60) is not None


def test_who_lost_the_lease_cannot_free_it_for_others(row: Any) -> None:
    late = take(row, now=NOW, seconds=60)
    current = take(row, now=NOW + timedelta(seconds=61), seconds=60)
    assert late is not None
    give_back(row, late)
    assert row.get().lease == current


def test_what_is_not_there_cannot_be_taken(db: None) -> None:
    assert take(Notice.objects.filter(pk=uuid.uuid4()), now=NOW, seconds=60) is None


# --- the queue -----------------------------------------------------------------------------------------------


def message(*args: Any, eta: datetime | None = None) -> Message:
    return Message(str(uuid.uuid4()), "run", eta, 0, 0, None, args, {}, None, None, None, None)


def test_a_message_survives_the_queue() -> None:
    serializer = queue.JSONSerializer()
    for eta in (None, NOW):
        sent = message("publishing.delivery", str(uuid.uuid4()), eta=eta)
        got = serializer.deserialize(serializer.serialize(sent))
        assert (got.name, list(got.args), got.eta) == (sent.name, list(sent.args), eta)


@pytest.mark.parametrize(
    "smuggled", [object(), b"picture", {1, 2}, uuid.uuid4(), Notice()], ids=lambda one: type(one).__name__
)
def test_a_queue_entry_cannot_hold_anything_but_ids_and_times(smuggled: Any) -> None:
    with pytest.raises(TypeError, match="a queue entry cannot hold"):
        queue.JSONSerializer().serialize(message("job", smuggled))


def test_what_comes_from_the_queue_is_never_unpickled() -> None:
    import pickle

    with pytest.raises((UnicodeDecodeError, json.JSONDecodeError, ValueError)):
        queue.JSONSerializer().deserialize(pickle.dumps({"a": 1}))


@pytest.mark.django_db
def test_a_nudge_waits_for_the_commit_and_leaves_a_name_and_an_id(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.CHAPERONE_JOBS = "queue"
    queue.huey.storage.flush_queue()
    pk = uuid.uuid4()
    with django_capture_on_commit_callbacks(execute=True):
        queue.nudge("notices.notice", pk)
        assert queue.huey.pending_count() == 0, "nothing before the commit"
    (entry,) = queue.huey.storage.enqueued_items()
    kind, _, name, *rest = json.loads(entry)
    assert (kind, name) == ("message", "chaperone.foundation.jobs.queue.run")
    assert [part for part in rest if part] == [["notices.notice", str(pk)]]
    queue.huey.storage.flush_queue()


@pytest.mark.django_db
def test_a_nudge_for_later_carries_the_time(settings: Any, django_capture_on_commit_callbacks: Any) -> None:
    settings.CHAPERONE_JOBS = "queue"
    queue.huey.storage.flush_queue()
    later = datetime.now(UTC) + timedelta(hours=3)
    with django_capture_on_commit_callbacks(execute=True):
        queue.nudge("notices.notice", uuid.uuid4(), at=later)
    (entry,) = queue.huey.storage.enqueued_items()
    task = queue.huey.deserialize_task(entry)
    assert abs(task.eta.replace(tzinfo=task.eta.tzinfo or UTC) - later) < timedelta(seconds=1)
    queue.huey.storage.flush_queue()


@pytest.mark.django_db
def test_nothing_is_nudged_where_jobs_are_off(django_capture_on_commit_callbacks: Any) -> None:
    queue.huey.storage.flush_queue()
    with django_capture_on_commit_callbacks(execute=True):
        queue.nudge("notices.notice", uuid.uuid4())
    assert queue.huey.pending_count() == 0


@pytest.mark.django_db
def test_a_fault_is_logged_by_kind_and_never_by_its_words(
    jobs: dict[str, registry.Job], caplog: pytest.LogCaptureFixture
) -> None:
    @registry.job("tests.faulty", due=lambda now: [])
    def faulty(pk: str, at: datetime) -> None:
        raise ValueError("caption: Lenora Whitcombe, rhinoplasty")

    with caplog.at_level(logging.ERROR):
        queue.run.call_local("tests.faulty", "17")
    assert "job tests.faulty row 17 failed: ValueError" in caplog.text
    assert "Lenora" not in caplog.text


# --- the registry and the sweep ------------------------------------------------------------------------------


def test_two_rooms_cannot_use_one_name(jobs: dict[str, registry.Job]) -> None:
    def mine(pk: str, at: datetime) -> None: ...

    def theirs(pk: str, at: datetime) -> None: ...

    theirs.__module__ = "another.room"
    registry.job("tests.named", due=lambda now: [])(mine)
    with pytest.raises(ValueError, match="two jobs are called"):
        registry.job("tests.named", due=lambda now: [])(theirs)


def test_an_unknown_job_is_a_fault() -> None:
    with pytest.raises(KeyError):
        registry.get("tests.nobody")


@pytest.mark.django_db
def test_everything_due_is_done_until_nothing_is_left(jobs: dict[str, registry.Job]) -> None:
    waiting, done = [3, 2, 1], []
    jobs.clear()

    @registry.job("tests.counting", due=lambda now: waiting[-1:])
    def counting(pk: str, at: datetime) -> None:
        assert at == NOW
        done.append((int(pk), waiting.pop()))

    assert queue.run_everything_due(now=NOW) == 3
    assert done == [(1, 1), (2, 2), (3, 3)] and waiting == []


@pytest.mark.django_db
def test_a_row_that_never_gets_done_does_not_hang_the_house(jobs: dict[str, registry.Job]) -> None:
    jobs.clear()
    registry.job("tests.stuck", due=lambda now: ["1"])(lambda pk, at: None)
    assert queue.run_everything_due(now=NOW, rounds=5) == 5
