"""Where a delivery and a takedown can stand, and which move leads where."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import TextChoices

from chaperone.foundation.refusal import YES, Answer, no


class State(TextChoices):
    """A delivery's states. ``requested`` is the fence: written before the one irreversible call."""

    SCHEDULED = "scheduled", "Scheduled"
    PREPARED = "prepared", "Prepared"
    REQUESTED = "requested", "Being sent"
    LIVE = "live", "Live"
    UNKNOWN = "unknown", "Unknown; being checked"
    FAILED = "failed", "Not sent"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"
    REMOVED = "removed", "Taken down"


UNSENT = frozenset({State.SCHEDULED, State.PREPARED, State.HELD})
"""Nothing public exists and nothing was asked for: cancelling is enough."""

PERHAPS_PUBLIC = frozenset({State.REQUESTED, State.UNKNOWN, State.LIVE})
"""Something public exists or may: only a takedown ends it."""

WORKABLE = frozenset({State.SCHEDULED, State.PREPARED, State.REQUESTED, State.UNKNOWN})
"""A worker has something to do."""

# move: (from states, to state, event); docs/reference/states.md is generated from this table.
MOVES: dict[str, tuple[frozenset[State], State, str]] = {
    "prepare": (frozenset({State.SCHEDULED}), State.PREPARED, "publishing.delivery.prepared"),
    "request": (frozenset({State.PREPARED}), State.REQUESTED, "publishing.delivery.requested"),
    "step_back": (frozenset({State.REQUESTED}), State.PREPARED, "publishing.delivery.put_off"),
    # not only from "requested": a "yes" that arrives after we gave up waiting for it is still the truth
    "go_live": (WORKABLE | {State.FAILED, State.HELD}, State.LIVE, "publishing.delivery.published"),
    "lose_sight": (frozenset({State.REQUESTED}), State.UNKNOWN, "publishing.delivery.lost_sight"),
    "try_again": (frozenset({State.UNKNOWN}), State.SCHEDULED, "publishing.delivery.not_found"),
    "fail": (
        frozenset({State.PREPARED, State.REQUESTED, State.UNKNOWN, State.SCHEDULED}),
        State.FAILED,
        "publishing.delivery.failed",
    ),
    "hold": (frozenset({State.SCHEDULED, State.PREPARED}), State.HELD, "publishing.delivery.held"),
    "cancel": (UNSENT, State.CANCELLED, "publishing.delivery.cancelled"),
    "remove": (PERHAPS_PUBLIC, State.REMOVED, "publishing.delivery.removed"),
    "reschedule": (
        frozenset({State.HELD, State.FAILED, State.SCHEDULED}),
        State.SCHEDULED,
        "publishing.delivery.rescheduled",
    ),
}


class Takedown(TextChoices):
    """A takedown's states; only what was looked at again and found absent is ``gone``."""

    DUE = "due", "Waiting to be taken down"
    VERIFYING = "verifying", "Deleted; being checked"
    NEEDS_PERSON = "needs_person", "A person must take it down"
    GONE = "gone", "Gone"


OPEN_TAKEDOWNS = frozenset({Takedown.DUE, Takedown.VERIFYING, Takedown.NEEDS_PERSON})


class Reason(TextChoices):
    """Why something of the practice's own comes down."""

    WITHDRAWN = "withdrawn", "The patient withdrew her authorization"
    REFUSED = "refused", "The patient signed a refusal"
    EXPIRED = "expired", "The authorization expired"
    UNCOVERED = "uncovered", "No authorization covers it any more"
    DISCLOSURE = "disclosure", "It may identify a person"
    BY_HAND = "by_hand", "Somebody in the practice decided so"


LEASE_SECONDS = 120
FIND_AFTER = (timedelta(seconds=2), timedelta(seconds=20), timedelta(minutes=2))
"""When to look for a post whose outcome is unknown; not found at the last look means that it was not sent."""

ROUNDS = 2
"""How often it is sent in all before a person decides."""

PROBE_AFTER = (timedelta(seconds=1), timedelta(seconds=5), timedelta(seconds=30), timedelta(minutes=5))
"""When to look again while a deleted post still answers; then every quarter of an hour, for good."""

PROBE_EVERY = timedelta(minutes=15)
ESCALATE_AFTER = timedelta(hours=1)
COVERAGE_EVERY = timedelta(hours=20)


def may_move(state: str, move: str) -> Answer:
    """Whether ``move`` is open to a delivery in ``state``."""
    if state in MOVES[move][0]:
        return YES
    return no(
        "publishing.state",
        f"This is “{State(state).label.lower()}” now.",
        "Open it again to see what happened meanwhile.",
    )


def next_probe(*, attempts: int, at: datetime) -> datetime:
    """When to look the next time, after ``attempts`` looks that found something."""
    return at + (PROBE_AFTER[attempts] if attempts < len(PROBE_AFTER) else PROBE_EVERY)


def may_go_again(*, approved_at: datetime | None, disclosed_at: datetime | None) -> Answer:
    """What came down because it may identify somebody goes out again only after a new approval.

    ``disclosed_at``: when its words or one of its pictures last came down for that reason. Actual knowledge does not
    end by itself (45 CFR 164.514(b)(2)(ii)); a person decides.
    """
    if disclosed_at is None or (approved_at is not None and approved_at > disclosed_at):
        return YES
    return no(
        "publishing.disclosed",
        "This was taken down because it may identify a person, and nobody has approved it since.",
        "Look at it with the privacy officer, change it, and have it approved again.",
    )
