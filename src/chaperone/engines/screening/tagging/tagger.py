"""Runs the tagger over a text: words in, spans of people and places out.

The model is an int8 ONNX file beside this package's data. It is read on first use; when it cannot be read, nothing is
screened without it: CannotJudge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import numpy.typing as npt

from chaperone.engines.screening.findings import CannotJudge
from chaperone.engines.screening.tagging.sight import Label, Sight, Span
from chaperone.engines.screening.tagging.words import SHAPES, Pieces, Word, words

TAGS = ("other", "person", "place", "organisation")
LONGEST = 128  # pieces in one window, as in training
INPUTS = ("ids", "shapes", "lists", "mask")
_CONTEXT = LONGEST // 2  # pieces of what a reply answers; as in training
OVERLAP = 24  # pieces that two windows share: context for the words at their edges
BATCH = 16
_TAIL = 8  # characters of a span that are looked at again: a span may be as long as the text
_DIGITS, _MARK = SHAPES.index("digits"), SHAPES.index("mark")
_ADDRESS = re.compile(r"(?<!\S)\S{0,200}?(?:@|://|www\.)\S{0,200}")
_ABBREVIATED = re.compile(r"(?:\b[^\W\d_]|\b(?:Dra?|Mrs?|Ms|Sra?|St|Mt|Ft|Jr|Sr))$", re.IGNORECASE)
WEAK = {"person": 0.2, "place": 0.3}  # below this a word is no part of a span

Row = tuple[list[int], list[int], list[int]]
Chances = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Window:
    """Some words of the text, from word `begin` on, as their pieces; `heads` says where each word's first one is."""

    begin: int
    ids: list[int]
    shapes: list[int]
    lists: list[int]
    heads: list[int]


@cache
def _session() -> Any:
    """The ONNX session: two threads that do not spin, since web workers run beside each other."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        model = (files("chaperone.engines.screening") / "data" / "tagger.onnx").read_bytes()
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    except Exception as fault:
        raise CannotJudge(
            "The model that finds names cannot be read.",
            f"Install Chaperone again ({type(fault).__qualname__}).",
        ) from None


@cache
def _pieces() -> Pieces:
    try:
        file = files("chaperone.engines.screening") / "data" / "tagger_pieces.txt"
        lines = file.read_text("utf-8").split("\n")
        return Pieces({piece: number for number, piece in enumerate(lines) if piece})
    except Exception as fault:
        raise CannotJudge(
            "The model that finds names cannot be read.",
            f"Install Chaperone again ({type(fault).__qualname__}).",
        ) from None


def run(inputs: Sequence[npt.NDArray[np.int64]]) -> tuple[Chances, Chances]:
    """The model on padded ids, shapes, lists and mask: log-odds by piece, and by text."""
    by_piece, by_text = _session().run(None, dict(zip(INPUTS, inputs, strict=True)))
    return by_piece, by_text


def look_at_all(texts: Sequence[str]) -> list[Sight]:
    """The same for several texts at once, which costs less than one by one; in their order."""
    read = [_Read(text, words(text)) for text in texts]
    batch: list[tuple[_Read, _Window]] = []
    for one in sorted(read, key=lambda one: len(one.words)):  # like lengths together: little is padded
        for window in _windows(one.words) if one.speaks else ():
            batch.append((one, window))
            if len(batch) == BATCH:
                _judge(batch)
                batch = []
    if batch:
        _judge(batch)
    return [one.sight() for one in read]


class _Read:
    """A text while it is looked at."""

    def __init__(self, text: str, found: list[Word]) -> None:
        self.text, self.words = text, found
        self.speaks = any(word.shape < _DIGITS for word in found)
        self.chances: Chances = np.zeros((len(found), len(TAGS)), dtype=np.float32)
        self.odds: list[tuple[float, ...]] = []

    def hear(self, window: _Window, likely: Chances, odds: Chances) -> None:
        """Takes in one window's answer; where two overlap, the surer one stands."""
        own = slice(window.begin, window.begin + len(window.heads))
        self.chances[own] = np.maximum(self.chances[own], likely[window.heads])
        self.odds[1:] = [tuple(map(float, odds))]  # the first stays, the last is replaced

    def sight(self) -> Sight:
        """What was seen."""
        addresses = [match.span() for match in _ADDRESS.finditer(self.text)]
        joined = _joined(self.text, self.words, self.chances)
        return Sight(tuple(_outside(joined, addresses)), tuple(self.odds))


