"""The table of cases is true: nothing is missing, every test it names exists, and that test names its case."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.house.cases import CASES, Replayed

TESTS = Path(__file__).resolve().parents[1]
ENDS = {
    "block": {"block"},
    "escalate": {"escalate", "hold"},
    "fix": {"clean"},
    "hide": {"hide"},
    "route": {"route"},
    "allow": {"allow", "keep"},
}
"""What the list's own word for a decision may be here."""


@pytest.fixture(scope="session")
def listed(shared: Path) -> dict[str, dict[str, Any]]:
    """The list itself, by id; tests that need it skip where it is absent."""
    lines = (shared / "rules" / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


def named_by(path: str) -> str:
    """All that a test says of itself: its source with its decorators, and the ids of its parameters."""
    module, _, name = path.rpartition(".")
    function = getattr(importlib.import_module(module), name)
    assert name.startswith("test_") and inspect.isfunction(function)
    told = [inspect.getsource(function)]
    for mark in getattr(function, "pytestmark", []):
        told += map(str, mark.kwargs.get("ids") or ())
        told += [
            value for value in (mark.args[1] if mark.name == "parametrize" else ()) if isinstance(value, str)
        ]
    return "\n".join(told)


def test_each_case_stands_once() -> None:
    assert [case for case, times in Counter(one.id for one in CASES).items() if times > 1] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_every_test_of_a_case_exists_and_names_it(case: Replayed) -> None:
    missing = [
        path
        for path in case.tests
        if not re.search(rf"(?<![A-Za-z0-9]){case.id}(?!\d)", named_by(path), re.I)
    ]
    assert missing == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_what_no_test_replays_is_left_to_a_named_issue(case: Replayed) -> None:
    assert case.tests or case.later
    assert not case.later or re.fullmatch(r"issue [3-8]: .{10,}", case.later)


def test_only_the_comparison_of_pairs_has_nothing_to_show_yet() -> None:
    assert [case.id for case in CASES if not case.tests] == ["R21"]


def test_no_replay_stands_outside_the_table() -> None:
    """A test whose name begins with a case's number is in the row of that case."""
    told = {(path, case.id) for case in CASES for path in case.tests}
    strays = []
    for file in sorted(TESTS.glob("rooms/*/test_cases.py")):
        module = "tests." + ".".join(file.relative_to(TESTS).with_suffix("").parts)
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for name in (node.name for node in tree.body if isinstance(node, ast.FunctionDef)):
            case = re.match(r"test_([cr]\d\d)_", name)
            if case and (f"{module}.{name}", case[1].upper()) not in told:
                strays.append(f"{module}.{name}")
    assert strays == []


def test_no_case_of_the_list_is_missing(listed: dict[str, dict[str, Any]]) -> None:
    assert {case.id for case in CASES} == set(listed)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_it_ends_as_the_list_says(case: Replayed, listed: dict[str, dict[str, Any]]) -> None:
    assert case.ends in ENDS[listed[case.id]["decision"]]


def test_the_words_are_our_own(listed: dict[str, dict[str, Any]]) -> None:
    """No five words in a row of the table come from the list."""
    theirs = {run for row in listed.values() for run in runs(json.dumps(row, ensure_ascii=False))}
    assert [run for case in CASES for run in runs(f"{case.what} {case.later}") if run in theirs] == []


def runs(text: str, length: int = 5) -> list[tuple[str, ...]]:
    words = re.findall(r"[\w']+", text.lower())
    return [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]
