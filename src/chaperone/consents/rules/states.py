"""Where an authorization can go: one table, each move with the event it writes."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices

from chaperone.foundation.refusal import YES, Answer, no


class State(TextChoices):
    """The life of an authorization."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Sent"
    OPENED = "opened", "Opened"
    SIGNED = "signed", "Signed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"
    EXPIRED = "expired", "Expired"
    CLOSED = "closed", "Closed"


@dataclass(frozen=True, slots=True)
class Transition:
    """One move and the event of the trail that it writes."""

    name: str
    sources: frozenset[str]
    target: State
    event: str


def _move(name: str, *sources: State, to: State) -> Transition:
    return Transition(name, frozenset(sources), to, f"consents.authorization.{name}")


D, S, O = State.DRAFT, State.SENT, State.OPENED  # noqa: E741 - columns of the table below

TRANSITIONS: dict[str, Transition] = {
    move.name: move
    for move in (
        _move("sent", D, S, O, to=State.SENT),
        _move("opened", S, O, to=State.OPENED),
        _move("signed", S, O, to=State.SIGNED),
        _move("declined", S, O, to=State.DECLINED),
        _move("closed", D, S, O, to=State.CLOSED),
        _move("withdrawn", State.SIGNED, to=State.WITHDRAWN),
        _move("expired", State.SIGNED, to=State.EXPIRED),
    )
}

_WHY_NOT: dict[str, tuple[str, str]] = {
    State.DRAFT: ("This request has not been sent yet.", "Send it first."),
    State.SENT: ("This request waits for the patient.", "Wait, or send it again."),
    State.OPENED: ("The patient has opened this request.", "Wait, or send it again."),
    State.SIGNED: ("This was already signed.", "Make a new request to change what is allowed."),
    State.DECLINED: ("The patient said no.", "Respect her answer. Only she can ask for a new request."),
    State.WITHDRAWN: (
        "The patient took her permission back.",
        "Only a new request that she signs can change this.",
    ),
    State.EXPIRED: ("The permission has ended.", "Make a new request."),
    State.CLOSED: ("The practice closed this request.", "Make a new request."),
}


def may_move(state: str, move: str) -> Answer:
    """Whether an authorization in ``state`` can make this move."""
    if state in TRANSITIONS[move].sources:
        return YES
    reason, remedy = _WHY_NOT[state]
    return no(f"consents.not_{move}", reason, remedy)
