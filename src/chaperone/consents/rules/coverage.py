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
    reasons: list[Answer] = []
    for answer in named:
        denial = _denial(answer, wanted, today)
        if denial is None:
            return answer
        reasons.append(denial)
        if denial.code in _FINAL:
            break
    return max(reasons, key=lambda reason: _WEIGHT.get(reason.code, 0))


def _signed_at(answer: SignedAnswer) -> datetime:
    assert answer.signed_at is not None
    return answer.signed_at


def _denial(answer: SignedAnswer, wanted: Wanted, today: date) -> Answer | None:
    place = [
        line
        for line in answer.lines
        if (line.offer.purpose, line.offer.network) == (wanted.purpose, wanted.network)
    ]
    plain = [line for line in place if _is_plain(line.offer)]
    if any(not line.allowed and not line.taken_back for line in plain):
        return no(
            "consents.struck",
            f"She said no to {wanted.where}.",
            "Her no stays with the picture. Use another place or picture.",
        )
    if answer.state == State.WITHDRAWN or any(line.taken_back for line in plain):
        return no(
            "consents.withdrawn", f"She took back her permission for {wanted.where}.", "Do not use it there."
        )
    if not plain:
        return no("consents.unlisted", f"Her authorization does not list {wanted.where}.", ASK)
    if wanted.names_procedure and not _allowed(place, lambda offer: offer.names_procedure):
        return no(
            "consents.procedure",
            "The post names a procedure; her authorization does not allow that.",
            "Take the procedure out of the text.",
        )
    if wanted.shows_face and not _allowed(place, lambda offer: offer.identifiability in _FACE):
        return no(
            "consents.face",
            "The picture shows a face; her authorization does not allow that.",
            "Cover the face in the library.",
        )
    if not answer.live_on(today):
        ended = f"{answer.expires_on:%-d %b %Y}" if answer.expires_on else "an earlier day"
        return no(
            "consents.expired",
            f"Her authorization ended on {ended}.",
            "Ask her for a new one, or use another picture.",
        )
    return None


def _is_plain(offer: Offer) -> bool:
    return offer.identifiability == Identifiability.NONE and not offer.names_procedure


def _allowed(lines: Iterable[Line], fits: _Fits) -> bool:
    return any(line.allowed and fits(line.offer) for line in lines)


# A no or a withdrawal ends the search: an older yes does not come back to life behind it.
_FINAL = frozenset({"consents.struck", "consents.withdrawn"})
_WEIGHT = {
    "consents.struck": 6,
    "consents.withdrawn": 5,
    "consents.procedure": 4,
    "consents.face": 3,
    "consents.expired": 2,
    "consents.unlisted": 1,
}
