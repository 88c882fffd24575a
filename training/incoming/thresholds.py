"""Where yes begins: thresholds from logits of texts that the judging model had not seen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from corpus import Row
from numpy.typing import NDArray

from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.purpose_cues import CATEGORIES, scores

OWN = ("dev", "corpora", "more")  # sets labelled for all categories and for phi
MISSED = 10.0  # false alarms that one missed emergency costs
SURE = 0.85  # share of right answers that "sure" must promise
Array = NDArray[np.float64]


def sigmoid(logits: Array) -> Array:
    return 1 / (1 + np.exp(-logits))


def softmax(logits: Array) -> Array:
    """Rows that sum to one."""
    raw = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raw / raw.sum(axis=1, keepdims=True))


def found(rows: Sequence[Row], logits: Array, heads: Sequence[str], recall: float) -> dict[str, float]:
    """The thresholds that the model carries; `recall` is the least share of emergencies kept."""
    own = np.array([row.source in OWN for row in rows])
    kept = [row for row in rows if row.source in OWN]
    at = logits[own]
    names = [heads.index(name) for name in CATEGORIES]
    among = softmax(at[:, names])[:, CATEGORIES.index("emergency")]
    urgent = (sigmoid(at[:, heads.index("urgent")]) + among) / 2
    gold = np.array([row.category == "emergency" for row in kept])
    cued = np.array([scores(fold(row.text).text)["emergency"] >= 1.0 for row in kept])
    emergency, floor = _emergency(urgent, cued, gold, recall)
    phi = sigmoid(at[:, heads.index("phi")])
    return {
        "emergency": emergency,
        "floor": floor,
        "perhaps": emergency * 0.6,
        "phi": _best(phi, np.array([bool(row.phi) for row in kept])),
        "sure": _sure(kept, at, heads),
    }


def _emergency(
    urgent: Array, cued: NDArray[np.bool_], gold: NDArray[np.bool_], recall: float
) -> tuple[float, float]:
    """(threshold, threshold where cues speak too): the cheapest pair that keeps `recall`."""
    grid = np.round(np.concatenate([np.arange(0.002, 0.05, 0.002), np.arange(0.05, 0.62, 0.01)]), 3)
    best = (np.inf, 0.0, 0.0)
    for plain, low in product(grid, grid):
        if low > plain:
            continue
        told = (urgent >= plain) | (cued & (urgent >= low))
        missed, false = int((gold & ~told).sum()), int((told & ~gold).sum())
        if missed <= (1 - recall) * gold.sum():
            best = min(best, (MISSED * missed + false, float(plain), float(low)))
    return best[1], best[2]


def _best(chance: Array, gold: NDArray[np.bool_]) -> float:
    """The highest threshold whose F1 is within a hundredth of the best: of equals, the one that alarms least."""
    grid = np.round(np.arange(0.2, 0.8, 0.02), 2)
    f1 = np.array([2 * ((chance >= at) & gold).sum() / ((chance >= at).sum() + gold.sum()) for at in grid])
    return float(grid[f1 >= f1.max() - 0.01].max())


def _sure(rows: Sequence[Row], logits: Array, heads: Sequence[str]) -> float:
    """The confidence from which answers are right as often as SURE; emergencies, low on purpose, aside."""
    names = [name for name in CATEGORIES if name != "emergency"]
    calm = np.array([row.category != "emergency" for row in rows])
    chances = softmax(logits[calm][:, [heads.index(name) for name in names]])
    right = np.array([names[i] for i in chances.argmax(axis=1)]) == np.array(
        [r.category for r in rows if r.category != "emergency"]
    )
    top = chances.max(axis=1)
    for level in np.round(np.arange(0.2, 0.95, 0.01), 2):
        if right[top >= level].mean() >= SURE:
            return float(level)
    return 0.95
