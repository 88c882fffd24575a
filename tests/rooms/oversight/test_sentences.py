"""Every event that any room writes has a sentence, and every sentence has an event."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

from chaperone.audit.models import Entry
from chaperone.oversight.actors import did, who
from chaperone.oversight.sentences import SENTENCES

SOURCE = Path(__file__).resolve().parents[3] / "src/chaperone"
ROOMS = (
    "access", "channels", "compliance", "consents", "inbox", "library", "messages", "oversight", "patients",
    "posts", "publishing",
)  # fmt: skip
EVENT = re.compile(rf"(?:{'|'.join(ROOMS)})\.[a-z_]+\.[a-z_]+")


def _calls_of_record(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"record", "record_about"}:
            yield node


def _written_in(path: Path) -> set[str]:
    """Events named in a call; where a call names a variable, every event that its module spells."""
    tree = ast.parse(path.read_text())
    firsts = [call.args[0] for call in _calls_of_record(tree) if call.args]
    named = {one.value for one in firsts if isinstance(one, ast.Constant)}
    if any(not isinstance(one, ast.Constant) for one in firsts):
        spelled = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        named |= {text for text in spelled if isinstance(text, str) and EVENT.fullmatch(text)}
    return {str(event) for event in named}


def _in_tables() -> set[str]:
    """Events of the rooms' tables of moves."""
    found: set[str] = set()
    for room in ROOMS:
        if find_spec(f"chaperone.{room}.rules") is None:
            continue
        rules = import_module(f"chaperone.{room}.rules")
        found |= {move[2] for move in getattr(rules, "MOVES", {}).values()}
        found |= {move.event for move in getattr(rules, "TRANSITIONS", {}).values()}
    return found


def written() -> set[str]:
    found = _in_tables()
    for room in ROOMS:
        for path in (SOURCE / room).rglob("*.py"):
            found |= _written_in(path)
    return found


def test_every_event_has_a_sentence_and_every_sentence_an_event() -> None:
    events = written()
    assert len(events) > 70
    assert sorted(events) == sorted(SENTENCES)


@pytest.mark.parametrize("event", SENTENCES)
def test_a_sentence_reads_even_when_the_entry_lacks_what_it_names(event: str) -> None:
    said = did(Entry(event=event, data={}), {})
    assert said and "{" not in said and "None" not in said and not said.endswith(".")


@pytest.mark.parametrize(
    ("event", "data", "said"),
    [
        (
            "access.member.added",
            {"person": "7", "roles": ["owner", "surgeon"]},
            "gave Mina Okafor access as owner and surgeon",
        ),
        (
            "access.member.roles_changed",
            {"before": ["coordinator"], "after": ["front_desk"]},
            "changed somebody's roles from marketing coordinator to front desk",
        ),
        (
            "publishing.takedown.asked",
            {"reason": "withdrawn"},
            "asked for a takedown: the patient withdrew her authorization",
        ),
        (
            "library.original.opened",
            {"reason": "find_marks"},
            "opened a sealed original: to look for tattoos, birthmarks or jewellery",
        ),
        (
            "channels.channel.connected",
            {"network": "sandbox"},
            "connected an account on Sandbox network (simulator)",
        ),
        (
            "compliance.agreement.signed",
            {"starts_on": "2026-11-24", "ends_on": None},
            "recorded a business associate agreement, from 24 Nov 2026 to no last day",
        ),
        ("library.rendition.made", {"state": "held"}, "covered and cleaned a picture: held"),
        (
            "inbox.moderation.asked",
            {"reason": "privacy"},
            "asked to take down what somebody wrote: it tells something private about a person",
        ),
    ],
)
def test_data_is_put_into_words(event: str, data: dict[str, object], said: str) -> None:
    assert did(Entry(event=event, data=data), {"7": "Mina Okafor"}) == said


def test_braces_in_data_are_only_text() -> None:
    assert (
        did(Entry(event="patients.patient.added", data={"reference": "{person}"}), {})
        == "added patient {person}"
    )


@pytest.mark.parametrize(
    ("kind", "key", "name"),
    [
        ("person", "7", "Mina Okafor"),
        ("person", "8", "Somebody who left"),
        ("patient", "9", "The patient"),
        ("patient", "thread:9", "Somebody outside"),
        ("program", "publishing", "Chaperone"),
        ("network", "sandbox", "Sandbox network (simulator)"),
        ("network", "retired", "retired"),
    ],
)
def test_an_actor_has_a_name(kind: str, key: str, name: str) -> None:
    assert who(Entry(actor_kind=kind, actor_id=key), {"7": "Mina Okafor"}) == name
