"""What was done in the region editor, as edits; nothing that was found comes off by accident."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from chaperone.library.editing import Answer, next_edits, read_answer, regions_for_editor
from chaperone.library.models import Rendition

FACE = {"id": "f1", "kind": "face", "box": [100, 100, 50, 60], "score": 0.9, "covered": True}
OPEN = {"id": "t1", "kind": "text", "box": [10, 10, 40, 10], "score": 0.7, "covered": False}
DRAWN = {"id": "m1", "kind": "manual", "box": [300, 300, 20, 20], "score": 1.0, "covered": True}
MAYBE = {"id": "c1", "kind": "face", "box": [200, 50, 30, 30], "score": 0.4, "covered": False}


def rendition() -> Rendition:
    return Rendition(report={"regions": [FACE, OPEN, DRAWN], "candidates": [MAYBE]})


def edits(answer: Answer, *, nobody: bool = False) -> dict[str, Any]:
    return next_edits(rendition(), answer, mode="mosaic", cover="faces", nobody=nobody)


@pytest.mark.parametrize(
    ("answer", "nobody", "expected"),
    [
        (Answer(), False, {"add": [[300, 300, 20, 20]], "remove": ["t1"], "confirm": ["t1"]}),
        (
            Answer(add=((1, 2, 3, 4),)),
            False,
            {"add": [[300, 300, 20, 20], [1, 2, 3, 4]], "remove": ["t1"], "confirm": ["t1"]},
        ),
        (Answer(remove=frozenset({"m1"})), False, {"add": [], "remove": ["t1"], "confirm": ["t1"]}),
        (
            Answer(remove=frozenset({"f1"})),
            False,
            {"add": [[300, 300, 20, 20]], "remove": ["f1", "t1"], "confirm": ["t1"]},
        ),
        (
            Answer(remove=frozenset({"f1"})),
            True,
            {"add": [[300, 300, 20, 20]], "remove": ["f1", "t1"], "confirm": ["f1", "t1"]},
        ),
        (  # moved: the found place stays covered, and the new one too
            Answer(add=((110, 110, 50, 60),), remove=frozenset({"f1"})),
            True,
            {"add": [[300, 300, 20, 20], [110, 110, 50, 60]], "remove": ["t1"], "confirm": ["t1"]},
        ),
        (Answer(cover=frozenset({"t1"})), False, {"add": [[300, 300, 20, 20]], "remove": [], "confirm": []}),
        (
            Answer(cover=frozenset({"c1"})),
            False,
            {"add": [[300, 300, 20, 20], [200, 50, 30, 30]], "remove": ["t1"], "confirm": ["t1"]},
        ),
        (
            Answer(dismiss=frozenset({"c1"})),
            False,
            {"add": [[300, 300, 20, 20]], "remove": ["t1"], "confirm": ["c1", "t1"]},
        ),
        (  # an id that nobody knows changes nothing
            Answer(remove=frozenset({"zz"}), cover=frozenset({"yy"})),
            True,
            {"add": [[300, 300, 20, 20]], "remove": ["t1"], "confirm": ["t1"]},
        ),
    ],
)
def test_edits_of_an_answer(answer: Answer, nobody: bool, expected: dict[str, Any]) -> None:
    assert edits(answer, nobody=nobody) == {"mode": "mosaic", "cover": "faces", **expected}


def test_answer_with_and_without_javascript_is_the_same() -> None:
    scripted = QueryDict(mutable=True)
    scripted["regions"] = '{"add": [[1, 2, 3, 4]], "remove": ["f1"], "confirm": ["c1"]}'
    plain = QueryDict("add_x=1&add_y=2&add_w=3&add_h=4&remove=f1&confirm=c1&regions=")
    assert read_answer(scripted) == read_answer(plain)
    assert read_answer(plain) == Answer(((1, 2, 3, 4),), frozenset({"f1"}), frozenset({"c1"}))


@pytest.mark.parametrize(
    "regions",
    [
        "{",
        "[]",
        '{"add": [[1,2,3]]}',
        '{"add": [["a",2,3,4]]}',
        '{"add": [[-5,2,3,4]]}',
        '{"add": 7}',
        '{"remove": ["' + "x" * 40 + '"]}',
    ],
)
def test_broken_answer_is_an_error_and_never_a_removal(regions: str) -> None:
    data = QueryDict(mutable=True)
    data["regions"] = regions
    with pytest.raises((ValueError, TypeError)):
        read_answer(data)


def test_editor_shows_again_what_a_refused_form_held() -> None:
    answer = Answer(add=((1, 2, 30, 40),), remove=frozenset({"f1"}), cover=frozenset({"c1"}))
    shown = regions_for_editor(rendition(), answer)
    assert [(one["id"], one["state"], one.get("mark", "")) for one in shown] == [
        ("f1", "covered", "removed"),
        ("t1", "candidate", ""),
        ("m1", "manual", ""),
        ("c1", "candidate", "confirmed"),
        (None, "manual", ""),
    ]
