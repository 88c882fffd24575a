"""Trains the second opinion on captions: `python training/wording/train.py OUT --captions FILE...`.

Every file is JSON lines with id, text, expect, kinds (and `as`, where it holds other uses too). Rows whose sha256(id)
begins with a byte below 86 are kept aside and never seen here. Needs numpy only; the same files give the same bytes.
The threshold is the lowest at which five-fold, out-of-fold precision is reached (docs/models/wording.md).
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.purpose_features import words_in
from chaperone.engines.screening.wording_model import grams_of

Floats = NDArray[np.float64]
FOLDS = 5
LEAST = 2  # texts a gram must be in: keeps what only one text says out of the file
STRENGTH = 4.0  # inverse of the penalty
ON_WORDING = {"claim", "disrespect", "prize", "prescription", "livestream"}


def _digest(identity: str) -> bytes:
    return hashlib.sha256(identity.encode()).digest()


def load(paths: Sequence[Path], use: str) -> list[dict[str, Any]]:
    """The rows of a use to learn from, the held ones left out."""
    rows = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if _digest(row["id"])[0] >= 86 and row.get("as", use) == use]


def _matrix(texts: Sequence[str]) -> tuple[Floats, list[str], Floats]:
    """Rows of length one, the grams of the columns, and their inverse document frequencies."""
    seen = [Counter(gram for gram, _, _ in grams_of(words_in(fold(text).text))) for text in texts]
    texts_of = Counter(gram for one in seen for gram in one)
    grams = sorted(gram for gram, number in texts_of.items() if number >= LEAST)
    column = {gram: at for at, gram in enumerate(grams)}
    idf = np.array([1 + np.log((1 + len(texts)) / (1 + texts_of[gram])) for gram in grams])
    x = np.zeros((len(texts), len(grams)))
    for row, one in enumerate(seen):
        for gram, count in one.items():
            if gram in column:
                x[row, column[gram]] = (1 + np.log(count)) * idf[column[gram]]
    return x / np.maximum(np.linalg.norm(x, axis=1, keepdims=True), 1e-9), grams, idf


def _fit(x: Floats, told: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Weights and offset of a balanced logistic regression, by Newton steps on the rows' inner products."""
    n = len(told)
    balance = np.where(told, n / (2 * told.sum()), n / (2 * (~told).sum()))
    inner = x @ x.T + 1.0  # the constant makes the offset a (lightly penalized) weight
    alpha = np.zeros(n)
    for _ in range(40):
        score = inner @ alpha
        p = 1 / (1 + np.exp(-score))
        curve = np.maximum(balance * p * (1 - p), 1e-6)
        target = score + balance * (told - p) / curve
        alpha = np.linalg.solve(inner + np.diag(1 / (STRENGTH * curve)), target)
    return x.T @ alpha, float(alpha.sum())


def _threshold(x: Floats, told: NDArray[np.bool_], ids: Sequence[str], precision: float) -> float:
    """The lowest score from which on precision, out of fold, is at least `precision`."""
    fold_of = np.array([_digest(identity)[1] % FOLDS for identity in ids])
    score = np.zeros(len(told))
    for part in range(FOLDS):
        weights, bias = _fit(x[fold_of != part], told[fold_of != part])
        score[fold_of == part] = x[fold_of == part] @ weights + bias
    right = [(s, told[score >= s].mean(), (told & (score >= s)).sum() / told.sum()) for s in sorted(score)]
    chosen = next(row for row in right if row[1] >= precision)
    sys.stdout.write(
        f"threshold {chosen[0]:.3f}: precision {chosen[1]:.3f} recall {chosen[2]:.3f} out of fold, n {len(told)}\n"
    )
    return float(chosen[0])


def head(rows: Sequence[dict[str, Any]], told: NDArray[np.bool_], precision: float | None) -> dict[str, Any]:
    x, grams, idf = _matrix([row["text"] for row in rows])
    weights, bias = _fit(x, told)
    threshold = _threshold(x, told, [row["id"] for row in rows], precision) if precision else 0.0
    table = {g: [round(float(i), 3), round(float(w), 4)] for g, i, w in zip(grams, idf, weights, strict=True)}
    return {"bias": round(bias, 4), "threshold": round(threshold, 4), "grams": table}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--captions", type=Path, nargs="+", required=True)
    parser.add_argument("--precision", type=float, default=0.97)
    asked = parser.parse_args()
    captions = load(asked.captions, "caption")
    stopped = np.array([row["expect"] != "clear" for row in captions])
    flagged = [row for row, stop in zip(captions, stopped, strict=True) if stop]
    person = np.array([not set(row["kinds"]) <= ON_WORDING for row in flagged])
    made = {
        "caption": head(captions, stopped, asked.precision),
        "person": head(flagged, person, None),
    }
    raw = json.dumps(made, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
    asked.out.write_bytes(gzip.compress(raw, 9, mtime=0))


if __name__ == "__main__":
    main()
