"""Words that were written so that no filter reads them: "b o t o x", "b.o.t.o.x", "b0tox", "bottttox", "bo*tox".

A spelling is undone only where the outcome is a word that the engine knows (procedures, everyday words, census names),
or an unmistakable row of single letters; "A B testing", "I O U", "5 a 6", "B12" and "24/7" stay as they are. Works on
the folded text and says which characters each outcome came from; linear, every pattern is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby, product

from chaperone.engines.screening.lists import given_names, plain_words, rows_of, surnames

# Characters of the outcome, each with the offset of the character it stands for.
Spelling = list[tuple[str, int]]

_LEET = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "li",
}  # fmt: skip
_ROW = re.compile(
    r"(?<![^\W_])(?P<row>[A-Za-z0-9@$!](?:(?P<sep>[ .\-_*~|/+:^]{1,2})[A-Za-z0-9@$!](?:(?P=sep)[A-Za-z0-9@$!]){1,60}"
    r"|(?:[^\x00-\x7f\w\s]{1,4} ?[A-Za-z0-9@$!]){2,60}))(?![^\W_])"
)
_BROKEN = re.compile(
    r"(?<![\w@#/.-])[A-Za-z]{1,15}(?:[*~^|+-][A-Za-z]{1,15}|[^\x00-\x7f\w\s]{1,3}[A-Za-z]{1,15}){1,6}(?![\w@/-]"
    r"|\.\w)"
)
_LEET_WORD = re.compile(
    r"(?<![\w@#/.$+-])(?=[a-z0-9@$!|+]{0,24}[a-z])(?=[a-z]{0,24}[0-9@$!|+])[a-z0-9$][a-z0-9@$!|+]{1,22}[a-z0-9$](?![\w@/$%-]|\.\w)",
    re.IGNORECASE,
)
_STARRED = re.compile(r"(?<![\w*])[A-Za-z]{1,12}[*#\u2022]{1,3}[A-Za-z]{1,12}(?![\w*])")
_LONG_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{4,40}(?![A-Za-z0-9])")
_THRICE = re.compile(r"([A-Za-z])\1\1", re.IGNORECASE)
_FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{3,40}")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_SHORT_WORDS = "a i an am at be by do go he hi in is it me my no of on or so to up us we el la de mi su un y"
_SHORT = frozenset(_SHORT_WORDS.split())
_LONGEST = 18


@cache
def _trade() -> frozenset[str]:
    """The words of data/procedures.csv: what is most often disguised."""
    terms = (
        term for row in rows_of("procedures.csv") for term in (row["canonical"], *row["synonyms"].split("|"))
    )
    lower = [term.casefold() for term in terms]
    words = {word for term in lower for word in re.split(r"[\s/-]", term)}
    return frozenset(word for word in words | set(lower) if len(word) > 2 and word.isalpha())


def _disguised(word: str) -> bool:
    """Whether the word is of the trade, in the singular or plural."""
    return word in _trade() or (word.endswith("s") and word[:-1] in _trade())


@cache
def _by_edges() -> dict[tuple[int, str, str], list[str]]:
    """The disguised words by length, first and last letter."""
    edges: dict[tuple[int, str, str], list[str]] = {}
    for word in sorted(_trade() | {f"{word}s" for word in _trade()}):
        edges.setdefault((len(word), word[0], word[-1]), []).append(word)
    return edges


def _known(word: str) -> bool:
    """Whether the lower-case word is one that people write, a name or a word of the trade."""
    return (
        _disguised(word)
        or word in plain_words()
        or (
            len(word) > 3
            and (word in given_names() or word in surnames() or word.removesuffix("s") in plain_words())
        )
    )


def _everyday(word: str) -> bool:
    return word in plain_words() or word in _trade()


def _long_known(word: str) -> bool:
    return len(word) > 4 and _known(word)


def _decoded(written: str) -> Iterator[str]:
    """The words that a leet spelling can stand for; none when a character stands for no letter."""
    letters = [char if char.isalpha() else _LEET.get(char, "") for char in written.lower()]
    if all(letters) and sum(len(choice) > 1 for choice in letters) <= 3:
        yield from map("".join, product(*letters))


def _words_of(joined: str) -> list[str]:
    """The fewest known words that make up `joined`, or nothing."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(joined) + 1):
        options = [
            [*before, joined[start:end]]
            for start in range(max(end - _LONGEST, 0), end)
            if (before := best[start]) is not None
            and (joined[start:end] in _SHORT or (end - start > 2 and _known(joined[start:end])))
        ]
        best.append(min(options, key=len) if options else None)
    return best[-1] or []


def _plausible(letters: str, separator: str) -> bool:
    """Whether a row of letters that spells no known word is still a word, and no list or acronym."""
    lower = letters.lower()
    return (
        len(letters) >= 5
        and letters.isalpha()
        and len(set(lower)) > 2
        and not letters.isupper()
        and lower not in _ALPHABET
        and separator not in ("/", ":", "|", "+")
        and any(char in "aeiouy" for char in lower)
    )


def _read_row(letters: str, separator: str) -> list[str]:
    """The words that a row of single characters spells, in the letters of its author; nothing when it spells none."""
    spelt = sum(map(str.isalpha, letters))
    if spelt < 3 or spelt * 2 < len(letters) or len(set(letters)) < 3 or letters.lower() in _ALPHABET:
        return []
    for plain in _decoded(letters):
        if _disguised(plain) or (len(plain) > 3 and _known(plain)):
            return [_in_case_of(letters, plain)]
    if len(letters) > 5 and not letters.isupper():
        for plain in _decoded(letters):
            words = _words_of(plain)
            if words and max(map(len, words)) > 3:
                return _cut_like(_in_case_of(letters, plain), words)
    return [letters] if _plausible(letters, separator) else []


