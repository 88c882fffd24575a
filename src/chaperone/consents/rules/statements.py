"""What each section of a form has to say, found by its words: ids of elements and the ideas each must hold.

Every pattern of a language must be found in the section for that element (plain or full wording).
"""

from __future__ import annotations

import re

Ideas = dict[str, tuple[re.Pattern[str], ...]]


def _all(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


STATEMENTS: dict[str, Ideas] = {
    "signature": {
        "en": _all(r"\bsign", r"\b(?:date|day)\b"),
        "es": _all(r"\bfirm", r"\b(?:fecha|d[íi]a)\b"),
    },
    "representative": {
        "en": _all(r"\b(?:represent|sign\w* for)", r"\bauthority|right to sign|why you may\b"),
        "es": _all(r"\brepresent|firma por", r"\bfacultad|derecho a firmar|por qu[ée] puede\b"),
    },
    "revocation": {
        "en": _all(
            r"\b(?:revoke|withdraw|stop|take .{0,12}back)",
            r"\bin writing\b",
            r"\bat any time\b",
            r"\balready\b",
        ),
        "es": _all(
            r"\b(?:revocar|retirar|parar|anular)", r"\bpor escrito\b", r"\ben cualquier momento\b", r"\bya\b"
        ),
    },
    "no_condition": {
        "en": _all(
            r"\b(?:not|never|nothing|no)\b",
            r"\b(?:treatment|care)\b",
            r"\b(?:payment|bill)\b",
            r"\beligib\w+|\bbenefits?\b",
        ),
        "es": _all(
            r"\b(?:no|nunca|nada)\b",
            r"\b(?:tratamiento|atenci[óo]n)\b",
            r"\b(?:pago|cuenta)\b",
            r"\bbeneficios?\b",
        ),
    },
    "redisclosure": {
        "en": _all(
            r"\b(?:shar|copy|copi|redisclos)",
            r"\bno longer\b.{0,40}\bprotect|\bprotect\w*.{0,40}\bno longer\b",
        ),
        "es": _all(
            r"\b(?:compart|copi|divulg)",
            r"\bya no\b.{0,50}\bproteg|\bdejar de .{0,20}proteg|\bya no\b.{0,50}\bprotecci",
        ),
    },
    "copy": {
        "en": _all(r"\bcopy\b"),
        "es": _all(r"\bcopia\b"),
    },
    "remuneration": {
        "en": _all(r"\bpa(?:y|id|ys|yment)\b|\bremunerat"),
        "es": _all(r"\bpag(?:a|o|an)\b|\bremunera"),
    },
    "separate": {
        "en": _all(r"\b(?:only about|separate|not part of)\b", r"\b(?:surgery|treatment)\b"),
        "es": _all(r"\b(?:solo trata|separad|no es parte)\w*", r"\b(?:cirug[íi]a|tratamiento)\b"),
    },
}

# The facts that must be filled into the section for an element, by slot.
SLOTS: dict[str, frozenset[str]] = {
    "description": frozenset({"photos"}),
    "discloser": frozenset({"legal_name"}),
    "recipients": frozenset({"recipients"}),
    "purposes": frozenset({"purposes"}),
    "expiration": frozenset({"expires_on"}),
    "representative": frozenset({"representative"}),
    "revocation": frozenset({"contact"}),
}


def says(element: str, language: str, text: str) -> bool:
    """Whether a section's text holds every idea of its statement. An unknown language says nothing."""
    ideas = STATEMENTS.get(element)
    if ideas is None:
        return True
    return language in ideas and all(pattern.search(text) for pattern in ideas[language])
