"""What a patient record must look like."""

from __future__ import annotations

import secrets
from datetime import date

from chaperone.foundation.refusal import YES, Answer, no

# No 0/O, 1/I/L, U/V twins: a reference is read aloud on the telephone.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
REFERENCE_LETTERS = 5
LONGEST_NAME = 120


def new_reference() -> str:
    """A random ``PT-7F3K9``; it says nothing about the person or the order in which people came."""
    return "PT-" + "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(REFERENCE_LETTERS))


def tidy(text: str) -> str:
    """One space between words, none outside."""
    return " ".join(text.split())


def may_keep(*, name: str, born_on: str | None, today: date) -> Answer:
    """Whether a record with this name and birthday (ISO text) makes sense."""
    if not any(char.isalpha() for char in name):
        return no(
            "patients.name_missing",
            "A patient needs a name.",
            "Write the name as it stands on the identity card.",
        )
    if len(name) > LONGEST_NAME:
        return no(
            "patients.name_long",
            f"The name is longer than {LONGEST_NAME} characters.",
            "Write the shorter form.",
        )
    return YES if not born_on else _birthday(born_on, today)


def _birthday(born_on: str, today: date) -> Answer:
    try:
        day = date.fromisoformat(born_on)
    except ValueError:
        return no(
            "patients.born_unreadable", "The date of birth is not a date.", "Write it as year-month-day."
        )
    if day > today or day.year < today.year - 130:
        return no("patients.born_impossible", "Nobody alive was born on that day.", "Check the year.")
    return YES
