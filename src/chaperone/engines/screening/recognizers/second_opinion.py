"""What no rule foresaw: a trained model's doubt about a caption or an answer, always for a person to decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chaperone.engines.screening.findings import Finding, RuleInfo
from chaperone.engines.screening.people import Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer
from chaperone.engines.screening.tagging import limits, opinion
from chaperone.engines.screening.wording_model import heads, judge

_LONGEST = 4_000  # characters: the model learned from posts, not from pages
_SHORTEST = 6  # words: in fewer a single word decides
# Denials and lessons use the words of what they deny; there the model has to be much surer.
_CAREFUL = re.compile(
    r"\b(?:not|never|no|nobody|nadie|nunca|don'?t|can'?t|cannot|isn'?t|aren'?t|ask|what|how|why|whether"
    r"|risks?|riesgos?|model)\b",
    re.IGNORECASE,
)
_SENTENCES = 12  # that are compared to say where
_SURER = 1.0  # log-odds


def _caption(reading: Reading) -> Iterator[Hit]:
    if len(reading.text.split()) < _SHORTEST:
        return
    known = _CAREFUL.search(reading.text) or any(reading.staffed) or Link.GENERAL in reading.links
    surer = _SURER * 2 if known else 0.0
    place = _by_words(reading) or _by_meaning(reading, "caption_blocks", limits()["caption"] + surer)
    if place is None:
        return
    person = judge(reading.text, heads()["person"])
    if person and person.score > 0:
        yield Hit(*place, "review")
    else:
        yield Hit(
            *place,
            "review",
            message="This reads like posts that promise, press or mock. A person has to look.",
            suggestion="Say plainly what can be verified.",
            kind="claim",
            rule=_WORDING.id,
            citation=_WORDING.citation,
        )


def _by_words(reading: Reading) -> tuple[int, int] | None:
    """Where the words say so most, by the small linear model."""
    told = judge(reading.text, heads()["caption"])
    needed = heads()["caption"].threshold + (_SURER if _CAREFUL.search(reading.text) else 0.0)
    return (told.start, told.end) if told and told.score >= needed else None


def _by_meaning(reading: Reading, label: str, limit: float) -> tuple[int, int] | None:
    """The sentence that says so most by the encoder, when the whole text passes `limit` (log-odds)."""
    if reading.opinion.get(label, -99.0) < limit:
        return None
    return max(
        reading.sentences[:_SENTENCES],
        key=lambda at: opinion(reading.text[at[0] : at[1]], answers=reading.context).get(label, -99.0),
    )


def _reply(reading: Reading) -> Iterator[Hit]:
    """An answer that reads like those that confirm or advise."""
    place = _by_meaning(reading, "reply_blocks", limits()["reply"])
    if place:
        yield Hit(
            *place,
            "review",
            message="This reads like answers that confirm somebody was here, or advise her. A person has to look.",
            suggestion="Thank them, say nothing about them, and offer the private way.",
        )


def find(reading: Reading) -> Iterator[Hit]:
    if not reading.sentences or len(reading.text) > _LONGEST:
        return
    if reading.use == "caption":
        yield from _caption(reading)
    elif reading.use == "reply":
        yield from _reply(reading)


def without_needless(found: Sequence[Finding]) -> list[Finding]:
    """The findings without a second opinion that a rule has made needless."""
    ruled = any(f.severity != "note" and not f.rule.startswith("second_opinion") for f in found)
    return [f for f in found if not (ruled and f.rule.startswith("second_opinion"))]


_WORDING = RuleInfo(
    id="second_opinion.wording",
    kind="claim",
    why="A model trained on labelled posts finds the wording like that of claims, pressure or ridicule.",
    citation="ASPS Code s2 I(F), II; FTC Act s5",
    severity="review",
)

RECOGNIZER = Recognizer(
    id="second_opinion.person",
    kind="relationship",
    why="A model trained on labelled posts finds this like those that point at a patient.",
    citation="45 CFR 164.502(a)",
    severity="review",
    message="This reads like posts that speak of one patient. A person has to look.",
    suggestion="Speak of care in general, or attach the authorization.",
    find=find,
    variants=(_WORDING,),
)
