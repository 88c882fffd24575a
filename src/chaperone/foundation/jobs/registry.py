"""Which jobs exist, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

Run = Callable[[str, datetime], None]
Due = Callable[[datetime], Iterable[object]]


@dataclass(frozen=True, slots=True)
class Job:
    """``run(pk, at)`` does one row in one service call; ``due(now)`` yields the keys of rows that wait for it."""

    name: str
    run: Run
    due: Due


_JOBS: dict[str, Job] = {}


def job(name: str, *, due: Due) -> Callable[[Run], Run]:
    """Register ``run`` under ``name`` (room.noun)."""

    def register(run: Run) -> Run:
        if name in _JOBS and _JOBS[name].run.__module__ != run.__module__:
            raise ValueError(f"two jobs are called {name}")
        _JOBS[name] = Job(name, run, due)
        return run

    return register


def get(name: str) -> Job:
    """The job of that name; ``KeyError`` when no room declared it."""
    return _JOBS[name]


def all_jobs() -> tuple[Job, ...]:
    """Every declared job, by name."""
    return tuple(_JOBS[name] for name in sorted(_JOBS))
