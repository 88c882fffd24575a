"""Who may be asked, when a signature counts, and the identity check in front of the photos."""

from __future__ import annotations

import hmac
from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta

from chaperone.foundation.refusal import YES, Answer, no

ADULT_AT = 18
DEFAULT_YEARS = 2
MAX_TRIES = 5


@dataclass(frozen=True, slots=True, repr=False)
class Signature:
    """``method`` is ``drawn`` (``content``: base64 of a PNG) or ``typed`` (``content``: the name as typed)."""

    method: str
    content: str


def age_on(born_on: str, day: date) -> int | None:
    """Whole years on ``day``; ``None`` when the date of birth is not known."""
    if not born_on:
        return None
    born = date.fromisoformat(born_on)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def default_until(day: date) -> date:
    """Two years minus a day: the last day that is covered."""
    leap_day = (day.month, day.day) == (2, 29) and not isleap(day.year + DEFAULT_YEARS)
    return day.replace(year=day.year + DEFAULT_YEARS, day=28 if leap_day else day.day) - timedelta(
        days=0 if leap_day else 1
    )


def may_ask(
    *, born_on: str, today: date, refused: bool, adult_confirmed: bool, timing_confirmed: bool
) -> Answer:
    """Whether this patient may be asked at all.

    Minors are held: a parent's signature, her own assent, two approvals and an end at 18 are needed together
    (164.502(g)(3)), and this form has no place for them.
    """
    if refused:
        return no(
            "consents.refused",
            "This patient signed that she wants nothing shown.",
            "Do not ask her. Nobody can override a signed refusal.",
        )
    age = age_on(born_on, today)
    if age is not None and age < ADULT_AT:
        return no(
            "consents.minor",
            "This patient is under 18.",
            "Photos of minors are not shown. Ask again when she is 18, if at all.",
        )
    if not adult_confirmed:
        return no(
            "consents.capacity_unconfirmed",
            "Nobody has said that the patient is an adult and can decide for herself.",
            "Somebody who knows her ticks it; the name is kept.",
        )
    if not timing_confirmed:
        return no(
            "consents.timing_unconfirmed",
            "Nobody has said that this is not the day of surgery and that she is not sedated.",
            "Somebody who knows ticks it; the name is kept.",
        )
    return YES


def may_sign(
    *,
    answered: bool,
    allowed: int,
    has_signature: bool,
    has_name: bool,
    declared: bool,
    today: date,
    surgery_on: str,
) -> Answer:
    """Whether this signature counts. ``surgery_on`` is ISO text or empty; ``allowed`` counts lines with yes."""
    if surgery_on and date.fromisoformat(surgery_on) == today:
        return no(
            "consents.surgery_day",
            "Today is the day of your surgery.",
            "Please sign on another day, when you have rested.",
        )
    if not answered:
        return no("consents.unanswered", "Some lines have no answer yet.", "Choose yes or no on each line.")
    if not allowed:
        return no(
            "consents.nothing_allowed",
            "You said no to every line.",
            "Press “No to all”. You need not sign for that.",
        )
    if not has_name:
        return no("consents.name_missing", "Your name is missing.", "Type your full name.")
    if not has_signature:
        return no("consents.signature_missing", "Your signature is missing.", "Draw it or type your name.")
    if not declared:
        return no(
            "consents.declaration_missing",
            "The sentence above your signature is not ticked.",
            "Read it. Tick it if it is true.",
        )
    return YES


def same_birth_date(known: str, given: date) -> bool:
    """Whether the date of birth fits, in constant time."""
    return hmac.compare_digest(known, given.isoformat())
