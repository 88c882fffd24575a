"""Procedures: blocked when tied to a person, allowed as education; California's pair rule is kept by before_after."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.people import OUTCOME, PRONOUN, SOMEBODY, Link
from chaperone.engines.screening.procedures import Mention
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer
from chaperone.engines.screening.recognizers.before_after import pair_statement

_OWNED = re.compile(
    r"(?:\b(?!(?i:today|tonight|yesterday|tomorrow|women|men|people|children|surgeon|doctor|patient|let|it"
    r"|what|that|here|there|who|how"
    r"|where|year|week|month|day|morning|season|world|country|city|nature|everyone|everybody|anyone|nobody"
    r"|one|mother|father|dr|kid)'s)"
    r"[A-Za-z]{2,20}'s|\b(?:her|his|this patient's|our patient's|patient's))\s+(?:[\w-]+\s+){0,3}$"
)
_TOLD_AS_NEWS = re.compile(
    r"\b(?:brand[- ]?new|with love|finally|meet|introducing|say h(?:i|ello) to|presenting)\b", re.I
)
_DAY = re.compile(
    r"\b(?:day for|reveal|queen|twins|victim|patient|journey|story|results?|finally|before\b.{0,40}\bafter"
    r"|swipe|\d{2,4}\s?cc|post[- ]?op)\b",
    re.IGNORECASE,
)
# What was done to a person, told without naming a procedure.
_OUTCOME = re.compile(
    r"\bnew (?:nose|lips|chest|profile|chin|breasts|boobs|body|eyes|lids|neck|jawline|tummy|belly button)\b"
    r"|\bthe (?:nose|chest|body|lips|profile|breasts|chin) (?:she|he)(?:'s| has| had)? (?:always "
    r"|ever )?(?:wanted|dreamed|hoped)"
    r"|\b(?:upper|lower|droopy) lids\b|\bfrom an? [a-d]{1,3} to an? (?:full |small )?[a-d]{1,3}\b"
    r"|\b\d(?:\.\d)? ?(?:ml|syringes?)\b",
    re.IGNORECASE,
)
# Bare words that are procedures only when somebody owns them, anniversaries of bodies, and names welded into hashtags.
_OWN = re.compile(
    r"\b(?:her|his|their)\s+(?:[\w-]+ )?(?:makeover|lift|tuck|augmentation|reduction|revision"
    r"|reconstruction|implants?|lipo|peel|lids|nose|upper lids"
    r"|new look|reveal)\b|\b(?:nose|boob|lipo|bbl|tummy|tuck|face|surgery|lip|chin|lift|explant"
    r"|makeover)[- ]?i?versary\b"
    r"|#[A-Z][a-z]{2,12}(?:s|Gets?|Got|Did)(?:A|Her|His|The)?(?:New)?(?:Nose|Profile|Boobs|Body|Chin|Lips?"
    r"|Lipo|BBL|Lift|Tuck|Makeover|Look|Face|Eyes|Abs)\b"
    r"|\b(?:double|mini|full|deep plane|lower|upper|brow|lip|neck|thigh|arm) (?:lift|tuck|lids?"
    r"|bleph)s? (?:in progress|underway|day|done)\b",
)
_FIRST = re.compile(r"\b(?:i|i'm|im|my|mine|me|we|mi|me hice|yo)\b", re.IGNORECASE)
_SECOND = re.compile(r"\b(?:you|your|u|ur|su|usted)\b", re.IGNORECASE)


def _caption(reading: Reading, mention: Mention, *, stated: bool) -> Hit | None:
    here = reading.sentence_at(mention.start)
    if stated:
        return Hit(
            mention.start,
            mention.end,
            "review",
            message="A person must check that the authorization names this procedure.",
        )
    link = reading.links[here]
    owned = _OWNED.search(reading.text[max(0, mention.start - 60) : mention.start])
    near = reading.link_near(mention.start, reach=1)
    if link is Link.STRONG or owned or _spoken_of(reading, mention.start):
        return Hit(mention.start, mention.end, "block")
    if link is not Link.GENERAL and (
        near is Link.STRONG or (_DAY.search(reading.sentence(mention.start)) and not reading.staffed[here])
    ):
        return Hit(mention.start, mention.end, "block" if near is Link.STRONG else "review")
    return None


def _told(reading: Reading) -> Iterator[Hit]:
    """Outcomes in sentences that speak of one person and not of staff."""
    for match in _OUTCOME.finditer(reading.text):
        here = reading.sentence_at(match.start())
        told = PRONOUN.search(reading.sentence(match.start())) or _spoken_of(reading, match.start())
        if told and not reading.staffed[here]:
            yield Hit(match.start(), match.end(), "block")
    for match in _OWN.finditer(reading.text):
        here = reading.sentence_at(match.start())
        if not reading.staffed[here] and reading.links[here] is not Link.GENERAL:
            yield Hit(match.start(), match.end(), "block")
    for match in OUTCOME.finditer(reading.text):
        here = reading.sentence_at(match.start())
        sentence = reading.sentence(match.start())
        one = SOMEBODY.search(sentence) or PRONOUN.search(sentence) or _TOLD_AS_NEWS.search(sentence)
        if one and not reading.staffed[here] and reading.links[here] is not Link.GENERAL:
            yield Hit(match.start(), match.end(), "block")


def _spoken_of(reading: Reading, offset: int) -> bool:
    """Whether the sentences around speak of a person, teach nothing and are not about staff."""
    here = reading.sentence_at(offset)
    around = range(max(here - 2, 0), min(here + 3, len(reading.sentences)))
    if any(reading.links[i] is Link.GENERAL or reading.staffed[i] for i in around):
        return False
    start, end = reading.sentences[around[0]][0], reading.sentences[around[-1]][1]
    return bool(PRONOUN.search(reading.text, start, end))


def find(reading: Reading) -> Iterator[Hit]:
    stated = pair_statement(reading)
    if reading.use == "caption":
        yield from _told(reading)
    for mention in reading.procedures:
        sentence = reading.sentence(mention.start)
        if reading.use == "caption":
            hit = _caption(reading, mention, stated=stated)
            if hit:
                yield hit
        elif reading.use == "reply":
            if _SECOND.search(sentence) and re.search(
                r"\b(?:your|ur|su)\s+(?:new\s+)?(?:\w+\s+)?$",
                reading.text[max(0, mention.start - 30) : mention.start],
                re.IGNORECASE,
            ):
                yield Hit(mention.start, mention.end, "block", message="This tells a person's procedure.")
        elif _FIRST.search(sentence):
            yield Hit(
                mention.start, mention.end, "review", message="The writer ties a procedure to a person."
            )


RECOGNIZER = Recognizer(
    id="procedure.linked",
    kind="procedure",
    why="A procedure tied to a person is health information; teaching about a procedure is not.",
    citation="45 CFR 160.103; 164.508(a)(1); 164.514(b)(2)(ii)",
    severity="block",
    message="This ties a procedure to a person.",
    suggestion="Speak of the procedure in general, or attach an authorization that names it.",
    find=find,
)
