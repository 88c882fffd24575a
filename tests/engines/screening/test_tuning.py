"""What a practice sets for the rules: as far as the law leaves a choice, never further, and seen in the certificate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from chaperone.cli import app
from chaperone.engines.screening import (
    Allowed,
    CannotJudge,
    Denied,
    PracticeLexicon,
    Screening,
    Tuning,
    all_rules,
    limit_of,
    rules_by_id,
    screen,
)
from chaperone.engines.screening.digests import patient_digests

KEY = b"a key for tests"
PATIENT = "Qwixel Vanderstrumm had her facelift here."
PRAISE = "Get your dream body with us."


def judged(text: str, tuning: Tuning, **more: Any) -> Screening:
    return screen(text, practice=PracticeLexicon(tuning=tuning), **more)


def found(screening: Screening) -> list[tuple[str, str]]:
    return [(one.rule, one.severity) for one in screening.findings]


@pytest.mark.parametrize(
    ("level", "said"),
    [("block", "block"), ("review", "review"), ("note", "note"), ("off", None)],
)
def test_a_rule_of_the_profession_takes_any_level(level: Any, said: str | None) -> None:
    assert found(screen(PRAISE)) == [("claim.dream_body", "review")]
    assert limit_of(rules_by_id()["claim.dream_body"]).levels == ("block", "review", "note", "off")
    expected = [("claim.dream_body", said)] if said else []
    assert found(judged(PRAISE, Tuning(levels={"claim.dream_body": level}))) == expected


@pytest.mark.parametrize("level", ["review", "note", "off"])
def test_what_keeps_a_patient_unknown_is_never_softened_even_by_a_setting_that_slipped_in(level: Any) -> None:
    text = "Laura Benning had her facelift last Tuesday. So glad you healed well!"
    plain = screen(text)
    every = {
        rule.id: level for rule in all_rules() if limit_of(rule).raises_only or rule.id == "patients.known"
    }
    tuned = judged(text, Tuning(levels=every))
    assert plain.verdict == tuned.verdict == "block"
    assert [f for f in found(plain) if f[1] == "block"] == [f for f in found(tuned) if f[1] == "block"]


def test_a_note_about_a_name_can_be_made_a_block() -> None:
    text = "Thanks to Laura Benning for the flowers!"
    before = [one for one in found(screen(text)) if one[0] == "identifier.name"]
    assert before and before[0][1] != "block"
    tuned = judged(text, Tuning(levels={"identifier.name": "block"}))
    assert ("identifier.name", "block") in found(tuned) and tuned.verdict == "block"


def test_every_rule_has_a_limit_with_a_reason_and_the_floor_is_never_off() -> None:
    for rule in all_rules():
        limit = limit_of(rule)
        assert limit.why.endswith("."), rule.id
        if "45 CFR 164" in rule.citation or rule.id == "claim.livestream":
            assert "off" not in limit.levels and "note" not in limit.levels, rule.id
    floor = {"patients.known", "identifier.ssn", "relationship.confirms", "claim.livestream", "linkage.rare"}
    assert not any("off" in limit_of(rules_by_id()[rule]).levels for rule in floor)


@pytest.mark.parametrize(
    ("entry", "text", "hits"),
    [
        ("house blend", "Try the House  Blend!", 1),
        ("house blend", "try the hou\u200bse bl\u0435nd", 1),  # a zero-width mark and a Cyrillic letter
        ("house blend", "house blends are not meant", 0),
        ("house blend", "warehouse blend", 0),
        ("house blend", "the house, blend it", 0),
        ("house blend", "house\nblend and house blend", 2),
        ("botched", "Botched? BOTCHED!", 2),
        ("#glowup", "our #glowup week", 1),
        ("caf\u00e9", "at the cafe", 1),
        ("", "anything", 0),
    ],
)  # fmt: skip
def test_a_denied_entry_is_found_as_whole_words_only(entry: str, text: str, hits: int) -> None:
    tuning = Tuning(deny=(Denied(entry, "review", "We say: our coffee."),))
    own = [one for one in judged(text, tuning).findings if one.rule == "practice.denied"]
    assert len(own) == hits
    for one in own:
        assert one.text == text[one.start : one.end]
        assert (one.severity, one.message) == ("review", "We say: our coffee.")


def test_an_allowed_entry_silences_its_own_rule_and_only_inside_its_words() -> None:
    text = "Get your dream body with us. Another dream body there."
    everywhere = Tuning(allow=(Allowed("your dream body", "claim.dream_body"),))
    assert len(screen(text).findings) == 2
    assert len(judged(text, everywhere).findings) == 1
    other = Tuning(allow=(Allowed("your dream body", "claim.perfect"),))
    assert len(judged(text, other).findings) == 2
    assert len(judged(text, Tuning(allow=(Allowed("dream body"),))).findings) == 0


def test_an_allowed_entry_never_hides_a_patient() -> None:
    digests = patient_digests(names=["Qwixel Vanderstrumm"], key=KEY)
    allow = Tuning(allow=(Allowed("Qwixel Vanderstrumm"), Allowed(PATIENT)))
    lexicon = PracticeLexicon(digests=digests, key=KEY, tuning=allow)
    said = screen(PATIENT, practice=lexicon)
    assert said.verdict == "block" and ("patients.known", "block") in found(said)


def test_an_allowed_entry_does_not_reach_rules_that_take_none() -> None:
    reply = "So glad you healed well!"
    entry = Tuning(allow=(Allowed(reply),))
    assert screen(reply, use="reply").verdict == judged(reply, entry, use="reply").verdict == "block"


def test_the_certificate_says_under_which_tuning_it_was_judged() -> None:
    nothing, one, two = (
        judged(PRAISE, tuning)
        for tuning in (Tuning(), Tuning(levels={"claim.best": "block"}), Tuning(deny=(Denied("x ray"),)))
    )
    assert nothing.tuning == "" and nothing.edition == nothing.ruleset
    assert len({nothing.edition, one.edition, two.edition}) == 3
    assert Tuning(deny=(Denied("x"), Denied("y"))).digest == Tuning(deny=(Denied("y"), Denied("x"))).digest
    assert judged(PRAISE, Tuning(edition="t4")).edition.endswith("+t4")


def test_entries_are_not_printed() -> None:
    tuning = Tuning(allow=(Allowed("Rosalind"),), deny=(Denied("Achterberg", message="Never Achterberg"),))
    assert "Rosalind" not in repr(tuning) and "Achterberg" not in repr(PracticeLexicon(tuning=tuning))
    assert "Rosalind" not in repr(tuning.allow) and "Achterberg" not in repr(tuning.deny)


@pytest.mark.parametrize(
    "data",
    [
        {"rules": ["claim.best"]},
        {"rules": {"no.such": "off"}},
        {"rules": {"patients.known": "review"}},
        {"rules": {"identifier.name": "off"}},
        {"rules": {"claim.guarantee": "note"}},
        {"rules": {"claim.dream_body": "maybe"}},
        {"allow": "Rosalind"},
        {"allow": [7]},
        {"allow": [{"words": "see you", "rule": "relationship.confirms"}]},
        {"allow": [{"words": "see you", "rule": "no.such"}]},
        {"allow": ["a"]},
        {"deny": [{"words": "x ray", "severity": "off"}]},
        {"deny": ["x" * 121]},
        {"deny": [{"severity": "block"}]},
    ],
)
def test_a_practice_file_that_asks_for_too_much_is_refused_without_its_words(data: dict[str, Any]) -> None:
    with pytest.raises(CannotJudge) as refused:
        PracticeLexicon.from_json(data, rules=rules_by_id())
    assert "Rosalind" not in str(refused.value) and refused.value.remedy


def test_the_command_line_takes_the_same_lists(tmp_path: Path) -> None:
    file = tmp_path / "practice.json"
    file.write_text(json.dumps({
        "rules": {"claim.dream_body": "off"}, "allow": ["Glow Bar"],
        "deny": [{"words": "botox party", "severity": "review"}],
    }))  # fmt: skip
    text = tmp_path / "text"
    text.write_text("Get your dream body with us at our botox party.")
    answer = CliRunner().invoke(app, ["screen", str(text), "--practice", str(file), "--json"])
    said = json.loads(answer.stdout)
    rules = [one["rule"] for one in said["findings"]]
    assert answer.exit_code == 1 and "practice.denied" in rules and "claim.dream_body" not in rules
    assert len(said["tuning"]) == 12
    file.write_text(json.dumps({"rules": {"identifier.name": "off"}}))
    refused = CliRunner().invoke(app, ["screen", str(text), "--practice", str(file), "--json"])
    assert refused.exit_code == 2


@given(st.text(max_size=80), st.text(max_size=12))
def test_no_text_and_no_entry_break_it(text: str, entry: str) -> None:
    tuning = Tuning(allow=(Allowed(entry),), deny=(Denied(entry),))
    for one in judged(text, tuning).findings:
        assert 0 <= one.start < one.end <= len(text)
