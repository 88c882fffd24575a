"""Keyed digests of a practice's patients: a text can be checked for them without the engine knowing any name.

A name is folded (case, accents, look-alikes, spaces and punctuation off), then hashed with HMAC-SHA256 under the
practice's key, together with every form that lacks one letter. A word of a text is tried as it stands and with each
letter left out, so that one missing, added, doubled, changed or swapped letter still matches (symmetric deletion,
W. Garbe's SymSpell). Without the key nothing can be learnt from a digest; with it, names could be guessed, so the key
is kept like a password. While keys are exchanged a lexicon may hold digests of several (`retired`).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from chaperone.engines.screening.lists import given_names, plain_words, surnames
from chaperone.engines.screening.normalization import fold, squeeze
from chaperone.engines.screening.practice import PracticeLexicon, last_digits

_PART = re.compile(r"[^\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_HANDLE = re.compile(r"(?<![\w@])@?[A-Za-z0-9_][\w.-]{2,29}")
_PHONE = re.compile(r"\(?\+?\d(?:[\s().-]{0,3}\d){6,20}")
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}(?:\s?(?:@|[(\[{]\s?at\s?[)\]}])\s?|\s{1,3}at\s{1,3})"
    r"[\w-]{1,63}(?:(?:\.|\s?[(\[{]\s?dot\s?[)\]}]\s?|\s{1,3}dot\s{1,3})[\w-]{1,63}){1,4}",
    re.IGNORECASE,
)
_SPELT_AT = re.compile(r"\s?[(\[{]\s?at\s?[)\]}]\s?|\s{1,3}at\s{1,3}", re.IGNORECASE)
_SPELT_DOT = re.compile(r"\s?[(\[{]\s?dot\s?[)\]}]\s?|\s{1,3}dot\s{1,3}", re.IGNORECASE)
_SURNAME = re.compile(r"\b(?:mrs?|ms|miss|mx|sra?|srta|senora?)\b\.?\s+([^\W\d_][\w'-]{1,30})", re.IGNORECASE)
# "A. Brockmeyer", "Annelise B.": the initial needs its dot, or to end what is said.
_INITIAL_FIRST = re.compile(r"(?<![\w.])([A-Za-z])\.\s?(?:[A-Za-z]\.\s?)?([A-Za-z][\w'-]{2,30})")
_INITIAL_LAST = re.compile(r"(?<![\w.])([A-Za-z][\w'-]{2,30})[\s_]([A-Za-z])(?:\.|(?=\s*(?:[?!,:;)]|$)))")
_INITIALS = re.compile(r"(?<![\w.&])([A-Z])\.\s?([A-Z])\.(?!\s?[A-Z]\.)(?![\w&])")
# Dotted pairs that mean something else.
_OTHER_PAIRS = (
    "am pm do md us dc po rn np pa la iv tv uk er or ba dr pt ps eg ie id ny nj aa bc ad ms ma bs dd oj"
)
_NO_INITIALS = frozenset(_OTHER_PAIRS.split())
_DOUBLED = re.compile(r"(.)\1+")
_FUZZY_FROM = 7  # letters: shorter names would meet too many words by chance
_FUZZY_NICKNAME_FROM = 6
_PLAIN_HANDLE_FROM = 6
_PIECES = 4  # a name spans at most this many words
_LONGEST = 40


@lru_cache(maxsize=65536)
def _digest(key: bytes, form: str, plain: str) -> str:
    return hmac.digest(key, f"{form}:{plain}".encode("utf-8", "surrogatepass"), "sha256").hex()


def _held(lexicon: PracticeLexicon, form: str, plain: str) -> bool:
    """Whether a patient's digest of this form is known, under the key in use or one being retired."""
    return any(_digest(key, form, plain) in lexicon.digests for key in (lexicon.key, *lexicon.retired))


def _without_one(plain: str) -> Iterator[str]:
    for index in range(len(plain)):
        yield plain[:index] + plain[index + 1 :]


def _single(plain: str) -> str:
    """Doubled letters written once: "Jessica" and "Jesica" are one."""
    return _DOUBLED.sub(r"\1", plain)


def _parts(name: str) -> list[str]:
    """The words of a name, the given name first ("Doe, Jane" too)."""
    last, comma, first = name.partition(",")
    ordered = f"{first} {last}" if comma else name
    return [part for part in map(squeeze, re.split(r"[\s,]+", ordered)) if part]


