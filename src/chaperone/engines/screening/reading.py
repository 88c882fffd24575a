"""A text made ready to be screened once: folded, cut into sentences, with the facts that several recognizers share."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chaperone.engines.screening.incoming import Purpose, purpose_of
from chaperone.engines.screening.naming import Candidate, candidates, is_staff
from chaperone.engines.screening.normalization import Folded, fold
from chaperone.engines.screening.people import CARE, Link, link_of, staff_sentence
from chaperone.engines.screening.practice import PracticeLexicon
from chaperone.engines.screening.procedures import Mention, mentions
from chaperone.engines.screening.tagging import Sight, Span, limits, look, opinion, opinion_of

_SENTENCE_END = re.compile(
    r"(?<=[.!?\u2026])(?<!\bDr\.)(?<!\bMr\.)(?<!\bMs\.)(?<!\bMrs\.)(?<!\bSt\.)(?<!\bno\.)\s+|\n\s*",
    re.IGNORECASE,
)
# Characters. Recognizers look at whole sentences; a text without full stops is cut so that this stays cheap.
_LONGEST_SENTENCE = 600
_SPACE = re.compile(r"\s")


def cut_sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the sentences of `text`, none much longer than 600 characters; only white space is left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    for gap in _SENTENCE_END.finditer(text):
        if gap.start() > start:
            spans += _pieces(text, start, gap.start())
        start = gap.end()
    if start < len(text):
        spans += _pieces(text, start, len(text))
    return tuple(spans)


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A span in pieces, cut at white space where there is some."""
    pieces = []
    while end - start > _LONGEST_SENTENCE:
        space = _SPACE.search(text, start + _LONGEST_SENTENCE // 2, start + _LONGEST_SENTENCE)
        cut = space.end() if space else start + _LONGEST_SENTENCE
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


@dataclass(frozen=True)
class Reading:
    """What every recognizer gets. Offsets below are offsets in the folded view `text`."""

    folded: Folded
    use: str
    context: str
    jurisdiction: frozenset[str]
    practice: PracticeLexicon
    seen: Sight | None = None

    @property
    def text(self) -> str:
        return self.folded.text

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        return cut_sentences(self.text)

    @cached_property
    def _starts(self) -> list[int]:
        return [start for start, _ in self.sentences]

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that holds `offset`."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def sentence(self, offset: int) -> str:
        """The words of the sentence that holds `offset`."""
        start, end = self.sentences[self.sentence_at(offset)] if self.sentences else (0, 0)
        return self.text[start:end]

    @cached_property
    def names(self) -> tuple[Candidate, ...]:
        """Whatever may name a person."""
        return tuple(candidates(self.text, self.tagged))

    @cached_property
    def sight(self) -> Sight:
        """What the model sees in the text, unless a batch has looked already."""
        return self.seen or look(self.text)

    @property
    def tagged(self) -> tuple[Span, ...]:
        """People and places as the model sees them."""
        return self.sight.spans

    @cached_property
    def opinion(self) -> Mapping[str, float]:
        """The model's log-odds of what the whole text is, after what it answers."""
        return opinion(self.text, answers=self.context) if self.context else opinion_of(self.sight)

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """For each sentence: whether, and how strongly, it speaks of one person's care."""
        held = self.sentence_procedures
        links = [link_of(self.text[a:b], has_procedure=held[i]) for i, (a, b) in enumerate(self.sentences)]
        for here in self._naming_sentences:
            for near in range(max(here - 1, 0), min(here + 2, len(links))):
                if links[near] is not Link.GENERAL and (held[near] or (near == here and self._cares(near))):
                    links[near] = Link.STRONG
        return tuple(links)

    @property
    def _naming_sentences(self) -> set[int]:
        """The sentences that surely name somebody who does not work here."""
        return {
            self.sentence_at(name.start)
            for name in self.names
            if (name.sure or name.sort == "possessive")
            and name.sort != "single"
            and not is_staff(self.text, self.sentence(name.start), name)
        }

    def _cares(self, index: int) -> bool:
        start, end = self.sentences[index]
        return bool(CARE.search(self.text, start, end))

    @cached_property
    def staffed(self) -> tuple[bool, ...]:
        """For each sentence: whether it speaks of staff."""
        return tuple(staff_sentence(self.text[a:b]) for a, b in self.sentences)

    @cached_property
    def purposes(self) -> Purpose:
        """What an incoming text is for, how sure, and which words weighed most."""
        return purpose_of(self.text, second=opinion_of(self.sight), limits=limits())

    @cached_property
    def procedures(self) -> tuple[Mention, ...]:
        return mentions(self.text)

    @cached_property
    def sentence_procedures(self) -> tuple[bool, ...]:
        held = [False] * len(self.sentences)
        for mention in self.procedures:
            held[self.sentence_at(mention.start)] = True
        return tuple(held)

    def procedures_between(self, start: int, end: int) -> tuple[Mention, ...]:
        """The mentions that begin in [start, end)."""
        first = bisect_left(self.procedures, start, key=lambda mention: mention.start)
        last = bisect_left(self.procedures, end, key=lambda mention: mention.start)
        return self.procedures[first:last]

    def link_near(self, offset: int, *, reach: int = 2) -> Link:
        """The strongest link to one person's care within `reach` sentences of `offset`."""
        if not self.links:
            return Link.NONE
        here = self.sentence_at(offset)
        return max(self.links[max(here - reach, 0) : here + reach + 1])


def read(
    text: str,
    *,
    use: str,
    context: str,
    jurisdiction: Sequence[str],
    practice: PracticeLexicon,
) -> Reading:
    """Prepares `text`; costs one pass."""
    return Reading(
        folded=fold(text),
        use=use,
        context=fold(context).text,
        jurisdiction=frozenset(place.upper() for place in jurisdiction),
        practice=practice,
    )
