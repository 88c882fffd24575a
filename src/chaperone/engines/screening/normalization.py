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

# Latin letter or sign -> what passes for it, by code point: most look-alikes cannot be told apart on a screen.
_PASSES_FOR: dict[str, str] = {
    "m": "\u043c",
    "k": "\u043a",
    "t": "\u0442",
    "A": "\u0410\u0391",
    "a": "\u0430\u03b1\u0251",
    "ae": "\u00e6",
    "B": "\u0412\u0392",
    "C": "\u0421",
    "c": "\u0441",
    "d": "\u0501\u0111",
    "E": "\u0415\u0395",
    "e": "\u0435",
    "g": "\u0261",
    "H": "\u041d\u0397",
    "h": "\u04bb",
    "I": "\u0406\u0399",
    "i": "\u0456\u03b9\u0131",
    "J": "\u0408",
    "j": "\u0458",
    "K": "\u041a\u039a",
    "L": "\u0141",
    "l": "\u2113\u0142",
    "M": "\u041c\u039c",
    "N": "\u039d",
    "n": "\u0578",
    "O": "\u041e\u039f\u00d8",
    "o": "\u043e\u03bf\u00f8",
    "oe": "\u0153",
    "P": "\u0420\u03a1",
    "p": "\u0440\u03c1",
    "q": "\u051b",
    "S": "\u0405",
    "s": "\u0455",
    "ss": "\u00df",
    "T": "\u0422\u03a4",
    "u": "\u03c5",
    "v": "\u03bd",
    "w": "\u051d",
    "X": "\u0425\u03a7",
    "x": "\u0445\u03c7",
    "Y": "\u0423\u03a5",
    "y": "\u0443",
    "Z": "\u0396",
    '"': "\u201c\u201d\u201e\u00ab\u00bb",
    "'": "\u2018\u2019\u201b\u02bc\u00b4",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212",
}
_PLAIN = {char: latin for latin, chars in _PASSES_FOR.items() for char in chars}


@lru_cache(maxsize=8192)
def _fold(char: str) -> str:
    """The folded form of one character: none, one or several characters."""
    if char.isascii():
        return char
    if char in _PLAIN:
        return _PLAIN[char]
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Mn", "Me"):
        return ""
    if category == "Zs":
        return " "
    plain = (part for part in unicodedata.normalize("NFKD", char) if unicodedata.category(part) != "Mn")
    return "".join(_PLAIN.get(part, part) for part in plain)


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
