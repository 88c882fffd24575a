"""Account, invoice and card numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = re.compile(
    r"\b(?:acc(?:oun)?t|invoice|iban|card|routing|confirmation|order)\b\.?[\s:#=-]{0,4}(?:(?:number|no|num"
    r"|id|is)\b\.?[\s:#=]{0,4}){0,2}((?=[A-Z0-9-]{0,24}\d)[A-Z0-9](?:[A-Z0-9-]{2,24})\b)",
    re.IGNORECASE,
)

_CARD = re.compile(r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])")


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1 check digit."""
    digits = [int(char) for char in reversed(number) if char.isdigit()]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def find(reading: Reading) -> Iterator[Hit]:
    for match in _PATTERN.finditer(reading.text):
        yield Hit(*match.span(1), "block")
    for match in _CARD.finditer(reading.text):
        if _luhn(match.group()):
            yield Hit(match.start(), match.end(), "block", message="This looks like a payment card number.")


RECOGNIZER = Recognizer(
    id="identifier.account",
    kind="account",
    why="An account number identifies the person who pays.",
    citation="45 CFR 164.514(b)(2)(i)(J)",
    severity="block",
    message="This looks like an account or invoice number.",
    suggestion="Remove it; talk about bills by telephone.",
    find=find,
)
