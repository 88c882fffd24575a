"""Prescription brands in promotion without their risks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_BRAND = re.compile(
    r"\b(?:bo-?tox(?:ed)?|dysport|xeomin|jeuveau|daxxify|letybo|kybella|latisse|upneeq|newtox|b[o0]t[o0]x"
    r"|restylane|juvederm|sculptra|radiesse|kysse|voluma|volbella|vollure|revanesse|belotero|bellafill"
    r"|skinvive)\b",
    re.IGNORECASE,
)
_GLP = re.compile(
    r"\b(?:semaglutide|tirzepatide|ozempic|wegovy|zepbound|mounjaro|skinny (?:shots?|jab)"
    r"|weight[- ]loss (?:shots?|jabs?|pens?|injections?)|sema|tirz|glp-?1 (?:shots?|is here|special"
    r"|program)|saxenda|retatrutide)\b",
    re.IGNORECASE,
)
_PROMOTES = re.compile(
    r"\$\s?\d|\b\d{1,3}\s?%|\b(?:a|per|/)\s?unit\b|\b(?:special|deal|sale|happy hour|party|parties|off|free"
    r"|book|bogo|walk[- ]?ins?|discount|day|night|is here|here|now available|available|in stock|back|offer"
    r"|promo|event|member\w*|get your|come get|treat yourself|ready|bar|bubbles|time|new|we have|try|save"
    r"|glow|season|prom|bridal|wedding|holidays?|walk right in|smooth|fresh|units|syringes?|appointments"
    r"|slots?|spots?|gift|refresh|bye|lines|lips"
    r"|wrinkles|look|gana|oferta|precio)\b",
    re.IGNORECASE,
)
_BALANCE = re.compile(
    r"\b(?:risks?|side effects?|prescribing information|boxed warning|prescription (?:medicine|drug)"
    r"|bruising|may cause|not for everyone|can cause|drooping|emergency|ask (?:your|a|about)|supplement"
    r"|stop (?:them|it|taking)|tell your|rarely|studies|history|approved (?:for|in)|how (?:does|long)"
    r"|what (?:is|does|are)|myth|difference|counterfeit|fake|unapproved|riesgos|efectos)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use == "incoming" or _BALANCE.search(reading.text):
        return
    promoted = bool(_PROMOTES.search(reading.text))
    short = reading.use == "caption" and len(reading.sentences) < 4
    for match in _GLP.finditer(reading.text):
        yield Hit(match.start(), match.end(), "block" if promoted or reading.use == "caption" else "review")
    for match in _BRAND.finditer(reading.text):
        sentence = reading.sentence(match.start())
        promotes = (short and promoted) or bool(_PROMOTES.search(sentence))
        yield Hit(match.start(), match.end(), "review" if promotes and "asked if" not in sentence else "note")


RECOGNIZER = Recognizer(
    id="claim.prescription",
    kind="prescription",
    why=(
        "Advertising a prescription drug by name calls for its indication and risks; compounded GLP-1 "
        "copies are not approved."
    ),
    citation="21 CFR 202.1; FDCA s502; FDA letters of September 2025",
    severity="block",
    message="This promotes a prescription drug without its use and risks.",
    suggestion="Name the use and the main risks, or invite questions about “wrinkle-relaxing injections”.",
    find=find,
)
