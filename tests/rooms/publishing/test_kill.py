"""Kill -9 between any two steps, start again: one post, no lost row, and what must come down comes down.

The workers are real processes with a database of their own; they die by SIGKILL. See kill_worker.py.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.rooms.publishing.kills import House, check_publish, check_takedown, check_withdraw, house

PUBLISH = (
    "before take", "after take", "before begin", "after begin", "before _prepare", "before move", "after move",
    "after _prepare", "before _fence", "before move", "after move", "after _fence", "before commit", "after commit",
    "before _live", "before move", "after move", "after _live", "before give_back", "after give_back",
)  # fmt: skip
TAKEDOWN = (
    "before take", "after take", "before remove", "after remove", "before _deleted", "after _deleted", "before probe",
    "after probe", "before _look", "before _finish", "before move", "after move", "after _finish", "after _look",
    "before give_back", "after give_back",
)  # fmt: skip
RANDOM_KILLS = 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("kill")) as standing:
        yield standing


def test_the_steps_are_those_that_are_tried(made: House) -> None:
    """Whoever adds a step to a worker's turn finds it here."""
    made.back_to("due")
    assert tuple(made.do("publish")["passed"]) == PUBLISH
    made.back_to("withdrawn")
    assert tuple(made.do("takedown")["passed"]) == TAKEDOWN


@pytest.mark.parametrize("step", range(len(PUBLISH)), ids=lambda step: f"{step} {PUBLISH[step]}")
def test_killed_while_publishing(made: House, step: int) -> None:
    assert check_publish(made, die_at=step)["killed"]


@pytest.mark.parametrize("step", range(len(TAKEDOWN)), ids=lambda step: f"{step} {TAKEDOWN[step]}")
def test_killed_while_taking_down(made: House, step: int) -> None:
    assert check_takedown(made, die_at=step)["killed"]


def test_killed_between_any_two_lines_of_a_withdrawal(made: House) -> None:
    made.back_to("live")
    lines = made.do("withdraw", lines=True)["passed"]
    assert len(lines) > 40
    assert {"ending.py", "receivers.py", "coverage.py"} <= {line.partition(":")[0] for line in lines}
    first_time = {line: place for place, line in reversed(list(enumerate(lines)))}
    for place in [*first_time.values(), len(lines) - 1]:
        assert check_withdraw(made, die_at=place)["killed"]


def test_killed_anywhere(made: House) -> None:
    """Twenty lines drawn by lot; the seed is fixed so that a failure comes again. Hundreds: tests/soak/."""
    lot = random.Random(20_261_124)
    made.back_to("due")
    publishing = len(made.do("publish", lines=True)["passed"])
    made.back_to("withdrawn")
    removing = len(made.do("takedown", lines=True)["passed"])
    for _ in range(RANDOM_KILLS // 2):
        assert check_publish(made, die_at=lot.randrange(publishing), lines=True)["killed"]
        assert check_takedown(made, die_at=lot.randrange(removing), lines=True)["killed"]


def test_killed_twice_in_a_row(made: House) -> None:
    """Between the fence and the call, and again the worker that comes to look."""
    made.back_to("due")
    assert made.order("publish", die_at=PUBLISH.index("before commit"))["killed"]
    later = "2026-11-24T15:02:01+00:00"
    assert made.order("publish", die_at=1, at=later)["killed"]
    ended = made.do("finish", at=later)
    assert (ended["deliveries"], made.seen.standing, made.seen.ever) == (["live"], 1, 1)
