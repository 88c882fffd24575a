"""How a practice tunes the rules: stricter, gentler or off, as far as the law behind a rule leaves it a choice.

What may be changed follows from the citation. Rules that keep a patient unknown (45 CFR 160 and 164) are only ever
made stricter; what another law forbids keeps a person's look; the profession's own code is the practice's to weigh.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, Literal, cast, get_args

from chaperone.engines.screening.findings import CannotJudge, Finding, RuleInfo, Severity, read_strings
from chaperone.engines.screening.normalization import Folded, fold

Level = Literal["block", "review", "note", "off"]
LEVELS: tuple[str, ...] = get_args(Level)
DENIED = "practice.denied"
KNOWN = "patients.known"
LONGEST_ENTRY = 120  # characters
MOST_ENTRIES = 500

_RANK = {"off": -1, "note": 0, "review": 1, "block": 2}
_HIPAA = re.compile(r"45 CFR 16[04]\.")
_LAW = re.compile(
    r"CFR|U\.?S\.?C|FDCA|FTC Act|FTC Health|FDA |Educ\. Law|B&P|TAC|Fla\.|Tex\. Occ", re.IGNORECASE
)
_NEVER_LESS = frozenset(
    {"claim.livestream", "claim.prize"}
)  # not overridable, although no statute names them
_OF_THINGS = frozenset({
    "identifier.name", "identifier.location", "identifier.date", "identifier.phone", "identifier.fax",
    "identifier.email", "identifier.url", "identifier.other",
})  # fmt: skip
"""Identifiers whose words may as well be a product, a street or a number of the practice's own."""

DENIED_INFO = RuleInfo(
    id=DENIED,
    kind="claim",
    why="The practice itself decided that it does not say this.",
    citation="The practice's own list; 45 CFR 164.530(i)(1)",
    severity="block",
)


@dataclass(frozen=True)
class Limit:
    """What a practice may choose for one rule, and why not more. `levels` is empty when nothing may be chosen."""

    levels: tuple[Level, ...]
    raises_only: bool
    allows: bool
    why: str


_FIXED = Limit(
    (), True, False, "The practice knows that these words name its patient. Nothing may hide that."
)
_OWN = Limit((), False, False, "This rule is the practice's own list; each entry says how strict it is.")
_FLOOR = ("review", "block")
_FLOOR_WHY = (
    "This rule keeps patients unknown (45 CFR Part 164). It can be made stricter, never softer: "
    "what it blocks stays blocked."
)
_NEVER_WHY = (
    "No livestream of surgery and no surgery as a prize: nobody may switch this off, only make it stricter."
)
_LAW_WHY = "A law stands behind this rule, so at least a person looks each time. It can block instead."
_CODE_WHY = "The profession's code stands behind this rule, and the practice weighs it: any choice is open."


def limit_of(info: RuleInfo) -> Limit:
    """What may be chosen for this rule, derived from the law that it cites."""
    if info.id == KNOWN:
        return _FIXED
    if info.id == DENIED:
        return _OWN
    if info.id in _NEVER_LESS:
        return Limit(cast(tuple[Level, ...], _FLOOR), True, False, _NEVER_WHY)
    if _HIPAA.search(info.citation):
        return Limit(cast(tuple[Level, ...], _FLOOR), True, info.id in _OF_THINGS, _FLOOR_WHY)
    if _LAW.search(info.citation):
        return Limit(("review", "block"), False, True, _LAW_WHY)
    return Limit(cast(tuple[Level, ...], LEVELS), False, True, _CODE_WHY)


@lru_cache(maxsize=4 * MOST_ENTRIES)
def normal(words: str) -> str:
    """How entries are compared: folded, without case, one space between words."""
    return " ".join(fold(words).text.casefold().split())


@dataclass(frozen=True)
class Allowed:
    """Words that one rule lets pass ("" for every rule that may be told so)."""

    words: str = field(repr=False)
    rule: str = ""


