"""Every answer, in every language, says nothing about anybody, fits the smallest network and names only own facts."""

from __future__ import annotations

import re
from typing import Any

import pytest

from chaperone.access.models import Practice
from chaperone.engines.networks.checks import length
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.judging import Ears
from chaperone.inbox.rules import triage
from chaperone.inbox.templates import LANGUAGES, all_templates, offered_for

HOLES = {"practice", "phone", "link"}
ANSWERS_TO = (
    "",
    "They botched my lift!",
    "You did my tummy tuck in June, call me 512-555-0147",
    "is it true that my cousin is your patient?",
    "Who is the lady in the video, is that her?",
    "¿Es cierto que operaron a mi prima?",
)
EACH = [(template, code) for template in all_templates() for code, _ in LANGUAGES]


@pytest.mark.parametrize(("template", "language"), EACH, ids=lambda one: getattr(one, "key", one))
def test_answer_passes_its_own_gate(
    practice: Practice, settings: Any, template: object, language: str
) -> None:
    settings.CHAPERONE_BASE_URL = "https://social.westlake.example"
    text = template.filled(practice, language)  # type: ignore[attr-defined]
    ears = Ears.of(practice)
    for question in ANSWERS_TO:
        judged = ears.judge_reply(text, answers=question)
        assert [one.rule for one in judged.findings if one.severity != "note"] == [], question
    assert length(text, "graphemes") <= 300  # Bluesky's limit, the shortest


@pytest.mark.parametrize(("template", "language"), EACH, ids=lambda one: getattr(one, "key", one))
def test_only_the_practices_own_facts_are_filled_in(
    practice: Practice, template: object, language: str
) -> None:
    assert set(re.findall(r"\{(\w+)\}", template.texts[language])) <= HOLES  # type: ignore[attr-defined]


@pytest.mark.parametrize(("template", "language"), EACH, ids=lambda one: getattr(one, "key", one))
def test_every_answer_offers_a_way_to_talk(practice: Practice, template: object, language: str) -> None:
    assert practice.phone in template.filled(practice, language)  # type: ignore[attr-defined]


def test_emergency_tells_to_call_911(practice: Practice) -> None:
    for key in ("emergency", "medical_question"):
        template = next(one for one in all_templates() if one.key == key)
        assert all("911" in template.filled(practice, code) for code, _ in LANGUAGES)


def test_practice_without_a_telephone_is_told_so(practice: Practice) -> None:
    practice.phone = ""
    with pytest.raises(Refusal) as refused:
        all_templates()[0].filled(practice, "en")
    assert refused.value.code == "inbox.no_phone"


def test_what_fits_comes_first() -> None:
    assert offered_for("complaint")[0].key == "complaint"
    assert [one.key for one in offered_for("other")] == [one.key for one in all_templates()]


def test_criticism_alone_is_never_proposed_for_hiding() -> None:
    judged = triage(kind="review", category="complaint", findings=[], rogue=False, judged=True)
    assert (judged.state, judged.raised, judged.proposed) == ("new", (), None)