def _orders(name: str) -> set[str]:
    """ "Jane Q. Doe" and "Doe, Jane" as the forms in which a text may write them; "Ana Ruiz-Sol" as "Ana Ruiz" too."""
    parts = [part for part in _parts(name) if len(part) > 1]
    if len(parts) < 2:
        return {"".join(parts)} - {""}
    halves = [squeeze(half) for half in re.split(r"-", _parts_written(name)[-1])]
    lasts = {parts[-1], *(half for half in halves if len(half) > 2)}
    return {"".join(parts), "".join(reversed(parts))} | {
        joined for last in lasts for joined in (parts[0] + last, last + parts[0])
    }


def _parts_written(name: str) -> list[str]:
    last, comma, first = name.partition(",")
    return (f"{first} {last}" if comma else name).split() or [""]


def _name_digests(name: str, key: bytes) -> Iterator[str]:
    for plain in _orders(name):
        yield _digest(key, "name", plain)
        if len(plain) >= _FUZZY_FROM:
            yield from (_digest(key, "name-1", shorter) for shorter in _without_one(plain))
            yield _digest(key, "name-1", plain)
    parts = _parts(name)
    if len(parts) > 1:
        yield _digest(key, "surname", parts[-1])
        yield _digest(key, "initial", f"{parts[0][0]} {parts[-1]}")
        yield _digest(key, "initial", f"{parts[0]} {parts[-1][0]}")
        yield _digest(key, "initials", f"{parts[0][0]}{parts[-1][0]}")


def _nickname_digests(nickname: str, key: bytes) -> Iterator[str]:
    plain = squeeze(nickname)
    if plain:
        yield _digest(key, "nickname", plain)
    if len(plain) >= _FUZZY_NICKNAME_FROM:
        yield _digest(key, "nickname-single", _single(plain))
        yield _digest(key, "nickname-1", plain)
        yield from (_digest(key, "nickname-1", shorter) for shorter in _without_one(plain))


def _handle_plain(handle: str) -> str:
    return fold(handle).text.casefold().strip().lstrip("@").rstrip(".")


def _letters(handle: str) -> str:
    """A handle's letters: "@lash.queen_92" and "lashqueen" are one."""
    return "".join(char for char in squeeze(handle) if char.isalpha())


def _handle_digests(handle: str, key: bytes) -> Iterator[str]:
    yield _digest(key, "handle", _handle_plain(handle))
    if len(_letters(handle)) >= _PLAIN_HANDLE_FROM:
        yield _digest(key, "handle-letters", _letters(handle))


def _email_plain(email: str) -> str:
    """An address without spelt-out signs, tags ("+news") and the dots that mailboxes ignore."""
    spelt = _SPELT_DOT.sub(".", _SPELT_AT.sub("@", fold(email).text.casefold().strip()))
    local, _, domain = spelt.replace(" ", "").partition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{domain}"


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
        digests.update(dict.fromkeys(_nickname_digests(nickname, key), "nickname"))
    for handle in handles:
        digests.update(dict.fromkeys(_handle_digests(handle, key), "handle"))
    for phone in phones:
        digests[_digest(key, "phone", last_digits(phone))] = "phone"
    for email in emails:
        digests[_digest(key, "mailbox", _email_plain(email))] = "email"
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


def _namely(plain: str) -> bool:
    """Whether a word may be a part of a name: no everyday word, or one that the census knows as a name."""
    return plain not in plain_words() or plain in given_names() or plain in surnames()


def _names_in(text: str, lexicon: PracticeLexicon) -> Iterator[tuple[int, int, str]]:
    pieces = _pieces(text)
    for index, (start, _, _) in enumerate(pieces):
        joined, unusual, namely = "", False, True
        for start_of_piece, end, plain in pieces[index : index + _PIECES]:
            if start_of_piece - start > _LONGEST or len(joined) + len(plain) > _LONGEST:
                break
            joined += plain
            unusual = unusual or plain not in plain_words()
            namely = namely and _namely(plain)
            if _held(lexicon, "name", joined):
                yield start, end, "name"
            elif _held(lexicon, "nickname", joined) and (unusual or text[start].isupper() or joined != plain):
                yield start, end, "nickname"
            elif unusual and namely and _nearly(joined, lexicon):
                yield start, end, "name"
        yield from _nicknames_at(pieces[index], lexicon, capital=text[start].isupper())