@dataclass(frozen=True)
class Denied:
    """Words that the practice does not say; `message` is shown to whoever typed them."""

    words: str = field(repr=False)
    severity: Severity = "block"
    message: str = field(default="", repr=False)


@dataclass(frozen=True)
class Tuning:
    """What a practice set. `levels` is rule id -> level; `edition` names the setting where its content must not be
    guessed from a hash. Entries match whole words, after folding, and nothing else."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    allow: tuple[Allowed, ...] = field(default=(), repr=False)
    deny: tuple[Denied, ...] = field(default=(), repr=False)
    edition: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is set."""
        return not (self.levels or self.allow or self.deny)

    @cached_property
    def digest(self) -> str:
        """What a certificate names: the edition, else 12 hex digits of the content; "" when nothing is set."""
        if self.edition or self.is_empty:
            return self.edition
        content = {
            "levels": sorted(self.levels.items()),
            "allow": sorted([normal(one.words), one.rule] for one in self.allow),
            "deny": sorted([normal(one.words), one.severity, one.message] for one in self.deny),
        }
        return hashlib.sha256(json.dumps(content).encode("utf-8", "surrogatepass")).hexdigest()[:12]

    @classmethod
    def from_json(cls, data: Mapping[str, Any], *, rules: Mapping[str, RuleInfo]) -> Tuning:
        """Reads `rules` (rule id -> level), `allow` and `deny` of a practice file.

        Entries are texts, or objects with `words` and, for `allow`, `rule`, for `deny`, `severity` and `message`.
        Raises CannotJudge for what is not of this shape and for a level that the law behind a rule does not permit.
        """
        levels = data.get("rules", {})
        if not isinstance(levels, Mapping):
            raise CannotJudge(
                "The practice file's “rules” are not an object.", "Write rule ids with their level."
            )
        for rule, level in levels.items():
            check_level(rules, rule, level)
        allow = tuple(Allowed(*_fields(one, "allow", ("rule",))) for one in _entries(data, "allow"))
        deny = tuple(_denied(one) for one in _entries(data, "deny"))
        for entry in allow:
            check_allow(rules, entry)
        return cls(levels=dict(levels), allow=allow, deny=deny)

    def apply(
        self, found: Iterable[Finding], *, text: str, folded: Folded, rules: Mapping[str, RuleInfo]
    ) -> list[Finding]:
        """The findings as the practice tuned them, and those of its own list. `folded` is the view of `text`."""
        if self.is_empty:
            return list(found)
        plain = _Plain(folded)
        allowed = [(span, one.rule) for one in self.allow for span in plain.spans(one.words)]
        tuned = [
            after
            for one in found
            if not _silenced(one, rules, allowed) and (after := self._levelled(one, rules)) is not None
        ]
        denied = [_denial(text, span, one) for one in self.deny for span in plain.spans(one.words)]
        return tuned + denied

    def _levelled(self, finding: Finding, rules: Mapping[str, RuleInfo]) -> Finding | None:
        """The finding at the chosen level; the limit counts here too, however the setting came in."""
        level, info = self.levels.get(finding.rule), rules.get(finding.rule)
        if level is None or info is None:
            return finding
        limit = limit_of(info)
        if level not in limit.levels or (limit.raises_only and _RANK[level] < _RANK[finding.severity]):
            return finding
        return None if level == "off" else replace(finding, severity=level)


def check_level(rules: Mapping[str, RuleInfo], rule: object, level: object) -> None:
    """Raises CannotJudge when there is no such rule or the law behind it does not leave this choice."""
    info = rules.get(rule) if isinstance(rule, str) else None
    if info is None:
        raise CannotJudge(
            "The practice file tunes a rule that does not exist.", "Look its id up on the rules page."
        )
    limit = limit_of(info)
    if level not in limit.levels:
        choices = ", ".join(limit.levels) or "nothing"
        raise CannotJudge(f"{info.id} cannot be set like this. {limit.why}", f"Possible: {choices}.")


