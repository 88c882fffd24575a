"""Fits the purpose model: grams counted, weights by logistic regression, small ones dropped, thresholds out of fold.

Needs scikit-learn, which the engine never does. Deterministic: rows in order, folds by hash, no chance in the solver.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log

import numpy as np
from corpus import Row
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.purpose_cues import CATEGORIES, scores
from chaperone.engines.screening.purpose_features import SHAPE, grams_of, words_in
from chaperone.engines.screening.purpose_model import Model, block_of, dense_of, unit_blocks

HEADS = (*CATEGORIES, "urgent", "phi")
FOLDS = 5


@dataclass(frozen=True)
class Recipe:
    """What can be turned; the defaults are those of the model that ships (docs/models/incoming.md)."""

    min_texts: int = 3  # a gram in fewer texts is dropped; also keeps rare (recognizable) runs of words out
    grams: int = 40_000  # the heaviest are kept
    c: float = 6.0  # of the softmax; larger fits closer
    c_two: float = 6.0  # of the two yes-or-no heads
    dense: float = 1.0
    blocks: tuple[float, float, float] = (1.0, 1.6, 0.8)
    recall: float = 0.96  # of emergencies, out of fold, that the threshold must keep


@dataclass(frozen=True)
class Seen:
    """The features of a text before weights: gram counts, and the dense block."""

    counts: Counter[str]
    dense: list[float]


def see(text: str) -> Seen:
    folded = fold(text).text
    words = words_in(folded)
    return Seen(Counter(gram for gram, _, _ in grams_of(words)), dense_of(folded, words, scores(folded)))


def _vocabulary(seen: Sequence[Seen], least: int) -> tuple[dict[str, int], NDArray[np.float64]]:
    texts: Counter[str] = Counter()
    for one in seen:
        texts.update(one.counts.keys())
    kept = sorted(gram for gram, number in texts.items() if number >= least)
    idf = np.array([1 + log((1 + len(seen)) / (1 + texts[gram])) for gram in kept])
    return {gram: row for row, gram in enumerate(kept)}, idf


def matrix(
    seen: Sequence[Seen], vocabulary: dict[str, int], idf: NDArray[np.float64], recipe: Recipe
) -> sparse.csr_matrix:
    """One row a text: gram values (as at run time, times the blocks' scale), then the dense block."""
    data: list[float] = []
    columns: list[int] = []
    ends = [0]
    for one in seen:
        known = [
            (vocabulary[gram], count, block_of(gram))
            for gram, count in one.counts.items()
            if gram in vocabulary
        ]
        at = [row for row, _, _ in known]
        values = unit_blocks([c for _, c, _ in known], idf[at], [b for _, _, b in known])
        data += [value * recipe.blocks[block] for value, (_, _, block) in zip(values, known, strict=True)]
        columns += at
        data += [value * recipe.dense for value in one.dense]
        columns += range(len(vocabulary), len(vocabulary) + len(one.dense))
        ends.append(len(data))
    width = len(vocabulary) + len(SHAPE) + len(CATEGORIES)
    return sparse.csr_matrix((data, columns, ends), shape=(len(seen), width))


def _heads(
    x: sparse.csr_matrix, rows: Sequence[Row], recipe: Recipe
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Weights (features x heads) and offsets."""
    weight = np.array([row.weight for row in rows])
    told = np.array([CATEGORIES.index(row.category) for row in rows])
    many = _fit(x, told, weight, recipe.c)
    order = list(many.classes_)
    coef = np.zeros((x.shape[1], len(HEADS)))
    bias = np.zeros(len(HEADS))
    for at, which in enumerate(order):
        coef[:, which], bias[which] = many.coef_[at], many.intercept_[at]
    said = np.array([row.phi is not None for row in rows])
    urgent = np.array([row.category == "emergency" for row in rows])
    phi = np.array([bool(row.phi) for row in rows])
    for head, mask, gold in (("urgent", np.ones(len(rows), bool), urgent), ("phi", said, phi)):
        two = _fit(x[mask], gold[mask], weight[mask], recipe.c_two)
        coef[:, HEADS.index(head)], bias[HEADS.index(head)] = two.coef_[0], two.intercept_[0]
    return coef, bias


def _fit(
    x: sparse.csr_matrix, told: NDArray[np.generic], weight: NDArray[np.float64], c: float
) -> LogisticRegression:
    return LogisticRegression(C=c, class_weight="balanced", max_iter=600, tol=1e-4).fit(
        x, told, sample_weight=weight
    )


def fit(rows: Sequence[Row], seen: Sequence[Seen], recipe: Recipe, thresholds: dict[str, float]) -> Model:
    """A model of these rows, pruned to the heaviest grams and fitted again on them."""
    vocabulary, idf = _vocabulary(seen, recipe.min_texts)
    if len(vocabulary) > recipe.grams:
        coef, _ = _heads(matrix(seen, vocabulary, idf, recipe), rows, recipe)
        heavy = np.argsort(-np.abs(coef[: len(vocabulary)]).max(axis=1), kind="stable")[: recipe.grams]
        names = sorted(vocabulary, key=vocabulary.__getitem__)
        idf = idf[np.sort(heavy)]
        vocabulary = {names[old]: new for new, old in enumerate(np.sort(heavy))}
    coef, bias = _heads(matrix(seen, vocabulary, idf, recipe), rows, recipe)
    # At run time blocks have length one: their scale goes into the weights.
    scale = np.array([recipe.blocks[block_of(gram)] for gram in vocabulary])
    return Model(
        heads=HEADS,
        vocabulary=vocabulary,
        idf=idf.astype(np.float32),
        weights=(coef[: len(vocabulary)] * scale[:, None]).astype(np.float32),
        dense=(coef[len(vocabulary) :] * recipe.dense).astype(np.float32),
        bias=bias.astype(np.float32),
        thresholds=thresholds,
    )


def fold_of(identity: str) -> int:
    return hashlib.sha256(f"fold {identity}".encode()).digest()[0] % FOLDS


def out_of_fold(rows: Sequence[Row], seen: Sequence[Seen], recipe: Recipe) -> NDArray[np.float64]:
    """Logits (texts x heads) of each row from a model that did not see it; no gram is pruned by weight."""
    whole = replace(recipe, grams=10**9)
    result = np.zeros((len(rows), len(HEADS)))
    which = np.array([fold_of(row.id) for row in rows])
    for number in range(FOLDS):
        learn, ask = np.flatnonzero(which != number), np.flatnonzero(which == number)
        part = [seen[i] for i in learn]
        vocabulary, idf = _vocabulary(part, whole.min_texts)
        coef, bias = _heads(matrix(part, vocabulary, idf, whole), [rows[i] for i in learn], whole)
        result[ask] = matrix([seen[i] for i in ask], vocabulary, idf, whole) @ coef + bias
    return result