def _nicknames_at(
    piece: tuple[int, int, str], lexicon: PracticeLexicon, *, capital: bool
) -> Iterator[tuple[int, int, str]]:
    """A misspelt nickname; a word that is itself a name or an everyday word is no misspelling."""
    start, end, plain = piece
    if len(plain) < _FUZZY_NICKNAME_FROM - 1 or plain in plain_words():
        return
    single = _held(lexicon, "nickname-single", _single(plain))
    slip = capital and plain not in given_names() and plain not in surnames()
    if single or (slip and any(_held(lexicon, "nickname-1", p) for p in (plain, *_without_one(plain)))):
        yield start, end, "nickname"


def _nearly(plain: str, lexicon: PracticeLexicon) -> bool:
    """Whether the word is one letter away from a name."""
    if len(plain) < _FUZZY_FROM - 1:
        return False
    return any(_held(lexicon, "name-1", shorter) for shorter in (plain, *_without_one(plain)))


def _with_initial(text: str, lexicon: PracticeLexicon) -> Iterator[tuple[int, int, str]]:
    for match in _INITIAL_FIRST.finditer(text):
        if _held(lexicon, "initial", f"{match[1].lower()} {squeeze(match[2])}"):
            yield match.start(), match.end(), "name"
    for match in _INITIAL_LAST.finditer(text):
        if _held(lexicon, "initial", f"{squeeze(match[1])} {match[2].lower()}"):
            yield match.start(), match.end(), "name"
    for match in _SURNAME.finditer(text):
        plain = squeeze(match[1])
        if _held(lexicon, "surname", plain) or _held(lexicon, "surname", plain.removesuffix("s")):
            yield match.start(), match.end(), "name"


def _handles_in(text: str, lexicon: PracticeLexicon) -> Iterator[tuple[int, int, str]]:
    for match in _HANDLE.finditer(text):
        words = match.group()
        if _held(lexicon, "handle", _handle_plain(words)):
            yield match.start(), match.end(), "handle"
            continue
        letters = _letters(words)
        marked = words.startswith("@") or any(char in "._-" or char.isdigit() for char in words[:-1])
        if len(letters) < _PLAIN_HANDLE_FROM or (not marked and letters in plain_words()):
            continue
        if _held(lexicon, "handle-letters", letters):
            yield match.start(), match.end(), "handle"
        elif marked and _held(lexicon, "name", letters):
            yield match.start(), match.end(), "name"


def _phones_in(text: str, lexicon: PracticeLexicon) -> Iterator[tuple[int, int, str]]:
    """Any ten digits in a row of digits: another number may stand right before or behind."""
    for match in _PHONE.finditer(text):
        places = [i for i in range(match.start(), match.end()) if text[i].isdigit()]
        digits = "".join(text[i] for i in places)
        for first in range(max(len(digits) - 9, 1)):
            if _held(lexicon, "phone", last_digits(digits[first : first + 10])):
                yield places[first], places[min(first + 9, len(places) - 1)] + 1, "phone"
                break


def match_folded(text: str, lexicon: PracticeLexicon) -> list[tuple[int, int, str]]:
    """Spans (start, end, kind) of known patients in a folded text; empty without digests."""
    if not lexicon.digests:
        return []
    found = [*_names_in(text, lexicon), *_with_initial(text, lexicon), *_handles_in(text, lexicon)]
    found += _phones_in(text, lexicon)
    return found + [
        (*m.span(), "email")
        for m in _EMAIL.finditer(text)
        if _held(lexicon, "mailbox", _email_plain(m.group())) or _held(lexicon, "email", m.group().casefold())
    ]


def initials_in(text: str, lexicon: PracticeLexicon) -> list[tuple[int, int]]:
    """Spans of dotted initials ("A.B.") that are a patient's. Many people have them: look at what is said too."""
    if not lexicon.digests:
        return []
    return [
        m.span()
        for m in _INITIALS.finditer(text)
        if (pair := f"{m[1]}{m[2]}".lower()) not in _NO_INITIALS and _held(lexicon, "initials", pair)
    ]


def match(text: str, lexicon: PracticeLexicon) -> list[tuple[int, int, str]]:
    """Spans (start, end, kind) of known patients, in characters of the given text."""
    folded = fold(text)
    return [(*folded.back(start, end), kind) for start, end, kind in match_folded(folded.text, lexicon)]
