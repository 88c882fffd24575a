"""Word lists and tables that ship with the engine, each read once. Their sources are in data/README.md."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


def _read(name: str) -> str:
    return (files(__package__) / "data" / name).read_text(encoding="utf-8")


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of lower-case words, one a line; lines that start with # are remarks."""
    return frozenset(line for line in _read(name).split("\n") if line and not line.startswith("#"))


@cache
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """A CSV table with a header."""
    return tuple(csv.DictReader(_read(name).splitlines()))


def given_names() -> frozenset[str]:
    return words_of("first_names.txt")


def surnames() -> frozenset[str]:
    return words_of("surnames.txt")


def plain_words() -> frozenset[str]:
    """Words that people write in lower case: a capital letter alone does not make them a name."""
    return words_of("words.txt")


def never_names() -> frozenset[str]:
    """Months, days and the words of the trade: a capital letter is usual on them."""
    return words_of("not_names.txt")


def wide_places() -> frozenset[str]:
    """States and what is larger: they name nobody (164.514(b)(2)(i)(B)). And networks, which are no places."""
    return words_of("wide_places.txt")
