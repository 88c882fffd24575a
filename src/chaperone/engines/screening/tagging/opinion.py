"""The second head: what a whole text is for, as log-odds of the classes of training/names/purposes.py."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from chaperone.engines.screening.tagging.tagger import LONGEST, pieces_of, run
from chaperone.engines.screening.tagging.words import SHAPES, Word, words

CLASSES = (
    "emergency", "abuse", "spam", "medical_question", "complaint", "self_disclosure", "praise", "other",
    "phi", "reply_blocks", "caption_blocks",
)  # fmt: skip
_MARK = SHAPES.index("mark")
_CONTEXT = LONGEST // 2  # pieces of what a reply answers; as in training

Row = tuple[list[int], list[int], list[int]]


def opinion(text: str, *, answers: str = "") -> Mapping[str, float]:
    """Log-odds by class of a folded text, after the folded text that it answers; of a long one, its two ends.

    An emergency counts wherever it stands, the other classes by their mean. Empty for a text without words.
    """
    found = words(text)
    if not found:
        return {}
    windows = [_window(found, words(answers))]
    if len(windows[0][0]) >= LONGEST - 1:
        windows.append(_window(_last(found), []))
    logits = np.concatenate([_logits(window) for window in windows])
    mean = dict(zip(CLASSES, map(float, logits.mean(0)), strict=True))
    return {**mean, "emergency": float(logits[:, CLASSES.index("emergency")].max())}


@cache
def limits() -> Mapping[str, float]:
    """Where yes begins, as training/names/calibrate.py found it."""
    raw = (files("chaperone.engines.screening") / "data" / "opinion.json").read_text("utf-8")
    return {str(name): float(value) for name, value in json.loads(raw).items()}


def _last(found: Sequence[Word]) -> Sequence[Word]:
    return found[-LONGEST // 2 :]


def _window(found: Sequence[Word], before: Sequence[Word]) -> Row:
    row: Row = ([pieces_of("[CLS]")[0]], [_MARK], [0])
    if before:
        _fill(row, before, _CONTEXT)
        for part, value in zip(row, (pieces_of("[SEP]")[0], _MARK, 0), strict=True):
            part.append(value)
    _fill(row, found, LONGEST)
    return row


def _fill(row: Row, found: Sequence[Word], room: int) -> None:
    for word in found:
        own = pieces_of(word.text)
        if len(row[0]) + len(own) >= room:
            return
        row[0].extend(own)
        row[1].extend([word.shape] * len(own))
        row[2].extend([word.lists] * len(own))


def _logits(row: Row) -> npt.NDArray[np.float32]:
    inputs = [np.array([part], dtype=np.int64) for part in (*row, [1] * len(row[0]))]
    return run(inputs)[1]
