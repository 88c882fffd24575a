"""The table of states: every move from every state, and the database behind it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.foundation.refusal import Refusal
from chaperone.publishing.models import Delivery
from chaperone.publishing.moves import move
from chaperone.publishing.rules import MOVES, PERHAPS_PUBLIC, UNSENT, WORKABLE, State, may_move, next_probe
from tests.story import Story

LEGAL = {
    "prepare": {"scheduled"},
    "request": {"prepared"},
    "step_back": {"requested"},
    "go_live": {"scheduled", "prepared", "requested", "unknown", "failed", "held"},
    "try_again": {"unknown"},
    "lose_sight": {"requested"},
    "fail": {"scheduled", "prepared", "requested", "unknown"},
    "hold": {"scheduled", "prepared"},
    "cancel": {"scheduled", "prepared", "held"},
    "remove": {"requested", "unknown", "live"},
    "reschedule": {"held", "failed", "scheduled"},
}


@pytest.mark.parametrize("name", MOVES)
@pytest.mark.parametrize("state", State.values)
def test_every_move_is_legal_or_refused(state: str, name: str) -> None:
    answer = may_move(state, name)
    assert bool(answer) == (state in LEGAL[name])
    if not answer:
        assert answer.code == "publishing.state"
        assert State(state).label.lower() in answer.reason


def test_nothing_comes_back_from_the_dead() -> None:
    for state in ("cancelled", "removed"):
        assert not any(may_move(state, name) for name in MOVES)


def test_every_state_is_unsent_perhaps_public_or_over() -> None:
    over = {State.FAILED, State.CANCELLED, State.REMOVED}
    assert UNSENT | PERHAPS_PUBLIC | over == set(State)
    assert not UNSENT & PERHAPS_PUBLIC
    assert WORKABLE.isdisjoint(over | {State.LIVE, State.HELD})


def test_the_irreversible_call_is_behind_one_door() -> None:
    """Only what was prepared and fenced may be asked for; what is unknown goes back through every gate first."""
    assert MOVES["request"][0] == {State.PREPARED}
    assert MOVES["try_again"][1] == State.SCHEDULED
    assert State.UNKNOWN not in MOVES["step_back"][0] | MOVES["reschedule"][0] | MOVES["prepare"][0]


def test_looking_again_slows_down_and_never_stops() -> None:
    from datetime import UTC, datetime

    at = datetime(2026, 11, 24, tzinfo=UTC)
    waits = [(next_probe(attempts=attempts, at=at) - at).total_seconds() for attempts in range(6)]
    assert waits == [1, 5, 30, 300, 900, 900]


def test_each_move_writes_one_event(story: Story) -> None:
    story.until_approved()
    delivery = story.schedule(story.now.replace(hour=20))
    by = Actor.program(story.practice.pk, "tests")
    for name in ("prepare", "request", "step_back", "hold", "reschedule", "cancel"):
        before = Entry.objects.count()
        move(delivery, name, by=by, at=story.now)
        delivery.refresh_from_db()
        assert Entry.objects.count() == before + 1
        assert (delivery.state, Entry.objects.latest("id").event) == MOVES[name][1:]


def test_a_move_looks_at_the_row_as_it_is_now(story: Story) -> None:
    """Of a worker and a withdrawal at once, the second sees what the first did."""
    story.until_approved()
    delivery = story.schedule()
    stale = Delivery.objects.get(pk=delivery.pk)
    by = Actor.program(story.practice.pk, "tests")
    move(delivery, "cancel", by=by, at=story.now)
    with pytest.raises(Refusal) as refused:
        move(stale, "prepare", by=by, at=story.now)
    assert refused.value.code == "publishing.state"


@pytest.mark.parametrize("change", [{"state": "live"}, {"state": "live", "live_at": "2026-11-24T15:00:00Z"}])
def test_the_database_knows_that_live_has_a_place(story: Story, change: dict[str, str]) -> None:
    story.until_approved()
    story.schedule()
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.update(**change)
