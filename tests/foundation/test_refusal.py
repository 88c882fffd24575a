"""How the house says no."""

from __future__ import annotations

import pytest

from chaperone.foundation.refusal import YES, Answer, Refusal, no


def test_yes_is_truthy_and_refuses_nothing() -> None:
    assert YES
    YES.or_refuse()


def test_no_is_falsy_and_becomes_the_refusal_with_the_same_words() -> None:
    answer = no("tests.shut", "The door is shut.", "Knock.")
    assert not answer and answer == Answer(False, "tests.shut", "The door is shut.", "Knock.")
    with pytest.raises(Refusal) as refused:
        answer.or_refuse()
    assert (refused.value.code, refused.value.reason, refused.value.remedy) == (
        "tests.shut",
        "The door is shut.",
        "Knock.",
    )
    assert str(refused.value) == "The door is shut. Knock."


def test_what_is_logged_of_a_refusal_is_its_code() -> None:
    assert repr(Refusal("tests.shut", "The door is shut.")) == "Refusal('tests.shut')"


def test_an_answer_cannot_be_changed_afterwards() -> None:
    with pytest.raises(AttributeError):
        no("tests.shut", "Shut.").allowed = True  # type: ignore[misc]
