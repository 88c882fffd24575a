"""The privacy officer tunes the screening rules: with a reason, within the law, never to hide a patient."""

from __future__ import annotations

from typing import Any

import pytest

from chaperone.access.models import Membership, Practice
from chaperone.access.rules import Role
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.compliance.models import RuleChange
from chaperone.compliance.tuning import changes_of, deny_words, reset_rule, settings_of, tune_rule, tuning_of
from chaperone.engines.screening import screen
from chaperone.foundation.refusal import Refusal
from chaperone.patients.queries import lexicon_of
from chaperone.patients.services import add_patient
from tests.personas import NOW, member

WHY = "The phrase is in our own brand name."
PRAISE = "Get your dream body with us."


def tune(practice: Practice, by: Membership, **changed: Any) -> RuleChange:
    plain: dict[str, Any] = {"rule": "claim.dream_body", "level": "", "allow": [], "reason": WHY}
    return tune_rule(practice=practice, by=actor_for(by), at=NOW, **{**plain, **changed})


def verdicts(practice: Practice, text: str = PRAISE) -> list[tuple[str, str]]:
    return [(one.rule, one.severity) for one in screen(text, practice=lexicon_of(practice)).findings]


def test_the_next_text_is_judged_as_it_was_set_here_and_nowhere_else(
    practice: Practice, priya: Membership, omar: Membership
) -> None:
    assert verdicts(practice) == [("claim.dream_body", "review")]
    tune(practice, priya, level="block")
    assert verdicts(practice) == [("claim.dream_body", "block")]
    tune(practice, priya, level="off")
    assert verdicts(practice) == []
    assert verdicts(omar.practice) == [("claim.dream_body", "review")]
    assert screen(PRAISE, practice=lexicon_of(practice)).edition.endswith("+t2")
    assert settings_of(omar.practice) == {} and tuning_of(omar.practice).is_empty


def test_history_keeps_who_when_and_why_and_a_reset_is_part_of_it(
    practice: Practice, priya: Membership
) -> None:
    tune(practice, priya, level="off", allow=["Dream  Body Spa", "dream body spa", ""])
    reset_rule(
        practice=practice, rule="claim.dream_body", reason="It was too loose.", by=actor_for(priya), at=NOW
    )
    newest, first = changes_of(practice)
    assert (first.number, first.level, first.allow, first.reason, first.set_by) == (
        1, "off", ["Dream Body Spa"], WHY, str(priya.person_id),
    )  # fmt: skip
    assert newest.number == 2 and newest.is_shipped and settings_of(practice) == {}
    assert verdicts(practice) == [("claim.dream_body", "review")]
    said = list(
        Entry.objects.filter(event__startswith="compliance.rule.")
        .order_by("pk")
        .values_list("event", flat=True)
    )
    assert sorted(said) == ["compliance.rule.reset", "compliance.rule.tuned"]


def test_entries_and_reasons_lie_sealed(practice: Practice, priya: Membership) -> None:
    tune(practice, priya, allow=["Qwixel Spa"], reason="Qwixel is our street's name.")
    entries = [{"words": "Vanderstrumm", "severity": "block", "message": ""}]
    deny_words(
        practice=practice, entries=entries, reason="He asked us not to be named.", by=actor_for(priya), at=NOW
    )
    for row in RuleChange.objects.values():
        assert b"Qwixel" not in bytes(row["allow_sealed"]) and b"Vanderstrumm" not in bytes(
            row["deny_sealed"]
        )
        assert b"Qwixel" not in bytes(row["reason_sealed"])
    assert "Qwixel" not in str(list(Entry.objects.values_list("data", flat=True)))
    assert [one.words for one in tuning_of(practice).deny] == ["Vanderstrumm"]
    assert ("practice.denied", "block") in verdicts(practice, "Lunch with vanderstrumm")


def test_an_entry_never_hides_a_patient(practice: Practice, priya: Membership, mina: Membership) -> None:
    add_patient(practice=practice, name="Qwixel Vanderstrumm", by=actor_for(mina), at=NOW)
    tune(practice, priya, rule="identifier.name", allow=["Qwixel Vanderstrumm"])
    assert ("patients.known", "block") in verdicts(practice, "Lunch with Qwixel Vanderstrumm")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"rule": "patients.known", "level": "review"}, "compliance.rule_fixed"),
        ({"rule": "identifier.name", "level": "off"}, "compliance.rule_fixed"),
        ({"rule": "relationship.confirms", "allow": ["see you soon"]}, "compliance.rule_fixed"),
        ({"rule": "claim.guarantee", "level": "note"}, "compliance.rule_fixed"),
        ({"rule": "no.such", "level": "block"}, "compliance.rule_fixed"),
        ({"level": "loud"}, "compliance.rule_fixed"),
        ({"allow": ["x"]}, "compliance.rule_fixed"),
        ({"level": "off", "reason": "ok"}, "compliance.rule_reason"),
        ({"allow": [f"entry {number}" for number in range(501)]}, "compliance.words"),
        ({"level": ""}, "compliance.rule_same"),
    ],
)
def test_what_is_refused_changes_nothing(
    practice: Practice, priya: Membership, asked: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        tune(practice, priya, **asked)
    assert refused.value.code == code and refused.value.remedy
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_only_the_privacy_officer_tunes(practice: Practice, role: Role) -> None:
    with pytest.raises(Refusal):
        tune(practice, member(practice, f"Rory {role}", role), level="off")
    assert not RuleChange.objects.exists()


def test_somebody_elsewhere_does_not_tune_here(practice: Practice, omar: Membership) -> None:
    with pytest.raises(Refusal):
        tune(practice, omar, level="off")
    assert not RuleChange.objects.exists()
