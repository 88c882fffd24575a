"""Sees through tricks of writing: the folded view of a text, with the way back to the author's own characters.

Zero-width and bidirectional marks vanish, full-width and mathematical letters become plain (NFKC), look-alike
letters of other scripts become the Latin letter they imitate, accents come off, quotes and dashes are unified.
Sources: Unicode TR36/TR39 (confusables; only letters that pass for Latin are folded), TR15 (NFKC).
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

_LOOK_ALIKE = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеіјорсѕухԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧαιονρυχɑɡıℓո",
        "ABESIJKMHOPCTYXaeijopcsyxdqwhABEZHIKMNOPTYXaiovpuxagiln",
        strict=True,
    )
)
_PLAIN = {
    "‘": "'", "’": "'", "‛": "'", "ʼ": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d",
    "æ": "ae", "œ": "oe",
}  # fmt: skip


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    """The folded form of one character: none, one or several characters."""
    if char.isascii():
        return char
    if char in _PLAIN:
        return _PLAIN[char]
    if char in _LOOK_ALIKE:
        return _LOOK_ALIKE[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Mn", "Me"):
        return ""
    if category == "Zs":
        return " "
    plain = (part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part) != "Mn")
    return "".join(_PLAIN.get(part, _LOOK_ALIKE.get(part, part)) for part in plain)


@dataclass(frozen=True)
class Folded:
    """`text` is the folded view; `origin[i]` is the offset, in the author's text, of its i-th character."""

    text: str
    origin: array[int]
    length: int

    def back(self, start: int, end: int) -> tuple[int, int]:
        """A span of the folded view as a span of the author's text, marks inside it included."""
        if end <= start:
            raise ValueError("a span holds at least one character")
        return self.origin[start], self.origin[end - 1] + 1


def fold(text: str) -> Folded:
    """The folded view of any string; linear in its length."""
    if text.isascii():
        return Folded(text=text, origin=array("q", range(len(text))), length=len(text))
    parts: list[str] = []
    origin = array("q")
    for offset, char in enumerate(text):
        folded = _fold(char)
        parts.append(folded)
        origin.extend([offset] * len(folded))
    return Folded(text="".join(parts), origin=origin, length=len(text))


def squeeze(text: str) -> str:
    """Letters and digits only, folded and case-folded: how names are compared."""
    return "".join(char for char in fold(text).text.casefold() if char.isalnum())
