"""Account, invoice and card numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.codes import cue, cued
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_PATTERN = cue(
    strong=(
        r"acc(?:oun)?t(?: (?:id|number|no|num))?|iban|(?:credit|debit|gift|bank|insurance)? ?card (?:number|no"
        r"|ending in)"
        r"|(?:invoice|routing|order|receipt|transaction|confirmation) (?:id|number|no|num)|cuenta|tarjeta|factura"
    ),
    weak=r"invoice|(?:credit |debit )?card\.?|routing|confirmation|order|receipt|statement|transaction|payment|bill",
)
_CARD = re.compile(r"(?<![\w-])(?:\d[ -]?){11,18}\d(?![\w-])")
_CARD_CUE = re.compile(r"\b(?:card|visa|mastercard|amex|tarjeta)\b[^\n]{0,30}$", re.IGNORECASE)
_IBAN = re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?:[A-Z0-9]{11,30}|(?: [A-Z0-9]{4}){2,7}(?: [A-Z0-9]{1,4})?)(?!\w)")
_CRYPTO = re.compile(r"(?<!\w)(?:bc1[a-z0-9]{25,60}|0x[0-9a-fA-F]{40}|[13][1-9A-HJ-NP-Za-km-z]{25,34})(?!\w)")
_COUNTRIES_LIST = """
    AD AE AL AT AZ BA BE BG BH BR BY CH CR CY CZ DE DK DO EE EG ES FI FO FR GB GE GI GL GR GT HR HU
    IE IL IQ IS IT JO KW KZ LB LC LI LT LU LV LY MC MD ME MK MR MT MU NL NO PK PL PS PT QA RO RS SA
    SC SE SI SK SM ST SV TL TN TR UA VA VG XK
    """
_COUNTRIES = frozenset(_COUNTRIES_LIST.split())


def _luhn(number: str) -> bool:
    """ISO/IEC 7812-1 check digit."""
    digits = [int(char) for char in reversed(number) if char.isdigit()]
    doubled = (digit * 2 - 9 if digit > 4 else digit * 2 for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_card(number: str) -> bool:
    """A valid check digit; twelve digits count only where an issuer hands out so few (50, 56-69)."""
    digits = "".join(char for char in number if char.isdigit())
    return _luhn(digits) and (
        len(digits) > 12 or digits[0] == "6" or digits[:2] in ("50", "56", "57", "58", "59")
    )


def find(reading: Reading) -> Iterator[Hit]:
    text = reading.text
    for code in cued(_PATTERN, text):
        yield Hit(code.start, code.end, "block")
    for match in _CARD.finditer(text):
        if _is_card(match.group()) or _CARD_CUE.search(text[max(match.start() - 40, 0) : match.start()]):
            yield Hit(match.start(), match.end(), "block", message="This looks like a payment card number.")
    for match in _IBAN.finditer(
        text
    ):  # ISO 13616; the check digits are not asked for: a mistyped one leaks too
        if match.group()[:2] in _COUNTRIES and sum(map(str.isdigit, match.group())) >= 8:
            yield Hit(match.start(), match.end(), "block", message="This looks like a bank account number.")
    for match in _CRYPTO.finditer(text):
        if any(map(str.isdigit, match.group()[2:])):
            yield Hit(match.start(), match.end(), "review", message="This looks like a wallet's address.")


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
