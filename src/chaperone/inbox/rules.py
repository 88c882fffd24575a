"""What an item may be, which move leads where, what is raised to a person, and for which reasons something goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import TextChoices

from chaperone.foundation.refusal import YES, Answer, no


class State(TextChoices):
    """Where an item stands on the desk."""

    NEW = "new", "New"
    NEEDS_PERSON = "needs_person", "Needs you"
    KEPT = "kept", "Kept"
    ANSWERED = "answered", "Answered"
    HIDDEN = "hidden", "Hidden"
    REMOVED = "removed", "Removed"
    GONE = "gone", "No longer there"


TO_DO = frozenset({State.NEW, State.NEEDS_PERSON})
"""Somebody has still to decide."""

STANDING = frozenset({State.NEW, State.NEEDS_PERSON, State.KEPT, State.ANSWERED})
"""Everybody can read it."""

# move: (from states, to state, event); docs/reference/states.md is generated from this table.
MOVES: dict[str, tuple[frozenset[State], State, str]] = {
    "keep": (frozenset({State.NEW, State.NEEDS_PERSON, State.ANSWERED}), State.KEPT, "inbox.item.kept"),
    "raise": (frozenset(State), State.NEEDS_PERSON, "inbox.item.raised"),
    "answer": (STANDING, State.ANSWERED, "inbox.item.answered"),
    "hide": (STANDING, State.HIDDEN, "inbox.item.hidden"),
    "remove": (frozenset(State), State.REMOVED, "inbox.item.removed"),
    "lose": (STANDING | {State.HIDDEN}, State.GONE, "inbox.item.gone"),
}


def may_move(state: str, move: str) -> Answer:
    """Whether ``move`` is open to an item in ``state``."""
    if state in MOVES[move][0]:
        return YES
    return no(
        "inbox.state",
        f"This is “{State(state).label.lower()}” now.",
        "Open it again to see what happened meanwhile.",
    )


class Action(TextChoices):
    """What can be done to something that others wrote."""

    HIDE = "hide", "Hide it"
    DELETE = "delete", "Delete it"


class Reason(TextChoices):
    """Why it may go: never because of what it thinks of the practice (16 CFR 465.7; 15 USC 45b)."""

    PRIVACY = "privacy", "It tells something private about a person"
    HARASSMENT = "harassment", "It insults or threatens somebody"
    SPAM = "spam", "It is advertising or a fraud"
    ILLEGAL = "illegal", "It is against the law"
    IMPERSONATION = "impersonation", "Somebody pretends to be somebody else"
    MINOR = "minor", "It shows or names a child"
    SEXUAL = "sexual", "It is sexual"


class Moderation(TextChoices):
    """A removal's states; only what was read again and found hidden or absent is ``done``."""

    DUE = "due", "Waiting to be done"
    VERIFYING = "verifying", "Done; being checked"
    NEEDS_PERSON = "needs_person", "A person must do it"
    FAILED = "failed", "Not possible"
    DONE = "done", "Done and checked"


OPEN_MODERATIONS = frozenset({Moderation.DUE, Moderation.VERIFYING, Moderation.NEEDS_PERSON})

CRITICISM_LAW = (
    "“Negative” is not a reason. A practice that hides or deletes reviews because they are critical breaks "
    "16 CFR 465.7 (review suppression) and the Consumer Review Fairness Act (15 USC 45b)."
)


def known_reason(reason: str) -> Answer:
    """Only the content-neutral reasons exist."""
    if reason in Reason.values:
        return YES
    return no(
        "inbox.no_such_reason", CRITICISM_LAW, "Keep it, and answer with a neutral text that invites a call."
    )


def may_moderate(*, critical: bool, not_criticism: bool) -> Answer:
    """A critical text goes only after a person said that its criticism is not why."""
    if critical and not not_criticism:
        return no(
            "inbox.criticism",
            "This reads as criticism. It may go for the reason you chose, never because it is critical.",
            "Confirm that, or keep it and answer it.",
        )
    return YES


class Raised(TextChoices):
    """Why an item needs a person."""

    URGENT = "urgent", "Somebody may need help now."
    NAMES = "names", "It points at a person."
    DISCLOSES = "discloses", "It tells about somebody's care."
    ROGUE = "rogue", "This post did not go through Chaperone."
    ABUSE = "abuse", "It insults or threatens."
    UNJUDGED = "unjudged", "It could not be judged."
    UNSURE = "unsure", "It is not clear what this is."
    SHOWN_AGAIN = "shown_again", "It was hidden and is visible again."


DISCLOSING = frozenset({Raised.NAMES, Raised.DISCLOSES})

IDENTIFIERS = frozenset({
    "name", "phone", "fax", "email", "ssn", "mrn", "health_plan", "account", "license", "vehicle", "device", "url",
    "ip", "biometric", "photo", "other_id",
})  # fmt: skip
"""Kinds of findings that reach or point at one person; places, dates and ages alone do not."""

CARE = frozenset({"relationship", "treatment", "procedure"})
_URGENT = frozenset({"emergency", "medical_question"})


@dataclass(frozen=True, slots=True)
class Triage:
    """What arrival decides: the state, why a person should look, and the removal that is proposed to her."""

    state: State
    raised: tuple[Raised, ...]
    proposed: Reason | None = None


def triage(
    *,
    kind: str,
    category: str,
    findings: Iterable[dict[str, Any]],
    rogue: bool,
    judged: bool,
    sure: bool = True,
) -> Triage:
    """Nothing is hidden here: a person confirms (blueprint). ``findings`` carry ``kind``, ``rule``, ``severity``."""
    grave = [finding for finding in findings if finding["severity"] in ("block", "review")]
    names = any(finding["kind"] in IDENTIFIERS for finding in grave)
    care = category == "self_disclosure" or any(finding["kind"] in CARE for finding in grave)
    reasons = (
        (Raised.UNJUDGED, not judged),
        (Raised.URGENT, category in _URGENT),
        (Raised.NAMES, names),
        (Raised.DISCLOSES, care),
        (Raised.ROGUE, rogue),
        (Raised.ABUSE, category == "abuse"),
        (Raised.UNSURE, judged and not sure),
    )
    raised = tuple(reason for reason, holds in reasons if holds)
    return Triage(State.NEEDS_PERSON if raised else State.NEW, raised, _proposal(kind, category, names=names))


def _proposal(kind: str, category: str, *, names: bool) -> Reason | None:
    if kind in ("dm", "post"):
        return None
    if names:
        return Reason.PRIVACY
    return {"abuse": Reason.HARASSMENT, "spam": Reason.SPAM}.get(category)


def may_approve_reply(*, person_id: str, writer_id: str) -> Answer:
    """Free text needs a second person."""
    if person_id == writer_id:
        return no(
            "inbox.own_reply",
            "You wrote this answer; someone else approves it.",
            "Ask a surgeon or the privacy officer.",
        )
    return YES


FREE_TEXT_OFF = no(
    "inbox.free_text_off",
    "Answers in your own words are switched off here.",
    "Use a template. The owner or the privacy officer can allow own words, under Inbox, Settings.",
)

LEASE_SECONDS = 120
RETRY = timedelta(seconds=30)
LOOK_AGAIN = (timedelta(seconds=2), timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10))
"""When to read again while something hidden still shows; then every hour."""
OPEN_FOR = timedelta(minutes=15)
"""How long an opened text stays readable to who opened it."""


def next_look(*, attempts: int) -> timedelta:
    """The pause after ``attempts`` looks that still found it."""
    return LOOK_AGAIN[attempts] if attempts < len(LOOK_AGAIN) else timedelta(hours=1)
