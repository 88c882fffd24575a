"""The trained model of what an incoming text is for: gram weights in one file, numpy and nothing else at run time.

A text becomes three blocks of weighted grams (words; classes of words; letters), each of length one, and a block of cue
scores and counts. Heads are linear: a softmax over the categories, and two yes-or-no heads ("emergency", "phi"). The
file holds grams and weights, no text. `training/incoming/train.py` writes it; docs/models/incoming.md describes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from math import log, sqrt
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from chaperone.engines.screening.purpose_features import Word, grams_of, shape_of

Floats = NDArray[np.float32]
FILE = "incoming_model.npz"
BLOCKS = ("words", "classes", "letters")
_BLOCK = {"w ": 0, "c ": 1, "p ": 1}
_CUE_CAP = 9.0


def block_of(gram: str) -> int:
    """Which block a gram belongs to: an index into BLOCKS."""
    return _BLOCK.get(gram[:2], 2)


def dense_of(text: str, words: list[Word], cues: Mapping[str, float]) -> list[float]:
    """The counts and the cue scores of a text, each about -1..1; cues in the order of their names."""
    scores = (max(-_CUE_CAP, min(cues[name], _CUE_CAP)) / _CUE_CAP for name in sorted(cues))
    return [*shape_of(text, words), *scores]


@dataclass(frozen=True)
class Weighed:
    """What a text shows: rows of the weights, their values, and where in the words each gram stands."""

    rows: NDArray[np.intp]
    values: Floats
    places: tuple[tuple[int, int], ...]
    dense: Floats


@dataclass(frozen=True)
class Model:
    """Weights (grams x heads), their offsets, and the thresholds found in training."""

    heads: tuple[str, ...]
    vocabulary: Mapping[str, int]
    idf: Floats
    weights: Floats
    dense: Floats
    bias: Floats
    thresholds: Mapping[str, float]

    def weigh(self, text: str, words: list[Word], cues: Mapping[str, float]) -> Weighed:
        """The known grams of a text with their values: (1 + log n) idf, each block scaled to length one."""
        counts: dict[int, int] = {}
        places: dict[int, tuple[int, int]] = {}
        blocks: dict[int, int] = {}
        known = self.vocabulary
        for gram, first, last in grams_of(words):
            row = known.get(gram)
            if row is None:
                continue
            if row in counts:
                counts[row] += 1
            else:
                counts[row], places[row], blocks[row] = 1, (first, last), block_of(gram)
        rows = np.fromiter(counts, dtype=np.intp, count=len(counts))
        return Weighed(
            rows=rows,
            values=np.asarray(
                unit_blocks(counts.values(), self.idf[rows], blocks.values()), dtype=np.float32
            ),
            places=tuple(places.values()),
            dense=np.asarray(dense_of(text, words, cues), dtype=np.float32),
        )

    def logits(self, seen: Weighed) -> dict[str, float]:
        """One number a head; above 0 speaks for it."""
        total = seen.values @ self.weights[seen.rows] + seen.dense @ self.dense + self.bias
        return dict(zip(self.heads, map(float, total), strict=True))

    def shares(self, seen: Weighed, head: str) -> Floats:
        """What each gram added to a head."""
        return np.asarray(seen.values * self.weights[seen.rows, self.heads.index(head)])


def unit_blocks(counts: Iterable[int], idf: Iterable[float], blocks: Iterable[int]) -> list[float]:
    """Values of grams, from how often each is there, so that the squares of each block sum to one."""
    raw = [(1.0 + log(count)) * float(rare) for count, rare in zip(counts, idf, strict=True)]
    held = list(blocks)
    length = [0.0] * len(BLOCKS)
    for value, block in zip(raw, held, strict=True):
        length[block] += value * value
    return [value / sqrt(length[block]) for value, block in zip(raw, held, strict=True)]


def save(target: BinaryIO, model: Model) -> None:
    """Writes a model; weights as half floats. The same model gives the same bytes."""
    grams = sorted(model.vocabulary, key=lambda gram: model.vocabulary[gram])
    np.savez_compressed(
        target,
        heads=np.array("\n".join(model.heads)),
        grams=np.frombuffer("\n".join(grams).encode("utf-8", "surrogatepass"), dtype=np.uint8),
        idf=model.idf.astype(np.float16),
        weights=model.weights.astype(np.float16),
        dense=model.dense.astype(np.float32),
        bias=model.bias.astype(np.float32),
        limits=np.array("\n".join(sorted(model.thresholds))),
        thresholds=np.array([model.thresholds[name] for name in sorted(model.thresholds)], dtype=np.float64),
    )


def load(source: BinaryIO) -> Model:
    """Reads what `save` wrote; nothing in the file is executed."""
    with np.load(source, allow_pickle=False) as held:
        grams = held["grams"].tobytes().decode("utf-8", "surrogatepass").split("\n")
        return Model(
            heads=tuple(str(held["heads"]).split("\n")),
            vocabulary={gram: row for row, gram in enumerate(grams)},
            idf=held["idf"].astype(np.float32),
            weights=held["weights"].astype(np.float32),
            dense=held["dense"],
            bias=held["bias"],
            thresholds=dict(
                zip(str(held["limits"]).split("\n"), map(float, held["thresholds"]), strict=True)
            ),
        )


@cache
def trained() -> Model:
    """The model that ships with the engine."""
    return load(BytesIO((files(__package__) / "data" / FILE).read_bytes()))
