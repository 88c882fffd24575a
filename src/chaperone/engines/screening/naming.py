"""Where a text may name a person: candidates with the reason why, for the `name` recognizer to judge.

Census lists (public domain) say what can be a name; cues (titles, greetings, signatures, possessives) say that
it is one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from chaperone.engines.screening.lists import given_names, never_names, plain_words, surnames
from chaperone.engines.screening.people import STAFF
from chaperone.engines.screening.tagging import Span

_CAP = r"[A-Z][a-zA-Z]{0,20}(?:['-][A-Z]?[a-z]{1,20}){0,2}"
_TITLE = re.compile(
    r"\b(Mrs?|Ms|Miss|Mx|Sra?|Srta|Senora?|Do[nñ]a|Ma'am|Auntie"
    r"|Missus)\b\.?\s+([A-Z]\b|[A-Za-z][\w'-]{1,20}(?:\s+[A-Z][\w'-]{1,20}){0,2})",
    re.IGNORECASE,
)
_DOCTOR = re.compile(
    rf"\b(?:Dra?s?|Doctora?|Nurse|Prof|Professor"
    rf"|Enfermera)\b\.?\s+((?:{_CAP})(?:\s+(?:[A-Z]\.\s+)?{_CAP}){{0,2}}|[a-z]{{2,20}})"
)
_RUN = re.compile(
    rf"(?<![\w@#/.-])({_CAP})((?:\s+(?:[A-Z]\.|{_CAP}|(?:de|la|van|von|del|bin|al|da"
    rf"|dos)\b(?=\s+[A-Z]))){{1,3}})"
)
_INITIALED = re.compile(r"(?<![\w@#/.-])([A-Z]\.\s?(?:[A-Z]\.\s?)?([A-Z][a-z]{2,20}))\b")
_SINGLE = re.compile(r"(?<![\w@#/.'-])([A-Z][a-zA-Z]{1,20}(?:-[A-Z][a-z]{1,20})?)\b(?!'?\w)")
_CUED = re.compile(
    r"\b(?P<cue>(?:meet|thx|thanks?(?:\s+(?:you|u|so much))?,?|gracias|hi|hey|hello|hola|happy birthday"
    r"|feliz cumple(?:anos)?|welcome back|congrats?|congratulations|rip|shout\s?-?out to|goodbye|bye|miss"
    r"|our girl|our boy|our guy"
    r"|named|called|name is|name's|it's|its|that's|thats|thats my|is this|isn't this|isnt this|i'm|im"
    r"|remember|love you|love u|way to go|look at|for our|this is|patient|client|for|kudos to|cheers to"
    r"|like|did|with|to|and|can'?t believe|proud of|y'?all remember|paciente|soy|shows?))\s+"
    r"(?P<name>[A-Za-z][A-Za-z]{1,20}(?:-[A-Z][a-z]+)?)\b(?P<more>(?:\s+[A-Z][\w'-]{0,20}\.?"
    r"|\s+[a-z]\.?(?=\s|$|[?!,.])){0,2})",
    re.IGNORECASE,
)
_STRONG_CUES = frozenset((
    "meet", "named", "called", "rip", "patient", "client", "paciente", "soy", "shows", "hi", "hey",
    "hola", "happy birthday", "welcome back", "our girl", "our boy", "our guy", "name is", "name's",
    "that's", "thats", "is this", "isn't this", "isnt this", "thx", "way to go", "remember",
    "y'all remember", "yall remember", "proud of", "miss", "i'm", "im",
))  # fmt: skip
_POSSESSIVE = re.compile(r"(?<![\w@#/.-])([A-Z][a-zA-Z]{1,20})'?s\b(?=\s+\w)|(?<![\w@#/.-])([A-Z]{3,15})'s\b")
_SIGNED = re.compile(
    rf"(?:[-~]{{1,2}}|\blove,|\bxo+,?)\s{{0,3}}({_CAP}(?:\s+(?:[A-Z]\.?\b"
    rf"|{_CAP})){{0,2}})\s*[.!)\"']*\s*(?=$|\n)"
)
_VOCATIVE = re.compile(
    rf"(?:^|(?<=[.!?] ))({_CAP}\s+{_CAP}),\s+(?=(?:your?|you're|we|thanks?|it|this|that|our)\b)", re.MULTILINE
)
# A capitalised word that does what people do.
_ACTING = re.compile(
    r"(?<![\w@#/.'-])([A-Z][a-z]{2,15})(?=\s+(?:is|was|got|had|has|came|looks?|loves?|loved|said|says|chose"
    r"|wanted|wants|just|finally"
    r"|did|drove|flew|left|went|walked|sent|asked|told|decided|trusted|healed|couldn't|can't|thought|felt"
    r"|feels|underwent|booked)\b)"
)
_CAPS = re.compile(r"(?<![\w@#/.-])([A-Z]{3,15})(?:\s+([A-Z]{1,15}))?(?!\w)")
_TAG = re.compile(r"#(\w{3,60})")
_TAG_PART = re.compile(r"[A-Z][a-z]+|[a-z]+|[A-Z]+(?![a-z])")
_SLUG = re.compile(
    r"(?<=/)((?:[a-z0-9]{2,20}[-_]){1,8}[a-z0-9]{2,20})(?=[/.?\s]|$)"
    r"|\b((?:[a-z0-9]{2,20}_){1,8}[a-z0-9]{2,20}|(?:[a-z0-9]{2,20}-){1,8}[a-z0-9]{2,20}(?=\.\w{3,4}\b))",
    re.IGNORECASE,
)
_WITH_INITIAL = re.compile(r"(?<![\w@#])([A-Za-z]{3,20})\s+([A-Za-z])(?:\.|(?=\s*(?:[?!,:]|$|from\b)))")


@dataclass(frozen=True)
class Candidate:
    """A possible name in the folded view.

    `sort` says why: title, doctor, full, cued, initial, signed, possessive, acting, caps, tag, slug, single, or tagged
    (by the model alone).
    """

    start: int
    end: int
    sort: str
    sure: bool


def known_given(word: str) -> bool:
    """Whether the word is a given name and not also an everyday word."""
    plain = word.lower()
    return plain in given_names() and plain not in plain_words() and plain not in never_names()


def _ordinary(word: str) -> bool:
    plain = word.lower()
    return plain in plain_words() or plain in never_names() or plain.rstrip("s") in plain_words()


def _name_like(word: str) -> bool:
    """Capitalised, and a known given name or no word at all."""
    return (
        word[:1].isupper()
        and len(word) > 1
        and (known_given(word) or not _ordinary(word))
        and not (word.isupper() and len(word) < 4)
    )


def _titles(text: str) -> Iterator[Candidate]:
    for match in _TITLE.finditer(text):
        words = match.group(2).split()
        if match.group(1).lower() == "miss" and not (
            known_given(words[0]) or (words[0][0].isupper() and not _ordinary(words[0]))
        ):
            continue
        if words[0].islower() and _ordinary(words[0]):
            continue
        kept = [words[0]] + [word for word in words[1:] if word[0].isupper() and not _ordinary(word)]
        end = match.start(2) + sum(map(len, kept)) + len(kept) - 1
        yield Candidate(match.start(), min(end, match.end()), "title", True)


def _doctors(text: str) -> Iterator[Candidate]:
    for match in _DOCTOR.finditer(text):
        yield Candidate(match.start(), match.end(), "doctor", True)


def _runs(text: str) -> Iterator[Candidate]:
    """Two to four capitalised words: a given name first, or a surname after a name-like word."""
    for match in _RUN.finditer(text):
        words = [(match.start(1), match.end(1))]
        words += [
            (match.start(2) + part.start(), match.start(2) + part.end())
            for part in re.finditer(r"\S+", match.group(2))
        ]
        for index in range(len(words) - 1):
            first, second = text[slice(*words[index])], text[slice(*words[index + 1])].rstrip(".")
            given = known_given(first) or (
                first.lower() in given_names() and second.lower() in surnames() and not _ordinary(second)
            )
            last_like = (
                (not _ordinary(second) and len(second) > 1)
                or (len(second) == 1 and second.isupper())
                or second.lower() in {"de", "la", "del", "van", "von", "da"}
            )
            if given and last_like:
                end = words[index + 1][1]
                for follower in words[index + 2 :]:
                    if _ordinary(text[slice(*follower)]):
                        break
                    end = follower[1]
                yield Candidate(words[index][0], end, "full", True)
                break
            if (
                not _ordinary(first)
                and not _ordinary(second)
                and second.lower() in surnames()
                and len(second) > 2
            ):
                yield Candidate(words[index][0], words[index + 1][1], "full", False)
                break


def _cued(text: str) -> Iterator[Candidate]:
    for match in _CUED.finditer(text):
        word, cue = match.group("name"), re.sub(r"\s+", " ", match.group("cue").lower()).rstrip(",")
        strong = cue in _STRONG_CUES or cue.startswith(("thank", "congrat", "gracias"))
        known = known_given(word)
        if not (known or (strong and _name_like(word)) or (_name_like(word) and cue == "for")):
            continue
        if word.islower() and not (strong and known):
            continue
        more = match.group("more")
        end = (
            match.end("more")
            if more and not any(_ordinary(part.strip(".")) for part in more.split())
            else match.end("name")
        )
        yield Candidate(match.start("name"), end, "cued", known and strong)


def _initials(text: str) -> Iterator[Candidate]:
    for match in _WITH_INITIAL.finditer(text):
        if match.group(2).lower() in ("i", "a", "u") and not match.group(0).endswith("."):
            continue
        if known_given(match.group(1)) or (
            match.group(1)[0].isupper()
            and match.group(1).lower() in given_names()
            and match.group(2).isupper()
        ):
            yield Candidate(match.start(), match.end(), "initial", True)


def _singles(text: str) -> Iterator[Candidate]:
    for match in _SIGNED.finditer(text):
        if not all(_ordinary(word) for word in match.group(1).split()):
            yield Candidate(
                match.start(1),
                match.end(1),
                "signed",
                any(known_given(word) for word in match.group(1).split()),
            )
    for match in _POSSESSIVE.finditer(text):
        word = match.group(1) or match.group(2)
        if word and (known_given(word) or (match.group(0)[len(word)] == "'" and _name_like(word))):
            yield Candidate(match.start(), match.start() + len(word), "possessive", known_given(word))
    for match in _CAPS.finditer(text):
        if known_given(match.group(1)) and len(match.group(1)) > 3:
            tail = match.group(2) and not _ordinary(match.group(2))
            yield Candidate(match.start(), match.end() if tail else match.end(1), "caps", True)
    for match in _INITIALED.finditer(text):
        if not _ordinary(match.group(2)):
            yield Candidate(match.start(1), match.end(1), "full", match.group(2).lower() in surnames())
    for match in _ACTING.finditer(text):
        if _name_like(match.group(1)):
            yield Candidate(match.start(1), match.end(1), "acting", known_given(match.group(1)))
    for match in _SINGLE.finditer(text):
        if known_given(match.group(1)):
            yield Candidate(match.start(1), match.end(1), "single", True)
        elif match.group(1).lower() in given_names() and match.group(1).lower() not in never_names():
            yield Candidate(match.start(1), match.end(1), "single", False)


def _joined(text: str) -> Iterator[Candidate]:
    """Names inside hashtags and slugs."""
    for match in _TAG.finditer(text):
        for part in _TAG_PART.finditer(match.group(1)):
            word = part.group()
            known = known_given(word) or (word.endswith("s") and known_given(word[:-1]))
            if len(word) > 3 and known and word[0].isupper():
                yield Candidate(match.start(), match.end(), "tag", True)
                break
    for match in _SLUG.finditer(text):
        parts = re.split(r"[-_]", match.group())
        for first, second in pairwise(parts):
            if _names_someone(first, second) or _names_someone(second, first):
                yield Candidate(match.start(), match.end(), "slug", True)
                break


def _names_someone(given: str, surname: str) -> bool:
    return known_given(given) and len(given) > 2 and (surname.lower() in surnames() or not _ordinary(surname))


def _addressed(text: str) -> Iterator[Candidate]:
    """A sentence that begins by calling someone: "Philippa Norcross, your ..."."""
    for match in _VOCATIVE.finditer(text):
        if not any(_ordinary(word) for word in match.group(1).split()):
            yield Candidate(match.start(1), match.end(1), "full", True)


_EPONYM = re.compile(
    r"(?:'s)?\s+(?:disease|syndrome|(?:o)?esophagus|palsy|contracture|sign|test|disorder|thyroiditis"
    r"|lymphoma|phenomenon|procedure|method|technique|score|scale|classification)\b",
    re.IGNORECASE,
)


# Cues that a list alone would make too much of: the model must agree that it is a person.
_DOUBTFUL = frozenset(("single", "acting", "possessive", "caps", "cued", "full"))
SURE = 0.3
_SUFFIX = re.compile(r",?\s+(?:Jr|Sr|II|III|IV)\b\.?")


def candidates(text: str, tagged: Sequence[Span] = ()) -> list[Candidate]:
    """All candidates, longest first at each place, without overlaps: by the rules' cues and by the model."""
    found = [
        c
        for look in (_titles, _doctors, _runs, _cued, _initials, _singles, _joined, _addressed)
        for c in look(text)
    ]
    people = [span for span in tagged if span.label == "person"]
    places = [span for span in tagged if span.label == "place"]
    found = [_weighed(candidate, people, places) for candidate in found]
    found += [
        Candidate(span.start, span.end, "tagged", span.score >= SURE)
        for span in people
        if _could_name(text[span.start : span.end])
    ]
    found = [one for one in found if not _EPONYM.match(text, one.end) and one.sort != "no"]
    return _merged(text, found)


