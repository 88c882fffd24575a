"""The general words that stand in for what identifies somebody, in English and Spanish."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SPANISH = re.compile(
    r"\b(?:el|la|los|las|una?|de|del|por|para|con|que|su|es|está|nuestr[ao]s?|paciente|cirug[ií]a|gracias|muy)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(?:the|an?|of|for|with|and|her|his|is|was|our|she|he|to|in|patient|surgery|thank)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Phrases:
    """One language's general words."""

    someone: str
    them: str
    theirs: str
    surgery: str
    treatment: str
    result: str
    recently: str
    in_year: str
    hospital: str
    school: str
    over_89: str
    decades: tuple[str, ...]

    def decade(self, age: int) -> str:
        """ "in her forties" without her: "in their forties"; 90 and more is one group (164.514(b)(2)(i)(C))."""
        return self.over_89 if age > 89 else self.decades[age // 10]


ENGLISH = Phrases(
    someone="a patient",
    them="the patient",
    theirs="the patient's",
    surgery="surgery",
    treatment="a treatment",
    result="result",
    recently="recently",
    in_year="in {year}",
    hospital="a hospital",
    school="a school",
    over_89="aged 90 or older",
    decades=(
        "in childhood", "in their teens", "in their twenties", "in their thirties", "in their forties",
        "in their fifties", "in their sixties", "in their seventies", "in their eighties",
    ),
)  # fmt: skip
SPANISH = Phrases(
    someone="una persona",
    them="la persona",
    theirs="de la persona",
    surgery="cirugía",
    treatment="un tratamiento",
    result="resultado",
    recently="hace poco",
    in_year="en {year}",
    hospital="un hospital",
    school="una escuela",
    over_89="de 90 años o más",
    decades=(
        "en la infancia", "en la adolescencia", "de veintitantos años", "de treinta y tantos años",
        "de cuarenta y tantos años", "de cincuenta y tantos años", "de sesenta y tantos años",
        "de setenta y tantos años", "de ochenta y tantos años",
    ),
)  # fmt: skip


def phrases_for(text: str) -> Phrases:
    """The language that most of the small words are in."""
    return SPANISH if len(_SPANISH.findall(text)) > len(_ENGLISH.findall(text)) else ENGLISH
