"""A second opinion on captions: a linear model over words and letters, for what no rule foresaw.

It was trained by `training/wording/train.py` on the corpora alone; docs/models/wording.md tells the data, figures and
limits. Pure Python: a text becomes weighted grams, their sum against a threshold is the opinion, and the words that
weighed most are shown. The file holds grams and weights, no texts; grams of one text only are dropped in training.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import log, sqrt

from chaperone.engines.screening.purpose_features import Word, words_in

FILE = "wording_model.json.gz"
LETTERS = (3, 4, 5)


@dataclass(frozen=True)
class Head:
    """Weights by gram (inverse document frequency included), an offset, and from which sum on the opinion counts."""

    weights: Mapping[str, tuple[float, float]]
    bias: float
    threshold: float


@dataclass(frozen=True)
class Opinion:
    """How strongly a text speaks for a head (log-odds), and the span of the words that weighed most."""

    score: float
    start: int
    end: int


def grams_of(words: list[Word]) -> Iterator[tuple[str, int, int]]:
    """Grams with the index of their first and last word: words, pairs of words, and runs of three to five letters."""
    for at, word in enumerate(words):
        yield word.form, at, at
        if at:
            yield f"{words[at - 1].form} {word.form}", at - 1, at
        if word.form.isalpha():
            padded = f"<{word.form}>"
            for length in LETTERS:
                for first in range(len(padded) - length + 1):
                    yield f"~{padded[first : first + length]}", at, at


def judge(text: str, head: Head) -> Opinion | None:
    """The opinion of `head` on a folded text; None for a text without words. Linear in its length."""
    words = words_in(text)
    counts: dict[str, int] = {}
    places: dict[str, int] = {}
    for gram, first, _ in grams_of(words):
        if gram in head.weights:
            counts[gram] = counts.get(gram, 0) + 1
            places.setdefault(gram, first)
    if not counts:
        return None
    values = {gram: (1 + log(count)) * head.weights[gram][0] for gram, count in counts.items()}
    length = sqrt(sum(value * value for value in values.values()))
    shares = [0.0] * len(words)
    for gram, value in values.items():
        shares[places[gram]] += value / length * head.weights[gram][1]
    best = max(range(len(words)), key=lambda at: sum(shares[at : at + 3]))
    last = min(best + 2, len(words) - 1)
    return Opinion(sum(shares) + head.bias, words[best].start, words[last].end)


@cache
def heads() -> Mapping[str, Head]:
    """Heads: "caption" (must not pass as it is) and "person" (because of a person, not of the wording)."""
    held = json.loads(gzip.decompress((files(__package__) / "data" / FILE).read_bytes()))
    return {
        name: Head(
            weights={gram: (idf, weight) for gram, (idf, weight) in head["grams"].items()},
            bias=head["bias"],
            threshold=head["threshold"],
        )
        for name, head in held.items()
    }
