"""An anonymous version of what somebody typed, proposed beside it: never saved, never used unread."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import partial

from chaperone.access.models import Practice
from chaperone.compliance.queries import jurisdictions_of
from chaperone.engines.screening import Finding, screen
from chaperone.engines.screening.rewriting import rewrite
from chaperone.foundation.refusal import Refusal
from chaperone.patients.queries import lexicon_of
from chaperone.posts.rules import MAX_TEXT

_TOKEN = re.compile(r"\s+|\w+|[^\w\s]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the difference: ``kept``, ``out`` (only in the old text) or ``new``."""

    sort: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the composer shows. ``text`` is empty when nothing of the story can stay."""

    text: str = field(repr=False)
    parts: tuple[Part, ...] = field(repr=False)
    changed: bool
    safe: bool
    left: tuple[Finding, ...]


def propose(text: str, *, practice: Practice) -> Proposal:
    """The proposal for ``text`` under the practice's own rules, people and states; refused when it is too long."""
    if len(text) > MAX_TEXT:
        raise Refusal(
            "posts.text_too_long",
            f"The text has {len(text):,} characters; {MAX_TEXT:,} is the most.",
            "Shorten it first.",
        )
    judge = partial(
        screen, use="caption", jurisdiction=jurisdictions_of(practice), practice=lexicon_of(practice)
    )
    made = rewrite(text, judge=judge)
    return Proposal(made.text, difference(text, made.text), made.changed, made.safe, made.left)


def difference(before: str, after: str) -> tuple[Part, ...]:
    """Phrase by phrase, in reading order; the ``kept`` and ``out`` parts together are ``before``."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    parts: list[Part] = []
    for same, a, b, c, d in _stretches(old, new):
        if same:
            parts.append(Part("kept", "".join(old[a:b])))
            continue
        parts += [Part("out", "".join(old[a:b]))] if a < b else []
        parts += [Part("new", "".join(new[c:d]))] if c < d else []
    return tuple(parts)


def _stretches(old: list[str], new: list[str]) -> list[tuple[bool, int, int, int, int]]:
    """The matcher's answer, with changes that only a space parts made one: people read phrases, not words."""
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    joined: list[tuple[bool, int, int, int, int]] = []
    for at, (sort, a, b, c, d) in enumerate(found):
        inside = 0 < at < len(found) - 1
        same = sort == "equal" and not (inside and not "".join(old[a:b]).strip())
        if joined and joined[-1][0] == same:
            joined[-1] = (same, joined[-1][1], b, joined[-1][3], d)
        else:
            joined.append((same, a, b, c, d))
    return joined
