"""Jurisdiction packs, read from ``jurisdictions/*.json``: what a state demands on top of federal law."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "jurisdictions"
FEDERAL = "US"


@dataclass(frozen=True, slots=True)
class Line:
    """One demand of the law. ``checked`` is ``read`` (in a published copy) or ``confirm`` (have counsel confirm it)."""

    id: str
    topic: str
    says: str
    source: str
    checked: str


@dataclass(frozen=True, slots=True)
class Pack:
    """The lines of one jurisdiction; ``version`` changes whenever a line does."""

    code: str
    name: str
    version: str
    lines: tuple[Line, ...]


@lru_cache(maxsize=1)
def all_packs() -> dict[str, Pack]:
    """Every shipped pack by code (``US``, ``US-CA`` ...)."""
    packs = (_read(path) for path in sorted(FOLDER.glob("*.json")))
    return {pack.code: pack for pack in packs}


def _read(path: Path) -> Pack:
    data = json.loads(path.read_text(encoding="utf-8"))
    return Pack(data["code"], data["name"], data["version"], tuple(Line(**line) for line in data["lines"]))
