"""Threats against people who wrote something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

_TEXT = r"(?:this|your|the|that|it|su|tu|este|esta|ese|esa|el|la)(?: \w+)?(?: (?:review|comment|post|rating|words|resena|comentario))?"  # noqa: E501
_REMOVE = r"(?:remove|delete|take down|take (?:this|that|it|your \w+) down|retract|edit|change|pull|borr[ae]|quit[ae]|elimin[ae]|retir[ae])"  # noqa: E501
_THREAT = re.compile(
    r"\b(?:sue|suing|sued|lawsuits?|legal (?:action|steps|remedies|options|department|counsel)|legally"
    r"|defam\w+|slander\w*"
    r"|libel\w*|(?:our|my|the|a) (?:lawyers?|attorneys?|legal team|solicitors?|counsel)|cease and desist"
    r"|press charges"
    r"|see you in court|(?:take|drag) you to (?:court|small claims)|report you"
    r"|turn(?:ed)? (?:you )?over to collections"
    r"|(?:send|sent) (?:you )?to collections|you(?:'ll| will) (?:regret|hear from|be hearing|pay for"
    r"|be sorry)|consequences"
    r"|contact(?:ed)? your (?:employer|boss|school|work)|we know where you|watch (?:yourself|your (?:back"
    r"|step|mouth))"
    r"|(?:you have|you've) been warned|final warning|last warning|demandar\w*|demanda|abogad[oa]s?"
    r"|procede\w* legalmente"
    r"|acciones legales|difamacion|calumnia|consecuencias|se va a arrepentir)\b"
    rf"|\b{_REMOVE}\s+{_TEXT}[^.!?\n]{{0,40}}\b(?:or|within|before|immediately|now|asap|today|by (?:\w+day"
    rf"|tomorrow|noon)"
    rf"|o (?:si no|de lo contrario|procede\w*|la|lo|vamos))\b|\bsi no (?:borra|quita|elimina|retira)\b",
    re.IGNORECASE,
)
_SAFE = re.compile(
    r"\b(?:cannot|can't|don't|do not|never|won't|will not|wouldn't|we'd|ask|patient rights|by law"
    r"|entitled to|your right"
    r"|that is your right|nobody|no one)\b",
    re.IGNORECASE,
)


def find(reading: Reading) -> Iterator[Hit]:
    if reading.use != "reply":
        return
    for match in _THREAT.finditer(reading.text):
        if not _SAFE.search(reading.sentence(match.start())):
            yield Hit(match.start(), match.end(), "block")


RECOGNIZER = Recognizer(
    id="tone.threat",
    kind="disrespect",
    why="Threatening a reviewer suppresses honest reviews, which is unlawful.",
    citation="16 CFR 465.7(a); 15 USC 45b",
    severity="block",
    message="This threatens the person who wrote.",
    suggestion="Thank them, offer the telephone, and ask counsel privately.",
    find=find,
)