def _weighed(candidate: Candidate, people: Sequence[Span], places: Sequence[Span]) -> Candidate:
    """A candidate on a doubtful cue, after the model was asked: sure, unsure, or a place and no person."""
    if candidate.sort not in _DOUBTFUL or _meets(candidate, people):
        return candidate
    if _meets(candidate, places):
        return replace(candidate, sort="no")
    known = candidate.sort in ("cued", "full") and candidate.sure
    return replace(candidate, sure=known)


def _meets(candidate: Candidate, spans: Sequence[Span]) -> bool:
    """Whether one of the spans, which are in order and apart, overlaps the candidate."""
    after = bisect_right(spans, candidate.start, key=lambda span: span.end)
    return after < len(spans) and spans[after].start < candidate.end


def _could_name(words: str) -> bool:
    """Whether there is a letter in it, and more than a word that never names."""
    parts = [part for part in re.split(r"[\W_\d]+", words) if part]
    return any(part.lower() not in never_names() for part in parts) and len("".join(parts)) > 1


def _merged(text: str, found: list[Candidate]) -> list[Candidate]:
    """Overlapping candidates as one over all their words; the rules' own reason stands before the model's."""
    found.sort(key=lambda c: (c.start, -c.end, not c.sure))
    kept: list[Candidate] = []
    for candidate in found:
        last = kept[-1] if kept else None
        if last is None or candidate.start >= last.end:
            kept.append(candidate)
            continue
        sort = candidate.sort if last.sort == "tagged" else last.sort
        both = "tagged" in (candidate.sort, last.sort)
        end = max(last.end, candidate.end) if both else last.end
        kept[-1] = Candidate(last.start, end, sort, last.sure or (both and candidate.sure))
    return [_with_suffix(text, one) for one in kept]