def check_allow(rules: Mapping[str, RuleInfo], entry: Allowed) -> None:
    """Raises CannotJudge when the rule does not exist or takes no exceptions."""
    if not entry.rule:
        return
    info = rules.get(entry.rule)
    if info is None:
        raise CannotJudge(
            "An “allow” entry names a rule that does not exist.", "Look its id up on the rules page."
        )
    if not limit_of(info).allows:
        raise CannotJudge(f"{info.id} takes no exceptions. {limit_of(info).why}", "Take the entry out.")


def check_words(words: str) -> None:
    """Raises CannotJudge for an entry that is empty, too long, or so short that it would meet too much."""
    plain = normal(words)
    if not sum(char.isalnum() for char in plain) >= 2 or len(plain) > LONGEST_ENTRY:
        raise CannotJudge(
            "An entry has at least two letters or digits, and at most 120 characters.", "Change it."
        )


def _entries(data: Mapping[str, Any], name: str) -> list[Any]:
    values = data.get(name, ())
    if not isinstance(values, (list, tuple)) or len(values) > MOST_ENTRIES:
        raise CannotJudge(
            f"The practice file's “{name}” is no list of at most {MOST_ENTRIES} entries.", "Shorten it."
        )
    return list(values)


def _fields(entry: Any, name: str, more: tuple[str, ...]) -> tuple[str, ...]:
    """The entry's `words` and what else it says."""
    if isinstance(entry, str):
        entry = {"words": entry}
    if not isinstance(entry, Mapping):
        raise CannotJudge(
            f"An entry of “{name}” is neither a text nor an object.", "Write the words as a text."
        )
    read = read_strings({"of": [entry.get("words", ""), *(entry.get(key, "") for key in more)]}, "of")
    check_words(read[0])
    return read


def _denied(entry: Any) -> Denied:
    words, severity, message = _fields(entry, "deny", ("severity", "message"))
    if severity not in ("", "block", "review", "note"):
        raise CannotJudge("A “deny” entry has an unknown severity.", "Say block, review or note.")
    return Denied(words, cast(Severity, severity or "block"), message)


class _Plain:
    """A folded text without case and with single spaces, and the way back to the author's characters."""

    def __init__(self, folded: Folded) -> None:
        self._folded = folded
        chars: list[str] = []
        self._origin: list[int] = []
        for offset, char in enumerate(folded.text):
            if char.isspace():
                if chars and chars[-1] == " ":
                    continue
                char = " "
            for one in char.casefold():
                chars.append(one)
                self._origin.append(offset)
        self.text = "".join(chars)

    def spans(self, words: str) -> list[tuple[int, int]]:
        """Where `words` stand as whole words, in characters of the author's text."""
        plain = normal(words)
        if not plain:
            return []
        found, at = [], self.text.find(plain)
        while at >= 0:
            end = at + len(plain)
            if self._is_whole(at, end):
                found.append(self._folded.back(self._origin[at], self._origin[end - 1] + 1))
            at = self.text.find(plain, at + 1)
        return found

    def _is_whole(self, start: int, end: int) -> bool:
        left = self.text[start - 1 : start]
        right = self.text[end : end + 1]
        return not (left.isalnum() and self.text[start].isalnum()) and not (
            right.isalnum() and self.text[end - 1].isalnum()
        )


def _silenced(
    finding: Finding, rules: Mapping[str, RuleInfo], allowed: Iterable[tuple[tuple[int, int], str]]
) -> bool:
    """Whether the finding lies inside words that are allowed for it. A patient's digest is never silenced."""
    info = rules.get(finding.rule)
    if info is None or not limit_of(info).allows:
        return False
    return any(
        start <= finding.start and finding.end <= end and rule in ("", finding.rule)
        for (start, end), rule in allowed
    )


def _denial(text: str, span: tuple[int, int], entry: Denied) -> Finding:
    start, end = span
    return Finding(
        start=start,
        end=end,
        text=text[start:end],
        kind=DENIED_INFO.kind,
        rule=DENIED,
        severity=entry.severity,
        message=entry.message or "The practice decided not to say this.",
        suggestion="Say it in other words, or leave it out.",
        citation=DENIED_INFO.citation,
    )
