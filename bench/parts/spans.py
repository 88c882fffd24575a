"""How well found places in texts cover the labelled ones. Offsets are characters; a word is a run of \\w.

covered  share of labelled spans whose every word lies under a finding of whatever sort: what a leak depends on
found    share that a finding of the same group touches
P R F1 F2  over words, by group; words of an @handle do not count for people and places
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

Place = tuple[int, int, str]  # start, end, group
_WORD, _HANDLE = re.compile(r"\w+"), re.compile(r"@\w+")
_HANDLES_ASIDE = frozenset(("person", "place"))


def measure(rows: Iterable[tuple[str, Sequence[Place], Sequence[Place]]]) -> dict[str, dict[str, float]]:
    """Figures by group over (text, labelled, found) rows; groups that are never labelled are left out."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for text, labelled, found in rows:
        words = [match.span() for match in _WORD.finditer(text)]
        handles = [match.span() for match in _HANDLE.finditer(text)]
        for group in {place[2] for place in (*labelled, *found)}:
            _count(counts[group], group, words, handles, labelled, found)
    return {group: _rates(count) for group, count in sorted(counts.items()) if count["n"]}


def _count(
    count: Counter[str],
    group: str,
    words: Sequence[tuple[int, int]],
    handles: Sequence[tuple[int, int]],
    labelled: Sequence[Place],
    found: Sequence[Place],
) -> None:
    gold = [place for place in labelled if place[2] == group]
    ours = [place for place in found if place[2] == group]
    for place in gold:
        inside = [word for word in words if _touches(word, [place])]
        count["n"] += 1
        count["found"] += _touches(place, ours)
        count["covered"] += all(_touches(word, found) for word in inside)
    for word in words:
        if group in _HANDLES_ASIDE and _touches(word, handles):
            continue
        is_gold, is_ours = _touches(word, gold), _touches(word, ours)
        count["tp"] += is_gold and is_ours
        count["fp"] += is_ours and not is_gold
        count["fn"] += is_gold and not is_ours


def _touches(span: Sequence[int] | Place, places: Iterable[Sequence[int] | Place]) -> bool:
    return any(int(one[0]) < int(span[1]) and int(span[0]) < int(one[1]) for one in places)


def _rates(count: Mapping[str, int]) -> dict[str, float]:
    p = count["tp"] / max(count["tp"] + count["fp"], 1)
    r = count["tp"] / max(count["tp"] + count["fn"], 1)
    return {
        "n": count["n"],
        "found": count["found"] / count["n"],
        "covered": count["covered"] / count["n"],
        "P": p,
        "R": r,
        "F1": 2 * p * r / max(p + r, 1e-9),
        "F2": 5 * p * r / max(4 * p + r, 1e-9),
    }
