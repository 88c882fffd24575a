"""What may be shown of an item before somebody opens it: everything that a finding points at is covered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from chaperone.inbox.models import Item

COVER = "\u2588"
WIDEST = 14  # covers tell nothing about the length of a name


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text; covered ones carry no letter of it."""

    text: str
    covered: bool


def pieces_of(item: Item, *, opened: bool, limit: int | None = None) -> list[Piece]:
    """The item's words in stretches; ``limit`` cuts after so many characters.

    A private message and a text that could not be judged are covered whole.
    """
    text = item.text
    if opened:
        return [Piece(text, covered=False)]
    if item.is_private or not item.verdict:
        return [Piece(COVER * WIDEST, covered=True)] if text else []
    return list(_cut(_covered(text, item.findings), limit))


def author_of(item: Item, *, opened: bool) -> str:
    """Who wrote it; empty (covered) where the words tie that person to care, and for private messages."""
    if opened or not (item.is_private or item.discloses or not item.verdict):
        return item.author_handle
    return ""


def _covered(text: str, findings: Iterable[dict[str, Any]]) -> Iterator[Piece]:
    at = 0
    for start, end in _merged(findings):
        if start > at:
            yield Piece(text[at:start], covered=False)
        yield Piece(COVER * min(max(end - start, 4), WIDEST), covered=True)
        at = end
    if at < len(text):
        yield Piece(text[at:], covered=False)


def _merged(findings: Iterable[dict[str, Any]]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for start, end in sorted((one["start"], one["end"]) for one in findings):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def _cut(pieces: Iterable[Piece], limit: int | None) -> Iterator[Piece]:
    left = limit
    for piece in pieces:
        if left is None or len(piece.text) <= left:
            yield piece
            left = None if left is None else left - len(piece.text)
        else:
            yield Piece(f"{piece.text[:left].rstrip()}…", piece.covered)
            return
