"""Makes a text whole again after words were taken out of it: spaces, articles, capitals, stray marks."""

from __future__ import annotations

import re

_STEPS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), by)
    for pattern, by in (
        (r"\b(?:our|my|this|an?|the|meet our)\s+(a|the) patient\b", r"\1 patient"),
        (r"\b(a|the) patient,?\s+(?:a|the) patient\b", r"\1 patient"),
        (r"\bin in\b", "in"),
        (r"\b(an?|the)\s+(?=(?:an?|the)\s)", ""),
        (r"\b(?:an?)\s+(?=surgery\b)", ""),
        (r"\b(surgery|treatment)(?:\s*(?:and|&|\+|plus|with|,)\s*(?:a\s+)?\1\b)+", r"\1"),
        (r"\b(recently)(\W+)recently\b", r"\1"),
        (r"\bafter after\b", "after"),
        (r"\(\s*\)|\[\s*\]", ""),
        (r"[ \t]+([,.;:!?…])", r"\1"),
        (r"([,;:])(?:\s*[,;:])+", r"\1"),
        (r"[,;:]\s*([.!?])", r"\1"),
        (r"(?<![.!?])([.!?])\s*\.(?!\.)", r"\1"),
        (r"[ \t]{2,}", " "),
        (r"[ \t]+(?=\n)|(?<=\n)[ \t]+", ""),
        (r"\n{3,}", "\n\n"),
    )
)
_START = re.compile(r"(?:^|(?<=[.!?…]\s)|(?<=\n)|(?<=[.!?]\s[“\"]))([a-záéíóúñ])")
_LEADING = re.compile(r"^[\s,;:.!?]+")


def tidy(text: str) -> str:
    """The text with its seams closed; nothing is added but capitals at the start of sentences."""
    for pattern, by in _STEPS:
        text = pattern.sub(by, text)
    text = _LEADING.sub("", text).rstrip(" ,;:\t\n")
    return _START.sub(lambda found: found.group(1).upper(), text)
