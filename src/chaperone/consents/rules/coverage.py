"""Does what a patient signed cover this picture, here, for this? What is not listed is denied; narrower wins."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chaperone.consents.rules.scope import Identifiability, Offer, Purpose, network_name
from chaperone.consents.rules.states import State
from chaperone.foundation.refusal import Answer, no

_Fits = Callable[[Offer], bool]
_FACE = frozenset({Identifiability.FACE, Identifiability.NAME})


@dataclass(frozen=True, slots=True)
class Line:
    """One line and what she answered. ``taken_back`` when she allowed it first and withdrew it later."""

    offer: Offer
    allowed: bool
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class SignedAnswer:
    """One authorization that names the picture, as far as the decision needs it."""

    authorization_id: uuid.UUID
    state: str
    signed_at: datetime | None
    expires_on: date | None
    lines: Sequence[Line]

    def live_on(self, today: date) -> bool:
        """Signed, not withdrawn, and not past its last day."""
        return self.state == State.SIGNED and self.expires_on is not None and today <= self.expires_on


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to do with the picture."""

    purpose: str
    network: str
    names_procedure: bool
    shows_face: bool

    @property
    def where(self) -> str:
        """For sentences: ``Bluesky for education``."""
        purpose = Purpose(self.purpose).label.lower() if self.purpose in Purpose.values else self.purpose
        return f"{network_name(self.network)} for {purpose}"


ASK = "Ask the patient for a permission that covers it, or use another picture."


def decide(answers: Iterable[SignedAnswer], wanted: Wanted, *, today: date) -> SignedAnswer | Answer:
    """The authorization that covers it, or the reason why none does.

    Of several, the newest that speaks about a line decides about it: a line that she struck stays a denial until
    she signs another one that allows it. Nothing is put together from two forms.
    """
    named = sorted((one for one in answers if one.signed_at), key=_signed_at, reverse=True)
    if not named:
        return no("consents.none", "No signed authorization covers this picture.", ASK)
    denials: list[_Denial] = []
    for answer in named:
        denial = _denial(answer, wanted, today)
        if denial is None:
            return answer
        denials.append(denial)
        if denial.final:
            break
    return max(denials, key=lambda denial: denial.weight).answer


@dataclass(frozen=True, slots=True)
class _Denial:
    """Why one authorization does not cover it. ``final``: she said so herself, so no older yes counts any more.

    The reason with the greatest ``weight`` is the one that is told.
    """

    answer: Answer
    weight: int
    final: bool = False


def _signed_at(answer: SignedAnswer) -> datetime:
    assert answer.signed_at is not None
    return answer.signed_at


def _denial(answer: SignedAnswer, wanted: Wanted, today: date) -> _Denial | None:
    here = (wanted.purpose, wanted.network)
    place = [line for line in answer.lines if (line.offer.purpose, line.offer.network) == here]
    return (
        _place(answer, [line for line in place if _is_plain(line.offer)], wanted)
        or (wanted.names_procedure and _beyond(place, lambda offer: offer.names_procedure, *_PROCEDURE))
        or (wanted.shows_face and _beyond(place, lambda offer: offer.identifiability in _FACE, *_SHOWS_FACE))
        or _over(answer, today)
        or None
    )


def _place(answer: SignedAnswer, plain: Sequence[Line], wanted: Wanted) -> _Denial | None:
    if not plain:
        return _Denial(no("consents.unlisted", f"Her authorization does not list {wanted.where}.", ASK), 1)
    if any(line.taken_back for line in plain) or (answer.state == State.WITHDRAWN and plain[0].allowed):
        reason = f"She took back her permission for {wanted.where}."
        return _Denial(no("consents.withdrawn", reason, "Do not use it there."), 5, final=True)
    if not all(line.allowed for line in plain):
        reason = f"She said no to {wanted.where}."
        remedy = "Her no stays with the picture. Use another place or picture."
        return _Denial(no("consents.struck", reason, remedy), 6, final=True)
    return None


def _beyond(place: Sequence[Line], fits: _Fits, code: str, reason: str, remedy: str) -> _Denial | None:
    """What goes beyond the plain line needs a yes of its own; asked and not given, it is a no."""
    lines = [line for line in place if fits(line.offer)]
    if any(line.allowed for line in lines):
        return None
    return _Denial(no(code, reason, remedy), 4, final=bool(lines))


def _over(answer: SignedAnswer, today: date) -> _Denial | None:
    if answer.live_on(today):
        return None
    ended = f"{answer.expires_on:%-d %b %Y}" if answer.expires_on else "an earlier day"
    reason = f"Her authorization ended on {ended}."
    return _Denial(no("consents.expired", reason, "Ask her for a new one, or use another picture."), 2)


def _is_plain(offer: Offer) -> bool:
    return offer.identifiability == Identifiability.NONE and not offer.names_procedure


_PROCEDURE = (
    "consents.procedure",
    "The post names a procedure; her authorization does not allow that.",
    "Take the procedure out of the text.",
)
_SHOWS_FACE = (
    "consents.face",
    "The picture shows a face; her authorization does not allow that.",
    "Cover the face in the library.",
)
