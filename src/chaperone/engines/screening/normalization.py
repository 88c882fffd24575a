"""Sees through tricks of writing: the folded view of a text, with the way back to the author's own characters.

Zero-width and bidirectional marks vanish, full-width and mathematical letters become plain (NFKC), look-alike
letters of other scripts become the Latin letter they imitate, accents come off, quotes and dashes are unified.
Sources: Unicode TR36/TR39 (confusables; only letters that pass for Latin are folded), TR15 (NFKC).
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

from chaperone.engines.screening.evasions import Spelling, unmask

# Latin letter or sign -> what passes for it, by code point: most look-alikes cannot be told apart on a screen.
_PASSES_FOR: dict[str, str] = {
    "A": "\u0410\u0391\u13aa\ua4ee",
    "a": "\u0430\u03b1\u0251\u1d00",
    "ae": "\u00e6\u1d01",
    "B": "\u0412\u0392\u13f4\ua4d0",
    "b": "\u042c\u044c\u0299\u0253\u0184\u0432",
    "C": "\u0421\u03f9\u13df\ua4da",
    "c": "\u0441\u03f2\u1d04\u2184",
    "d": "\u0501\u0111\u0256\u0257\u1d05",
    "D": "\u13a0\ua4d3\u0110",
    "E": "\u0415\u0395\u13ac\ua4f0",
    "e": "\u0435\u03b5\u0454\u0451\u1d07\u04bd\u0259",
    "F": "\u03dc\ua4dd",
    "f": "\ua730\u0192",
    "G": "\u13c0\ua4d6\u050c",
    "g": "\u0261\u0262\u0581",
    "H": "\u041d\u0397\u13bb\ua4e7",
    "h": "\u04bb\u029c\u0570\u043d",
    "I": "\u0406\u0399\u04c0\u0407",
    "i": "\u0456\u03b9\u0131\u026a\u0457\u0269",
    "J": "\u0408\u13ab\ua4d9",
    "j": "\u0458\u1d0a",
    "K": "\u041a\u039a\u13e6\ua4d7",
    "k": "\u043a\u03ba\u1d0b",
    "L": "\u0141\u13de\ua4e1",
    "l": "\u2113\u0142\u029f\u04cf",
    "M": "\u041c\u039c\u13b7\ua4df",
    "m": "\u043c\u1d0d",
    "N": "\u039d\ua4e0",
    "n": "\u0578\u0274\u03b7\u057c",
    "O": "\u041e\u039f\u00d8\u0555\ua4f3",
    "o": "\u043e\u03bf\u00f8\u1d0f\u0585\u03c3",
    "oe": "\u0153",
    "P": "\u0420\u03a1\u13e2\ua4d1",
    "p": "\u0440\u03c1\u1d18",
    "q": "\u051b\u0566",
    "R": "\u13a1\ua4e3",
    "r": "\u0280\u0433\u027e",
    "S": "\u0405\u13da\ua4e2\u054f",
    "s": "\u0455\ua731\u01bd",
    "ss": "\u00df",
    "T": "\u0422\u03a4\u13a2\ua4d4",
    "t": "\u0442\u1d1b\u03c4",
    "U": "\u054d\ua4f4",
    "u": "\u03c5\u1d1c\u057d",
    "V": "\u13d9\ua4e6\u0474",
    "v": "\u03bd\u1d20\u0475",
    "W": "\u13b3\ua4ea\u051c",
    "w": "\u051d\u1d21\u03c9\u0461",
    "X": "\u0425\u03a7\ua4eb",
    "x": "\u0445\u03c7",
    "Y": "\u0423\u03a5\u04ae\ua4ec",
    "y": "\u0443\u04af\u03b3\u028f",
    "Z": "\u0396\u13c3\ua4dc",
    "z": "\u1d22\u01b6",
    # the last of each row are Windows-1252 bytes that were read as Latin-1
    '"': "\u201c\u201d\u201e\u00ab\u00bb\x93\x94",
    "'": "\u2018\u2019\u201b\u02bc\u00b4\x91\x92",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2212\x96\x97",
    # letters that show nothing: Hangul fillers, a Braille cell without dots
    "": "\u3164\u115f\u1160\uffa0",
    " ": "\u2800",
}
# White letters in black circles and squares have no plain form in Unicode's tables.
_INSCRIBED = {
    chr(first + letter): chr(ord("A") + letter) for first in (0x1F150, 0x1F170) for letter in range(26)
}
_PLAIN = _INSCRIBED | {char: latin for latin, chars in _PASSES_FOR.items() for char in chars}


_FOREIGN = re.compile(r"[^\x00-\x7f]+")


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
    """The folded view of any string, disguised words spelt out; linear in its length."""
    plain, origin = _fold_characters(text)
    disguised = unmask(plain)
    if disguised:
        plain, origin = _spell_out(plain, origin, disguised)
    return Folded(text=plain, origin=origin, length=len(text))


def _fold_characters(text: str) -> tuple[str, array[int]]:
    if text.isascii():
        return text, array("q", range(len(text)))
    parts: list[str] = []
    origin = array("q")
    done = 0
    for foreign in _FOREIGN.finditer(text):
        parts.append(text[done : foreign.start()])
        origin.extend(range(done, foreign.start()))
        done = foreign.end()
        for offset in range(foreign.start(), done):
            folded = _fold(text[offset])
            parts.append(folded)
            origin.extend([offset] * len(folded))
    parts.append(text[done:])
    origin.extend(range(done, len(text)))
    return "".join(parts), origin


def _spell_out(
    plain: str, origin: array[int], disguised: list[tuple[int, int, Spelling]]
) -> tuple[str, array[int]]:
    parts: list[str] = []
    way = array("q")
    done = 0
    for start, end, spelling in disguised:
        parts += [plain[done:start], *(char for char, _ in spelling)]
        way.extend(origin[done:start])
        way.extend([origin[at] for _, at in spelling])
        done = end
    return "".join((*parts, plain[done:])), way + origin[done:]


def squeeze(text: str) -> str:
    """Letters and digits only, folded and case-folded: how names are compared."""
    return "".join(char for char in _fold_characters(text)[0].casefold() if char.isalnum())
