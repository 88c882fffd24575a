"""The starter set of policies, read from ``policies/*.json``: written for a plastic-surgery practice, to be adapted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "policies"


@dataclass(frozen=True, slots=True)
class StarterPolicy:
    """One policy as shipped; ``clauses`` and ``questions`` have the shape of ``PolicyVersion.body``."""

    key: str
    title: str
    summary: str
    clauses: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, Any], ...]

    @property
    def body(self) -> dict[str, Any]:
        """What version 1 says."""
        return {"clauses": list(self.clauses), "questions": list(self.questions)}


@lru_cache(maxsize=1)
def starter_policies() -> tuple[StarterPolicy, ...]:
    """Every shipped policy, in the order of their file names."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.json")))


def _read(path: Path) -> StarterPolicy:
    data = json.loads(path.read_text(encoding="utf-8"))
    return StarterPolicy(
        key=data["key"],
        title=data["title"],
        summary=data["summary"],
        clauses=tuple(data["clauses"]),
        questions=tuple(data["questions"]),
    )
