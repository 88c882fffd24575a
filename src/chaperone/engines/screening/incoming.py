"""What somebody wrote to the practice is for: one of eight categories, how sure, and which words weighed most.

A trained model (purpose_model.py) decides; for emergencies it has its own low threshold and hand-written cues are a
floor under it, because missing one costs more than ten false ones. It sorts messages for a person to read and never
diagnoses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from typing import TYPE_CHECKING

from chaperone.engines.screening.purpose_cues import CATEGORIES, scores
from chaperone.engines.screening.purpose_features import Word, words_in

if TYPE_CHECKING:
    from chaperone.engines.screening.purpose_model import Model, Weighed

__all__ = ["CATEGORIES", "Purpose", "classify", "perhaps_emergency", "purpose_of", "ties_to_care"]

_MOST = 5  # words named as reasons
_FLOOR_CUES = 1.0  # the score from which cues alone called it an emergency before there was a model


@dataclass(frozen=True)
class Purpose:
    """What a text is for. `words` are spans of the folded text, the weightiest first; no words are kept.

    `confidence` is the model's probability of `category`, 0..1; not `sure` means: a person should look. `urgent` and
    `phi` are probabilities that it is an emergency, and that it ties a person to care or to a state of health.
    """

    category: str
    confidence: float
    sure: bool
    urgent: float
    phi: float
    perhaps_urgent: bool
    tied: bool
    words: tuple[tuple[int, int], ...]


NOTHING = Purpose("other", 1.0, True, 0.0, 0.0, False, False, ())
"""The purpose of a text without words."""


def purpose_of(
    text: str,
    *,
    model: Model | None = None,
    second: Mapping[str, float] | None = None,
    limits: Mapping[str, float] | None = None,
) -> Purpose:
    """Judges a folded text; never raises; cost grows linearly and only its two ends are looked at.

    `second` is the encoder's opinion (log-odds by class) and `limits` the thresholds for both together. The two see
    different things, words and meaning: what they say together, the geometric mean, misses less than either.
    """
    words = words_in(text)
    if not words:
        return NOTHING
    judge = model or _trained()
    cues = scores(text)
    seen = judge.weigh(text, words, cues)
    logits = judge.logits(seen)
    limits = limits or judge.thresholds
    joint = {name: logits[name] for name in CATEGORIES}
    urgent, phi = sigmoid(logits["urgent"]), sigmoid(logits["phi"])
    if second:
        joint = {name: (joint[name] + second[name]) / 2 for name in CATEGORIES}
        phi = (phi + sigmoid(second["phi"])) / 2
    # Two views of the same question, one against all others and one among the categories, miss different texts.
    among = softmax(joint)
    urgent = (urgent + among["emergency"]) / 2
    emergency = urgent >= limits["emergency"] or (
        cues["emergency"] >= _FLOOR_CUES and urgent >= limits["floor"]
    )
    chances = softmax({name: joint[name] for name in CATEGORIES if name != "emergency"})
    best = max(chances, key=chances.__getitem__)
    category = "emergency" if emergency else best
    confidence = urgent if emergency else chances[best]
    return Purpose(
        category=category,
        confidence=confidence,
        sure=confidence >= limits["sure"],
        urgent=urgent,
        phi=phi,
        perhaps_urgent=emergency or urgent >= limits["perhaps"],
        tied=emergency or phi >= limits["phi"],
        words=_reasons(words, seen, judge, "urgent" if emergency else best),
    )


def _trained() -> Model:
    """The model that ships; read when the first incoming text is judged, so that captions never load numpy."""
    from chaperone.engines.screening.purpose_model import trained

    return trained()


def _reasons(words: list[Word], seen: Weighed, model: Model, head: str) -> tuple[tuple[int, int], ...]:
    """The words that spoke most for a head: what a gram added is shared among its words."""
    shares = [0.0] * len(words)
    for (first, last), share in zip(seen.places, model.shares(seen, head), strict=True):
        for at in range(first, last):
            shares[at] += float(share) / (last - first)
    heaviest = sorted(range(len(words)), key=lambda at: (-shares[at], at))[:_MOST]
    return tuple((words[at].start, words[at].end) for at in heaviest if shares[at] > 0)


def sigmoid(value: float) -> float:
    """The probability of yes; never overflows."""
    return 1 / (1 + exp(-value)) if value >= 0 else exp(value) / (1 + exp(value))


def softmax(logits: Mapping[str, float]) -> dict[str, float]:
    """Probabilities that sum to one."""
    top = max(logits.values())
    raw = {name: exp(value - top) for name, value in logits.items()}
    total = sum(raw.values())
    return {name: value / total for name, value in raw.items()}


def classify(purpose: Purpose) -> str:
    """The chief purpose: one of CATEGORIES; an emergency goes before all else."""
    return purpose.category


def perhaps_emergency(purpose: Purpose) -> bool:
    """Whether a person should look now, although the text may not be classed as an emergency."""
    return purpose.perhaps_urgent


def ties_to_care(purpose: Purpose) -> bool:
    """Whether the text as a whole ties a person to care or to a state of health."""
    return purpose.tied