def _with_suffix(text: str, candidate: Candidate) -> Candidate:
    suffix = _SUFFIX.match(text, candidate.end)
    return replace(candidate, end=suffix.end()) if suffix else candidate


_STAFF_AFTER = re.compile(
    r"^\s*,?\s*(?:\(?(?:rn|np|pa|pa-c|md|do|crna|bsn|lpn)\b|,?\s*our\s+(?:new\s+)?(?:\w+\s+){0,2}(?:pa"
    r"|nurse|tech|manager|coordinator|injector|a?esthetician|intern)|from (?:billing|facilities|front"
    r"|the front|our|hr|accounting|marketing)|at the front)",
    re.IGNORECASE,
)
_STAFF_BEFORE = re.compile(
    r"(?:\bdra?\.?|\bdoctora?|\bnurse|\bprof\.?|\bour\s+(?:new\s+)?(?:[\w-]+\s+){0,2}(?:pa|nurse|tech"
    r"|manager|coordinator|injector|a?esthetician|intern|resident|fellow|partner|receptionist"
    r"|anesthesiologist)|\bask for|\b(?:pa|np|rn)|\bcoordinator|\bmanager,?)\s+$",
    re.IGNORECASE,
)
PATIENT_CUE = re.compile(
    r"\b(?:patient|client|post[- ]?op|journey|trust(?:ing|ed) us|healing|bandage\w*|splint|recovery"
    r"|anesthesia|(?:week|month|year) check|stopped by|to see us|results?|story|new (?:nose|lips|breasts"
    r"|profile|chin)|paciente|favorite|glow)\b",
    re.IGNORECASE,
)


def is_staff(text: str, sentence: str, candidate: Candidate) -> bool:
    """Whether the words around a name (in `sentence`, out of `text`) say that its bearer works here."""
    before = text[max(candidate.start - 60, 0) : candidate.start]
    after = text[candidate.end : candidate.end + 60]
    if candidate.sort == "doctor" or _STAFF_BEFORE.search(before) or _STAFF_AFTER.search(after):
        return True
    if candidate.sort in ("possessive", "title"):
        return False
    return bool(STAFF.search(sentence)) and not PATIENT_CUE.search(sentence)
