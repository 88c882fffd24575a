"""What an evidence pack can be about and where it can stand."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import TextChoices

from chaperone.foundation.refusal import YES, Answer, no


class Kind(TextChoices):
    """What a case is about."""

    POST = "post", "Post"
    PATIENT = "patient", "Patient"
    AUTHORIZATION = "authorization", "Authorization"


class State(TextChoices):
    """A pack's states."""

    WAITING = "waiting", "Being put together"
    READY = "ready", "Ready"
    FAILED = "failed", "Not possible"


# move: (from states, to state, event)
MOVES: dict[str, tuple[frozenset[State], State, str]] = {
    "make": (frozenset({State.WAITING}), State.READY, "oversight.pack.made"),
    "fail": (frozenset({State.WAITING}), State.FAILED, "oversight.pack.failed"),
}

LEASE_SECONDS = 600
MOST_ATTEMPTS = 3
STEPS = ("The trail", "Authorizations", "Pictures", "Posts", "Policies", "The zip")
"""What is put together, in this order; a pack's ``progress`` counts them."""

SOON = timedelta(days=30)
"""What ends within this time is shown on the desk."""


def may_download(state: str) -> Answer:
    """Only a pack that is ready has a file."""
    if state == State.READY:
        return YES
    return no("oversight.not_ready", "This pack is not ready.", "Wait until it is, or ask for a new one.")


class Outcome(TextChoices):
    """What became of a rule's finding."""

    OPEN = "open", "Open"
    HEEDED = "heeded", "Kept to"
    OVERRIDDEN = "overridden", "Overridden"
    NOTED = "noted", "Shown"


class RunState(TextChoices):
    """Where a run of the rules over what is there stands."""

    WAITING = "waiting", "Being judged again"
    DONE = "done", "Done"
    REPLACED = "replaced", "Replaced by a later change"


FIRINGS_KEPT = timedelta(days=400)
"""Figures over a year and a month; the trail keeps what the law asks for (45 CFR 164.316(b)(2)(i))."""

RUN_BATCH = 25
"""Posts judged in one turn of a worker."""