def _outside(found: Iterator[Span], addresses: Sequence[tuple[int, int]]) -> Iterator[Span]:
    """Without what lies inside an address or a handle: those have recognizers of their own. Both in text order."""
    at = 0
    for span in found:
        while at < len(addresses) and addresses[at][1] <= span.start:
            at += 1
        if at == len(addresses) or addresses[at][0] >= span.end:
            yield span


def _windows(found: Sequence[Word]) -> Iterator[_Window]:
    """The text in stretches of at most LONGEST pieces, each overlapping the last."""
    pieces, begin = _pieces(), 0
    while begin < len(found):
        ids, shapes, lists, heads = [pieces.of("[CLS]")[0]], [_MARK], [0], []
        end = begin
        while end < len(found):
            own = pieces.of(found[end].text)
            if len(ids) + len(own) > LONGEST:
                break
            heads.append(len(ids))
            ids += own
            shapes += [found[end].shape] * len(own)
            lists += [found[end].lists] * len(own)
            end += 1
        yield _Window(begin, ids, shapes, lists, heads)
        back = _back(found, end) if end < len(found) else 0
        begin = end - back if back < end - begin else end


def _back(found: Sequence[Word], end: int) -> int:
    """How many words before `end` make up the overlap."""
    pieces, back, size = _pieces(), 0, 0
    while back < end and size < OVERLAP:
        back += 1
        size += len(pieces.of(found[end - back].text))
    return back


def _judge(batch: Sequence[tuple[_Read, _Window]]) -> None:
    """Runs the model on some windows and hands each its answer."""
    windows = [window for _, window in batch]
    width = max(len(window.ids) for window in windows)
    rows = [
        np.array([part + [fill] * (width - len(part)) for part in parts], dtype=np.int64)
        for fill, parts in (
            (0, [window.ids for window in windows]),
            (_MARK, [window.shapes for window in windows]),
            (0, [window.lists for window in windows]),
            (0, [[1] * len(window.ids) for window in windows]),
        )
    ]
    logits, odds = run(rows)
    logits -= logits.max(-1, keepdims=True)
    likely = np.exp(logits)
    likely /= likely.sum(-1, keepdims=True)
    for row, (one, window) in enumerate(batch):
        one.hear(window, likely[row], odds[row])


def _joined(text: str, found: Sequence[Word], chances: Chances) -> Iterator[Span]:
    """Neighbouring words of one sort as one span; a mark between two of them does not part a name."""
    current: Span | None = None
    for word, chance in zip(found, chances, strict=True):
        label = None if word.shape == _MARK else _label(chance)
        if label is None:
            continue
        score = float(chance[TAGS.index(label)])
        if current and label == current.label and _close(text, current, word):
            current = Span(current.start, word.end, label, max(current.score, score))
            continue
        if current:
            yield current
        current = Span(word.start, word.end, label, score)
    if current:
        yield current


def _label(chance: Chances) -> Label | None:
    if chance[1] >= WEAK["person"] and chance[1] >= chance[2]:
        return "person"
    return "place" if chance[2] >= WEAK["place"] else None


def _close(text: str, span: Span, word: Word) -> bool:
    """Whether only spaces or a joining mark stand between; a full stop joins only after an initial or a title."""
    between = text[span.end : word.start]
    if "." in between and not _ABBREVIATED.search(text, max(span.start, span.end - _TAIL), span.end):
        return False
    return len(between) <= 2 and not between.strip(" .'-")


def odds_of_answer(text: str, answers: str) -> tuple[float, ...]:
    """The log-odds by class of a folded text after the folded text that it answers; empty without words."""
    found = words(text)
    if not found:
        return ()
    row = _window(found, words(answers))
    inputs = [np.array([part], dtype=np.int64) for part in (*row, [1] * len(row[0]))]
    return tuple(map(float, run(inputs)[1][0]))


def _window(found: Sequence[Word], before: Sequence[Word]) -> Row:
    """What is answered, then the answer."""
    row: Row = ([_pieces().of("[CLS]")[0]], [_MARK], [0])
    _fill(row, before, _CONTEXT)
    for part, value in zip(row, (_pieces().of("[SEP]")[0], _MARK, 0), strict=True):
        part.append(value)
    _fill(row, found, LONGEST)
    return row


def _fill(row: Row, found: Sequence[Word], room: int) -> None:
    for word in found:
        own = _pieces().of(word.text)
        if len(row[0]) + len(own) >= room:
            return
        row[0].extend(own)
        row[1].extend([word.shape] * len(own))
        row[2].extend([word.lists] * len(own))
