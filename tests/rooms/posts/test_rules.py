"""The rules of posts as tables."""

from __future__ import annotations

import pytest

from chaperone.engines.screening import screen
from chaperone.posts.rules import (
    MOVES,
    State,
    before_after_statement,
    may_approve,
    may_move,
    no_patient_as_result,
    speaks_as_patient,
)

OPEN = {
    ("draft", "save"), ("in_review", "save"), ("sent_back", "save"), ("approved", "save"),
    ("draft", "ask_review"), ("sent_back", "ask_review"),
    ("in_review", "approve"),
    ("in_review", "send_back"), ("approved", "send_back"),
}  # fmt: skip


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("move", MOVES)
def test_every_move_is_open_or_refused_with_a_reason(state: str, move: str) -> None:
    answer = may_move(state, move)
    assert bool(answer) == ((state, move) in OPEN)
    if not answer:
        assert answer.code == "posts.state"
        assert State(state).label.lower() in answer.reason


@pytest.mark.parametrize(
    ("person", "author", "writer", "allowed"),
    [
        ("reyes", "mina", "mina", True),
        ("reyes", "mina", "priya", True),
        ("mina", "mina", "mina", False),
        ("mina", "mina", "priya", False),  # she started it, somebody else rewrote it
        ("priya", "mina", "priya", False),  # she rewrote what somebody else started
    ],
)
def test_whoever_wrote_it_does_not_approve_it(person: str, author: str, writer: str, allowed: bool) -> None:
    answer = may_approve(person_id=person, author_id=author, writer_id=writer)
    assert bool(answer) == allowed
    assert allowed or (answer.code, answer.reason) == (
        "posts.own_approval",
        "You wrote this post; someone else approves it.",
    )


CAUTION = "These results may not occur for all patients."


@pytest.mark.parametrize(
    ("text", "states", "named", "code"),
    [
        ("A change.", ("US-TX",), False, ""),
        ("A change.", (), False, ""),
        ("A change.", ("US-CA",), False, "posts.ca_procedure"),
        (f"A change. {CAUTION}", ("US-CA",), False, "posts.ca_procedure"),
        ("Abdominoplasty.", ("US-CA",), True, "posts.ca_caution"),
        ("Abdominoplasty. Results guaranteed.", ("US-CA",), True, "posts.ca_caution"),
        (f"Abdominoplasty. {CAUTION}", ("US-CA",), True, ""),
        ("Abdominoplasty. RESULTS VARY.", ("US-CA",), True, ""),
        ("Abdominoplasty. A result may differ.", ("US-TX", "US-CA"), True, ""),
    ],
)
def test_california_wants_the_procedure_and_a_caution_beside_a_pair(
    text: str, states: tuple[str, ...], named: bool, code: str
) -> None:
    answer = before_after_statement(text=text, jurisdictions=states, names_procedure=named)
    assert (bool(answer), answer.code) == (not code, code)


@pytest.mark.parametrize(
    ("subjects", "text", "claims", "pair", "code"),
    [
        ({"model"}, "Model, not a patient.", set(), False, ""),
        ({"model"}, "Spring. (Model)", set(), False, ""),
        ({"model"}, "Model", set(), False, ""),
        ({"model"}, "The picture shows a model.", set(), False, ""),
        ({"model"}, "Esta persona no es una paciente.", set(), False, ""),
        ({"model"}, "Spring.", set(), False, "posts.model_unlabelled"),
        ({"model"}, "A new business model for the new year.", set(), False, "posts.model_unlabelled"),
        ({"patient", "model"}, "Spring.", set(), False, "posts.model_unlabelled"),
        ({"model"}, "Model, not a patient.", {"claim.real_results"}, False, "posts.model_as_result"),
        ({"model"}, "Model, not a patient.", {"claim.transformation"}, False, "posts.model_as_result"),
        ({"model"}, "Model, not a patient.", set(), True, "posts.model_as_result"),
        ({"patient", "model"}, "Model, not a patient.", set(), True, "posts.model_as_result"),
        ({"illustration"}, "A drawing.", {"claim.before_after"}, False, ""),
        ({"illustration"}, "A drawing.", {"claim.real_results"}, False, "posts.model_as_result"),
        ({"illustration"}, "A drawing.", set(), True, "posts.model_as_result"),
        ({"illustration", "patient"}, "A drawing.", {"claim.real_results"}, True, ""),
        ({"patient"}, "Six weeks.", {"claim.real_results"}, True, ""),
        ({"team"}, "Our team.", {"claim.real_results"}, False, ""),
        (set(), "Words.", {"claim.real_results"}, True, ""),
    ],
)
def test_who_is_no_patient_is_never_shown_as_a_result(
    subjects: set[str], text: str, claims: set[str], pair: bool, code: str
) -> None:
    answer = no_patient_as_result(
        subjects=frozenset(subjects), text=text, claims=frozenset(claims), before_after=pair
    )
    assert (bool(answer), answer.code) == (not code, code)


@pytest.mark.parametrize(
    ("text", "voice"),
    [
        ("It changed my life.", True),
        ("Best decision I ever made.", True),
        ("I love my new nose!", True),
        ("“They were kind to me the whole way through.” - a patient", True),
        ("Me cambió la vida.", True),
        ("We are glad about every happy patient.", False),
        ("We do not publish testimonials.", False),
        ("My team and I moved to a new building.", False),
        ("What to expect after surgery.", False),
    ],
)
def test_a_patients_voice_is_told_from_the_practices_own(text: str, voice: bool) -> None:
    assert speaks_as_patient(screen(text, use="caption").findings) == voice
