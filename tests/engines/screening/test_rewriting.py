"""A story becomes general: what pointed at somebody is gone, what it said stays, and nothing is invented."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.engines.screening import PracticeLexicon, Tuning, screen
from chaperone.engines.screening.rewriting import Rewrite, rewrite
from chaperone.engines.screening.rewriting.generalizations import MAKERS

REGRESSION = Path(__file__).with_name("regression.jsonl")


def proposal(text: str, **more: object) -> Rewrite:
    return rewrite(text, judge=partial(screen, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        (
            "Two weeks after her mini facelift, Yolanda is already back to gardening",
            "After her surgery, a patient is already back to gardening",
        ),
        (
            "our sweet flight attendant patient is 5 days post op from her BBL and already strutting",
            "A patient is recovering from her surgery and already strutting",
        ),
        (
            "Meet Jessica! Our 43-year-old teacher from Scottsdale came in on April 12, 2023 for a tummy tuck.",
            "Meet a patient! A patient in their forties came in 2023 for surgery.",
        ),
        ("Chart 88213. Revision rhinoplasty with a rib graft for our patient.", None),
        (
            "“I had my BBL last Tuesday and Dr. Reyes was an angel.” - Keisha M.",
            "“I had my BBL recently and Dr. Reyes was an angel.”",
        ),
    ],
)
def test_what_points_at_her_becomes_general(story: str, expected: str | None) -> None:
    made = proposal(story)
    assert made.changed
    assert made.safe
    if expected is not None:
        assert made.text == expected


@pytest.mark.parametrize(
    ("story", "gone"),
    [
        (
            "Mr. Pettibone, 92, finally got rid of his hooded lids, so happy with his eyelid surgery.",
            ["Pettibone", "92"],
        ),
        ("#AbigailsNewNose #rhinoplasty so happy for her", ["Abigail", "rhinoplasty"]),
        ("Reach our star patient on 214-555-0188, she is happy to talk about her lift", ["0188"]),
        ("MRN 00482913, left breast, post op photo 2. Lovely symmetry.", ["00482913", "MRN"]),
        (
            "Nuestra paciente Lucía vino de El Paso para su lipo el 5 de mayo.",
            ["Lucía", "El Paso", "mayo", "lipo"],
        ),
        (
            "Photos of our Tuesday rhinoplasty are up! She flew in from Tulsa and left smiling.",
            ["Tuesday", "Tulsa", "rhino"],
        ),
    ],
)
def test_every_trace_is_gone(story: str, gone: list[str]) -> None:
    made = proposal(story)
    assert made.safe
    assert [word for word in gone if word.lower() in made.text.lower()] == []


@pytest.mark.parametrize(
    "text",
    [
        "What to expect in the weeks after surgery: rest, short walks, and questions welcome at the office.",
        "Sunscreen, every day. Ask us which one.",
        "Guaranteed results, better than any surgeon in town!",  # a claim is a person's to mend, not ours to reword
        "",
        "   \n",
    ],
)
def test_what_points_at_nobody_stays_as_it_was_written(text: str) -> None:
    made = proposal(text)
    assert not made.changed
    assert made.text == text


def test_a_claim_beside_a_story_is_left_for_a_person() -> None:
    made = proposal("Yolanda had a facelift. Guaranteed results, better than any surgeon in town!")
    assert "Yolanda" not in made.text
    assert "claim" in {finding.kind for finding in made.left}
    assert made.screening.verdict == "block"


def test_our_own_surgeon_keeps_her_name() -> None:
    practice = PracticeLexicon(people=("Grace Lim",))
    made = proposal(
        "Grace Lim explains recovery. Our patient Yolanda healed from her facelift.", practice=practice
    )
    assert "Grace Lim" in made.text
    assert "Yolanda" not in made.text


def test_a_denied_word_is_no_reason_to_rewrite() -> None:
    assert Tuning().digest == ""
    assert "practice.denied" not in {change.rule for change in proposal("Our new laser is here.").changes}


@pytest.mark.parametrize(
    "row",
    [json.loads(line) for line in REGRESSION.read_text().splitlines()],
    ids=lambda row: row["text"][:40],
)
def test_a_proposal_is_screened_again_and_points_at_nobody(row: dict[str, object]) -> None:
    made = proposal(str(row["text"]), jurisdiction=row["jurisdiction"])
    assert made.safe
    again = screen(made.text, jurisdiction=row["jurisdiction"])  # type: ignore[arg-type]
    assert again == made.screening
    ruled = [one for one in again.findings if not one.rule.startswith("second_opinion")]
    assert [one.kind for one in ruled if one.kind in MAKERS and one.severity != "note"] == []


@given(st.text(max_size=200))
def test_never_raises_and_always_ends(text: str) -> None:
    made = proposal(text)
    assert made.safe or made.left


def test_a_long_story_ends() -> None:
    made = proposal("Our patient Jessica had a facelift on May 3. " * 200)
    assert made.safe
    assert "Jessica" not in made.text
