"""Keyed digests of a practice's patients: a text can be checked for them without the engine knowing any name.

A name is folded (case, accents, look-alikes, spaces and punctuation off), then hashed with HMAC-SHA256 under the
practice's key, together with every form that lacks one letter. A word of a text is tried as it stands and with each
letter left out, so that one missing, added, doubled, changed or swapped letter still matches (symmetric deletion,
W. Garbe's SymSpell). Without the key nothing can be learnt from a digest; with it, names could be guessed, so the key
is kept like a password.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from chaperone.engines.screening.lists import plain_words
from chaperone.engines.screening.normalization import fold, squeeze
from chaperone.engines.screening.practice import PracticeLexicon, last_digits

_PART = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_HANDLE = re.compile(r"(?<![\w@])@?[A-Za-z0-9][\w.]{2,29}")
_PHONE = re.compile(r"\(?\+?\d[\d\s().-]{5,18}\d")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_SURNAME = re.compile(r"\b(?:mrs?|ms|miss|mx|sra?|srta|senora?)\b\.?\s+([^\W\d_][\w'-]{1,30})", re.IGNORECASE)
_FUZZY_FROM = 7  # letters: shorter names would meet too many words by chance
_PIECES = 4  # a name spans at most this many words
_LONGEST = 40


@lru_cache(maxsize=65536)
def _digest(key: bytes, form: str, plain: str) -> str:
    return hmac.digest(key, f"{form}:{plain}".encode("utf-8", "surrogatepass"), "sha256").hex()


def _without_one(plain: str) -> Iterator[str]:
    for index in range(len(plain)):
        yield plain[:index] + plain[index + 1 :]


def _orders(name: str) -> set[str]:
    """ "Jane Q. Doe" and "Doe, Jane" as the forms in which a text may write them."""
    parts = [squeeze(part) for part in re.split(r"[\s,]+", name)]
    parts = [part for part in parts if len(part) > 1]
    if len(parts) < 2:
        return {"".join(parts)} - {""}
    return {"".join(parts), "".join(reversed(parts)), parts[0] + parts[-1], parts[-1] + parts[0]}


def _name_digests(name: str, key: bytes) -> Iterator[str]:
    for plain in _orders(name):
        yield _digest(key, "name", plain)
        if len(plain) >= _FUZZY_FROM:
            yield from (_digest(key, "name-1", shorter) for shorter in _without_one(plain))
            yield _digest(key, "name-1", plain)
    parts = [squeeze(part) for part in re.split(r"[\s,]+", name) if squeeze(part)]
    if len(parts) > 1:
        yield _digest(key, "surname", parts[0] if "," in name else parts[-1])


def patient_digests(
    *,
    names: Iterable[str] = (),
    nicknames: Iterable[str] = (),
    handles: Iterable[str] = (),
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
    key: bytes,
) -> dict[str, str]:
    """Digest (64 hex digits) -> kind, for a practice's patients. Raises ValueError when the key is empty.

    `names` are full names ("Jane Doe" or "Doe, Jane"); phone numbers are compared by their last ten digits.
    """
    if not key:
        raise ValueError("digests need a key")
    digests: dict[str, str] = {}
    for nickname in nicknames:
        digests.update({_digest(key, "nickname", squeeze(nickname)): "nickname"} if squeeze(nickname) else {})
    for handle in handles:
        digests[_digest(key, "handle", fold(handle).text.casefold().lstrip("@"))] = "handle"
    for phone in phones:
        digests[_digest(key, "phone", last_digits(phone))] = "phone"
    for email in emails:
        digests[_digest(key, "email", fold(email).text.casefold().strip())] = "email"
    for name in names:
        digests.update(dict.fromkeys(_name_digests(name, key), "name"))
    return digests


def _pieces(text: str) -> list[tuple[int, int, str]]:
    """The parts of words that a name could be made of: words, and the humps of camel-case hashtags and handles."""
    pieces = []
    for word in _PART.finditer(text):
        humps = list(_CAMEL.finditer(word.group())) if word.group().isascii() else []
        spans = (
            [(word.start() + h.start(), word.start() + h.end()) for h in humps]
            if len(humps) > 1
            else [word.span()]
        )
        pieces += [(start, end, squeeze(text[start:end])) for start, end in spans]
    return [piece for piece in pieces if len(piece[2]) > 1]


def _names_in(text: str, lexicon: PracticeLexicon) -> Iterator[tuple[int, int, str]]:
    pieces, key, digests = _pieces(text), lexicon.key, lexicon.digests
    for index, (start, _, _) in enumerate(pieces):
        joined, unusual = "", False
        for start_of_piece, end, plain in pieces[index : index + _PIECES]:
            if start_of_piece - start > _LONGEST or len(joined) + len(plain) > _LONGEST:
                break
            joined += plain
            unusual = unusual or plain not in plain_words()
            for form in ("name", "nickname"):
                if _digest(key, form, joined) in digests:
                    yield start, end, form
            if unusual and len(joined) >= _FUZZY_FROM - 1 and _nearly(joined, lexicon):
                yield start, end, "name"


def _nearly(plain: str, lexicon: PracticeLexicon) -> bool:
    """Whether the word is one letter away from a name."""
    tries = (plain, *_without_one(plain))
    return any(_digest(lexicon.key, "name-1", shorter) in lexicon.digests for shorter in tries)


def match_folded(text: str, lexicon: PracticeLexicon) -> list[tuple[int, int, str]]:
    """Spans (start, end, kind) of known patients in a folded text; empty without digests."""
    if not lexicon.digests:
        return []
    found = list(_names_in(text, lexicon))
    for pattern, kind in ((_HANDLE, "handle"), (_PHONE, "phone"), (_EMAIL, "email")):
        for match in pattern.finditer(text):
            plain = (
                last_digits(match.group())
                if kind == "phone"
                else match.group().casefold().lstrip("@").rstrip(".")
            )
            if _digest(lexicon.key, kind, plain) in lexicon.digests:
                found.append((*match.span(), kind))
    titled = (
        m
        for m in _SURNAME.finditer(text)
        if _digest(lexicon.key, "surname", squeeze(m[1])) in lexicon.digests
    )
    return found + [(*match.span(), "name") for match in titled]


def match(text: str, lexicon: PracticeLexicon) -> list[tuple[int, int, str]]:
    """Spans (start, end, kind) of known patients, in characters of the given text."""
    folded = fold(text)
    return [(*folded.back(start, end), kind) for start, end, kind in match_folded(folded.text, lexicon)]