def _in_case_of(written: str, plain: str) -> str:
    return "".join(
        p if w.islower() or not w.isalpha() else p.upper() for w, p in zip(written, plain, strict=True)
    )


def _cut_like(letters: str, words: list[str]) -> list[str]:
    cut, start = [], 0
    for word in words:
        cut.append(letters[start : start + len(word)])
        start += len(word)
    return cut


def _rows(text: str) -> Iterator[tuple[int, int, Spelling]]:
    for match in _ROW.finditer(text):
        places = [
            i
            for i in range(match.start(), match.end())
            if (text[i].isascii() and text[i].isalnum()) or text[i] in "@$!"
        ]
        separator = match["sep"] or ""
        words = _read_row("".join(text[i] for i in places), separator.strip())
        if words:
            yield match.start(), match.end(), _placed(words, places)


def _placed(words: list[str], places: list[int]) -> Spelling:
    spelling: Spelling = []
    at = iter(places)
    for word in words:
        letters = [(char, next(at)) for char in word]
        spelling += [(" ", letters[0][1])] * bool(spelling) + letters
    return spelling


def _breaks(text: str) -> Iterator[tuple[int, int, Spelling]]:
    for match in _BROKEN.finditer(text):
        parts = re.split(r"[^A-Za-z]+", match.group().lower())
        joined = "".join(parts)
        if len(joined) > 4 and _known(joined) and not all(map(_known, parts)):
            places = [i for i in range(match.start(), match.end()) if text[i].isascii() and text[i].isalpha()]
            yield match.start(), match.end(), [(text[i], i) for i in places]


def _stars(text: str) -> Iterator[tuple[int, int, Spelling]]:
    """ "f*ller": letters behind stars, where one word of the trade fits."""
    for match in _STARRED.finditer(text):
        written = match.group().lower()
        fits = [
            word
            for word in _by_edges().get((len(written), written[0], written[-1]), ())
            if len(word) > 4 and all(w == c or not w.isalpha() for w, c in zip(written, word, strict=True))
        ]
        if fits:
            yield (
                match.start(),
                match.end(),
                list(zip(fits[0], range(match.start(), match.end()), strict=True)),
            )


def _leets(text: str) -> Iterator[tuple[int, int, Spelling]]:
    for match in _LEET_WORD.finditer(text):
        written = match.group()
        letters = sum(map(str.isalpha, written))
        head = written[0].isalpha() or written[0] == "$"
        inside = any(not char.isalpha() for char in written.rstrip("0123456789")[1:]) or written[0] == "$"
        if letters < 2 or (written.isupper() and len(written) < 5) or (not head and len(written) < 6):
            continue
        for plain in _decoded(written):
            if inside and _known(plain):
                spelling = _in_case_of(written, plain)
                yield (
                    match.start(),
                    match.end(),
                    list(zip(spelling, range(match.start(), match.end()), strict=True)),
                )
                break


def _repeats(text: str) -> Iterator[tuple[int, int, Spelling]]:
    for match in _LONG_WORD.finditer(text):
        word = match.group()
        if not _THRICE.search(word) or _known(word.lower()):
            continue
        runs = [
            list(run) for _, run in groupby(enumerate(word, match.start()), key=lambda item: item[1].lower())
        ]
        tries = [
            [(char, at) for run in runs for at, char in (run[:keep] if len(run) > 2 else run)]
            for keep in (2, 1)
        ]
        plain = ["".join(char for char, _ in spelling).lower() for spelling in tries]
        for known in (_everyday, _long_known):
            fits = [
                spelling
                for spelling, lower in zip(tries, plain, strict=True)
                if len(lower) > (3 if word.isupper() else 2) and known(lower)
            ]
            if fits:
                yield match.start(), match.end(), fits[0]
                break


def _flags(text: str) -> Iterator[tuple[int, int, Spelling]]:
    """Regional letters: two are a flag, a row of them is a word."""
    for match in _FLAGS.finditer(text):
        word = "".join(chr(ord(char) - 0x1F1E6 + ord("a")) for char in match.group())
        if _known(word):
            yield match.start(), match.end(), list(zip(word, range(match.start(), match.end()), strict=True))


_SUSPECT = re.compile(
    r"(?<![^\W_])[A-Za-z0-9@$!](?:[ .\-_*~|/+:^]{1,2}"
    r"|[^\x00-\x7f\w\s]{1,4} ?)[A-Za-z0-9@$!](?:[ .\-_*~|/+:^]{1,2}|[^\x00-\x7f\w\s])"
    r"|[A-Za-z][0-9@$!|+]{1,3}[A-Za-z]|(?<!\w)[0-9$][A-Za-z]{3}|[A-Za-z][0-9$]{1,2}(?!\w)"
    r"|[A-Za-z](?:[*#~^|+-]{1,3}|[^\x00-\x7f\w\s]{1,3})[A-Za-z]"
    r"|([A-Za-z])\1\1|[\U0001f1e6-\U0001f1ff]{3}",
    re.IGNORECASE,
)


def unmask(text: str) -> list[tuple[int, int, Spelling]]:
    """The disguised words of a folded text, left to right and apart: (start, end, what they spell)."""
    if not _SUSPECT.search(text):
        return []
    found = sorted(
        (spell for reader in (_rows, _breaks, _stars, _leets, _repeats, _flags) for spell in reader(text)),
        key=lambda spell: (spell[0], -spell[1]),
    )
    apart: list[tuple[int, int, Spelling]] = []
    for spell in found:
        if not apart or spell[0] >= apart[-1][1]:
            apart.append(spell)
    return apart
