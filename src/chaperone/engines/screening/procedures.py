"""Where a text speaks of a procedure: canonical names, lay terms and brands from data/procedures.csv.

Short or everyday words ("ba", "halo", "facial", "lift") count only when the words around them speak of care.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from chaperone.engines.screening.lists import rows_of
from chaperone.engines.screening.normalization import fold

_CARE_NEARBY = re.compile(
    r"\b(?:surg\w{0,8}|procedure|post[- ]?op|implants?|breasts?|\d+\s?cc|laser|treatments?|skin"
    r"|inject\w{0,6}|lips?|patient|recovery|scars?|results|swipe|before|after|lift|nose|tummy|lipo|units?"
    r"|syringes?|did|done|booked|twins|under the muscle)\b|💉",
    re.IGNORECASE,
)
# "Facial" before these speaks of a part of the body, not of a treatment.
_PART_ONLY = re.compile(
    r"\s*(?:surgeons?|surgery|plastic|hair|recognition|expressions?|nerves?|features?|muscles?|balance"
    r"|bones?|trauma|wrinkles)\b",
    re.IGNORECASE,
)
_LONGEST = ahocorasick_rs.MatchKind.LeftmostLongest
_SEPARATOR = re.compile(r"[-_/·.]")
_EDGE = re.compile(r"\w")


@dataclass(frozen=True)
class Mention:
    """A mention of a procedure; offsets in the folded view. `group` is surgical, injectable, device or non-surgical."""

    start: int
    end: int
    canonical: str
    group: str


@cache
def _terms() -> tuple[ahocorasick_rs.AhoCorasick, tuple[tuple[str, str, bool], ...]]:
    """The matcher, and for each term its canonical name, its group, and whether it needs care nearby."""
    terms: dict[str, tuple[str, str, bool]] = {}
    for row in rows_of("procedures.csv"):
        doubtful = frozenset(row["doubtful"].split("|"))
        for term in (row["canonical"], *row["synonyms"].split("|")):
            plain = _SEPARATOR.sub(" ", fold(term).text.casefold())
            if plain:
                terms.setdefault(plain, (row["canonical"], row["group"], term in doubtful))
                terms.setdefault(plain.replace(" ", ""), (row["canonical"], row["group"], term in doubtful))
    return ahocorasick_rs.AhoCorasick(list(terms), matchkind=_LONGEST), tuple(terms.values())


def mentions(text: str) -> tuple[Mention, ...]:
    """All mentions in a folded text, left to right, longest first; "tummy-tuck" and "#tummytuck" included."""
    matcher, facts = _terms()
    plain = _SEPARATOR.sub(" ", text.lower() if len(text.lower()) == len(text) else text)
    found = []
    for index, start, end in matcher.find_matches_as_indexes(plain):
        canonical, group, doubtful = facts[index]
        end = _word_end(plain, end)
        if not _whole(plain, start, end) or (doubtful and not _care_near(plain, start, end)):
            continue
        found.append(Mention(start=start, end=end, canonical=canonical, group=group))
    return tuple(found)


def _word_end(text: str, end: int) -> int:
    """Takes in a plural or possessive: facelifts, BBL's."""
    for ending in ("'s", "s", "es", "ed"):
        if text.startswith(ending, end) and not (
            end + len(ending) < len(text) and text[end + len(ending)].isalnum()
        ):
            return end + len(ending)
    return end


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the mention is whole words, or stands inside a hashtag ("#nosejobcheck")."""
    before = start > 0 and text[start - 1].isalnum()
    after = end < len(text) and text[end].isalnum()
    if not before and not after:
        return True
    if end - start < 6:
        return False
    tag = start
    while tag > 0 and start - tag < 40 and (text[tag - 1].isalnum() or text[tag - 1] == "_"):
        tag -= 1
    return tag > 0 and text[tag - 1] in "#@"


def _care_near(text: str, start: int, end: int) -> bool:
    if _PART_ONLY.match(text, end):
        return False
    around = text[max(start - 60, 0) : start] + " | " + text[end : end + 60]
    return bool(_CARE_NEARBY.search(around))
