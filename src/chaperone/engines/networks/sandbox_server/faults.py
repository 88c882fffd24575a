"""Misbehaviour on request, for tests: what real networks were seen to do on a bad day."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Literal, get_args

Point = Literal["upload", "create_post", "delete_post", "reply", "moderate", "read"]
Kind = Literal[
    "timeout_after_commit",  # it happened, and the answer never comes
    "error_after_commit",  # it happened, and the answer is 500
    "error",  # 500, and nothing happened
    "rate_limited",  # 429 with Retry-After, nothing happened
    "truncated_json",  # it happened, and the answer is cut short
    "slow",  # the answer comes late
    "keep_media",  # the post goes, its pictures' addresses keep answering
]
LONGEST_STALL = 30.0


@dataclass(frozen=True)
class Fault:
    point: Point
    kind: Kind
    seconds: float = 0.0


class FaultPlan:
    """What will go wrong next: each fault fires once, in the order given, at its point."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending: list[Fault] = []
        self._release = threading.Event()

    def add(self, point: str, kind: str, *, times: int = 1, seconds: float = 0.0) -> None:
        """`seconds`: the stall of `slow`, the Retry-After of `rate_limited`. ValueError: unknown name."""
        if point not in get_args(Point) or kind not in get_args(Kind):
            raise ValueError("unknown fault")
        with self._lock:
            self._pending += [Fault(point, kind, seconds)] * times  # type: ignore[arg-type]

    def take(self, point: Point) -> Fault | None:
        with self._lock:
            fault = next((fault for fault in self._pending if fault.point == point), None)
            if fault is not None:
                self._pending.remove(fault)
            return fault

    def stall(self, seconds: float = LONGEST_STALL) -> None:
        """Keeps a request waiting until the time is over or `clear` lets it go."""
        self._release.wait(min(seconds, LONGEST_STALL))

    def clear(self) -> None:
        """Forgets what was planned and lets stalled requests go."""
        with self._lock:
            self._pending.clear()
            self._release.set()
            self._release = threading.Event()
