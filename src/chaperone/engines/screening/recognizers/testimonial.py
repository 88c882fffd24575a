"""A patient's own voice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_VOICE = re.compile(
    r"\b(?:changed my life|life[- ]chang(?:ing|er)|gave me (?:back )?my (?:\w+ )?(?:confidence|life|smile"
    r"|body)|gave me my \w+ back|i (?:finally |absolutely )?(?:love[d]?|like|adore) my (?:new "
    r"|\w+ )?(?:nose|results?|breasts?|body|face|lips|profile|stomach|shape|look|smile|chest|eyes|chin"
    r"|neck)|my (?:surgeon|doctor) is|i'?d do it again|best decision (?:i|of my)|i can say my|i wish i(?:'d"
    r"| had) done it sooner|me cambio la vida)\b"
    r"|\b(?:a|an|one|another|our) (?:very )?(?:happy|grateful|thrilled|real|satisfied) (?:patient|client)\b"
    r"|[\"'][^\"\n]{10,300}[\"']\s*(?:-{1,2}|~|by|from)\s*(?:a |an |our |one )?(?:\w+ )?(?:patient|client"
    r"|[A-Z]\.)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"(?:^|\n)\s{0,4}(?:best|love|amazing|great|thank|they|dr"
    r"|i )[^\n]{3,200}[.!]\s*-{1,2}\s*[A-Z][a-z]+ [A-Z][a-z]*\.?\s{0,4}$",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:we don'?t|never|why we|ask|not)\b[^.!?\n]{0,40}\b(?:testimonial|stories)\b", re.IGNORECASE
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming" or _DENIED.search(reading.text):
        return
    new_york = "US-NY" in reading.jurisdiction
    for pattern in (_VOICE, _SIGNED):
        for match in pattern.finditer(reading.text):
            staff = re.search(
                r"\bas a (?:client|patient)\b[^.!?\n]{0,30}$",
                reading.text[max(0, match.start() - 60) : match.start()],
                re.IGNORECASE,
            )
            yield Hit(match.start(), match.end(), "block" if new_york or staff else "review")


RECOGNIZER = Recognizer(
    id="claim.testimonial",
    kind="claim",
    why=(
        "A patient's words confirm care and need an authorization; New York bars testimonials, Texas asks "
        "for disclosures."
    ),
    citation="45 CFR 164.508(a)(1); NY Educ. Law 6530(27); 22 TAC 164.3(b)(3)",
    severity="block",
    message="This is a patient's testimonial.",
    suggestion="Attach the authorization; leave it out in New York.",
    find=find,
)
