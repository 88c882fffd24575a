"""How long a thread's link lasts, how fast a form may be sent, and what cannot be a message."""

from __future__ import annotations

import re
from datetime import timedelta

from django.db.models import TextChoices

from chaperone.foundation.refusal import YES, Answer, no

LINK_LASTS = timedelta(days=90)
OPEN_FOR = timedelta(minutes=15)
"""How long an opened thread stays readable to who opened it."""

FASTEST = timedelta(seconds=3)  # nobody reads the form and writes a message faster than this
LONGEST = timedelta(hours=24)
PER_HOUR, PER_DAY = 5, 20  # messages from one address; an office or a family may share one
MAX_TEXT = 5_000


class State(TextChoices):
    """Where a thread stands."""

    WAITING = "waiting", "Waits for the practice"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed"


class Side(TextChoices):
    """Who wrote a message."""

    OUTSIDE = "outside", "Written through the form"
    PRACTICE = "practice", "Written by the practice"


def may_send_now(*, age: timedelta, in_last_hour: int, in_last_day: int) -> Answer:
    """Bots are fast and many; ``age`` is how long ago the form was given out."""
    if age < FASTEST:
        return no("messages.too_fast", "That was very fast.", "Please press Send once more.")
    if age > LONGEST:
        return no("messages.too_old", "This page was open for very long.", "Please press Send once more.")
    if in_last_hour >= PER_HOUR or in_last_day >= PER_DAY:
        return no(
            "messages.too_many",
            "Many messages came from your connection.",
            "Please try again in an hour, or call the office.",
        )
    return YES


def may_write(state: str) -> Answer:
    """Whether a thread takes another message."""
    if state != State.CLOSED:
        return YES
    return no(
        "messages.closed",
        "This conversation was closed.",
        "Start a new one with the form, or call the office.",
    )


_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def email_in(contact: str) -> str:
    """The e-mail address somebody left, or nothing."""
    found = _EMAIL.search(contact)
    return found.group() if found else ""
