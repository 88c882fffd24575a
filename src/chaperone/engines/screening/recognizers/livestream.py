"""Live broadcasts of care."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_LIVE = re.compile(
    r"\b(?:go(?:ing|es)?|we'?re|we are|i'?m|stream(?:ing|ed)?|broadcast(?:ing)?|come|watch|join|see|tune in"
    r"|happening|filmed|shown|on)\s+(?:\w+\s+){0,2}live\b|\blive[- ]?(?:stream(?:ed|ing|s)?|feed|broadcast"
    r"|surgery|cam|from)\b|\blive\b(?=[^.!?\n]{0,40}\b(?:surgery|from the or|operating|mid[- ]|lipo"
    r"|procedure|operation|w/ the doc|with the doc|injecting))"
    r"|\b(?:tiktok|tik tok|ig|insta(?:gram)?|facebook|fb|youtube|periscope|twitch|snap(?:chat)?)\s+live\b"
    r"|\bstream(?:ing|ed)\b|\bstream(?=\s+(?:an? |the |our |this |my )?(?:\w+ )?(?:surgery|lipo\w*|facelift"
    r"|bbl|procedure|operation|augmentation|rhinoplasty)\b)|\ben vivo\b|\blivestream\w*",
    re.IGNORECASE,
)
_CARE = re.compile(
    r"\b(?:from the or|or\b|operat\w+|surg\w+|mid[- ]?\w*|theat(?:er|re)|procedure|scrub(?:bed)? in|table"
    r"|cut|incision|inject\w+|patient|cirugia|quirofano|anesthesia)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:never|not|don'?t|do not|won'?t|no|why we)\b|\blive (?:music|band|jazz|dj)\b", re.IGNORECASE
)
_SAID_NO = re.compile(r"\s{0,9}(?:no|nope|never)\b", re.IGNORECASE)
_TALK = re.compile(r"\b(?:q ?& ?a|webinar|question|chat|talk|interview|panel|answer\w*)\b", re.IGNORECASE)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming":
        return
    for match in _LIVE.finditer(reading.text):
        sentence = reading.sentence(match.start())
        here = reading.sentence_at(match.start())
        care = _CARE.search(sentence) or any(reading.sentence_procedures[here : here + 2])
        answered = _SAID_NO.match(reading.text, reading.sentences[here][1])
        if _DENIED.search(sentence) or answered or not care:
            continue
        during = re.search(
            r"\b(?:from the or|while|mid|during|as (?:he|she|we) operat\w+|operates?|operating|in surgery"
            r"|watch)\b",
            sentence,
            re.IGNORECASE,
        )
        if _TALK.search(sentence) and not during:
            continue
        yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="claim.livestream",
    kind="livestream",
    why="A live stream cannot be reviewed or withdrawn, and it draws the surgeon's mind from the patient.",
    citation="ASPS guidance; Dorfman et al., PRS 2017; State Med. Board of Ohio 2023",
    severity="block",
    message="This announces live video of care.",
    suggestion="Film it under a plan, review it, and publish later.",
    find=find,
)
