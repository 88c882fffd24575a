"""How hard a text reads: sentence length and syllables, 45 CFR 164.508(c)(3) "plain language".

English: Flesch-Kincaid grade level (Kincaid et al., 1975). Spanish: the Flesch-Szigriszt index (Szigriszt Pazos,
1993) on the INFLESZ scale (Barrio-Cantalejo et al., 2008), where 65 and above is "quite easy", the level of a
primary school.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

GRADE_AT_MOST = 6.9
INFLESZ_AT_LEAST = 65.0

_SENTENCE_END = re.compile(r"[.!?…]+(?:\s|$)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_ENGLISH_VOWELS = re.compile(r"[aeiouy]+")
_SPANISH_VOWELS = re.compile(r"[aeiouáéíóúü]+")
_HIATUS = re.compile(r"[aeoáéó](?=[aeoáéó])|[íú](?=[aeoáéó])|[aeoáéó](?=[íú])")


@dataclass(frozen=True, slots=True)
class Reading:
    """``score`` on the scale of the language; ``plain`` when it meets the house's limit."""

    score: float
    scale: str
    plain: bool


def measure(text: str, language: str) -> Reading:
    """Measure a text in English or Spanish; an empty text or another language is never plain."""
    words = _WORD.findall(text.casefold())
    sentences = max(1, sum(1 for part in _SENTENCE_END.split(text) if part and _WORD.search(part)))
    if not words or language not in {"en", "es"}:
        return Reading(score=0.0, scale="none", plain=False)
    per_sentence = len(words) / sentences
    if language == "es":
        syllables = sum(_syllables_es(word) for word in words)
        score = 206.835 - 62.3 * syllables / len(words) - per_sentence
        return Reading(round(score, 1), "Flesch-Szigriszt", score >= INFLESZ_AT_LEAST)
    syllables = sum(_syllables_en(word) for word in words)
    grade = 0.39 * per_sentence + 11.8 * syllables / len(words) - 15.59
    return Reading(round(grade, 1), "Flesch-Kincaid grade", grade <= GRADE_AT_MOST)


def _syllables_en(word: str) -> int:
    groups = len(_ENGLISH_VOWELS.findall(word))
    silent = word.endswith("e") and not word.endswith(("le", "ee")) and groups > 1
    silent_ed = word.endswith("ed") and not word.endswith(("ted", "ded")) and groups > 1
    return max(1, groups - int(silent or silent_ed))


def _syllables_es(word: str) -> int:
    groups = _SPANISH_VOWELS.findall(word.replace("qu", "q").replace("gue", "ge").replace("gui", "gi"))
    return max(1, sum(1 + len(_HIATUS.findall(group)) for group in groups))
