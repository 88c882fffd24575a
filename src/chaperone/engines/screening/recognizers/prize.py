"""Surgery as a prize."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_GAME = re.compile(
    r"\b(?:win|wins|winner|winners|won|raffle|raffles|giveaway|give away|giving away|sweepstakes?|contest"
    r"|lottery|grand prize|prize|enter to|(?<!this )(?<!line )(?<!\ba )drawing\b(?! (?:shows?|of|by|that|boards?"
    r"|marks?|illustrat\w+|we|on (?:the )?(?:skin|table)))|door prize|auction|lucky (?:follower|winner)"
    r"|drawing for (?:a|one|free|the)|sorteo|rifa"
    r"|gana(?:te|r|s)?|chance (?:at|to|of)|like and share|participa|concurso|regalamos|bingo (?:night"
    r"|prize)|spin the wheel|secret santa|golden ticket|scratch[- ]?off|lucky draw"
    r"|random(?:ly)? (?:select\w*|pick\w*|draw\w*|chosen)|we(?:'re| are| will|'ll) (?:pick|pay for|gift"
    r"|giv\w+)|ganador\w*|premio|regala\w*|participar|gratis para)\b",
    re.IGNORECASE,
)
_WHAT = re.compile(
    r"\b(?:surgery|surgical procedure|makeover|procedure|operation|implants?|cirugia|nose|aumento|busto"
    r"|liposuccion"
    r"|operacion)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:never|not|don'?t|do not|isn'?t|no|why we|won'?t|nobody)\b", re.IGNORECASE)
_MINOR = frozenset(("injectable", "non-surgical", "device"))


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming":
        return
    for match in _GAME.finditer(reading.text):
        here = reading.sentence_at(match.start())
        start = reading.sentences[max(here - 1, 0)][0]
        end = reading.sentences[min(here + 1, len(reading.sentences) - 1)][1]
        start, end = max(start, match.start() - 200), min(end, match.end() + 200)
        near = reading.procedures_between(start, end)
        surgical = any(mention.group not in _MINOR for mention in near) or _WHAT.search(
            reading.text[start:end]
        )
        if _DENIED.search(reading.text[start:end]) or not (near or surgical):
            continue
        yield Hit(match.start(), match.end(), "block" if surgical else "review")


RECOGNIZER = Recognizer(
    id="claim.prize",
    kind="prize",
    why="A procedure that needs an incision may not be a prize, a raffle or a contest.",
    citation="ASPS Code s2 I(I), VII(C)",
    severity="block",
    message="This offers surgery as a prize.",
    suggestion="Offer a skin-care product, or a plain discount after legal review.",
    find=find,
)
