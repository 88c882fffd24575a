"""The certificate: what it says, what it never says, and what it refuses to say."""

from __future__ import annotations

import hashlib

import pytest

from chaperone.engines.screening import (
    RULESET_VERSION,
    CannotJudge,
    Finding,
    PracticeLexicon,
    all_rules,
    screen,
)
from chaperone.engines.screening.findings import KINDS, worst

SECRET = "Rosalind Achterberg came to us for her facelift"


def finding(severity: str) -> Finding:
    return Finding(0, 1, "x", "name", "r", severity, "m", "s", "c")  # type: ignore[arg-type]


def test_certificate_is_bound_to_what_was_judged() -> None:
    judged = screen(SECRET)
    assert judged.text_sha256 == hashlib.sha256(SECRET.encode()).hexdigest()
    assert (judged.use, judged.ruleset, judged.verdict, judged.category) == (
        "caption",
        RULESET_VERSION,
        "block",
        None,
    )
    assert RULESET_VERSION in judged.engine


def test_repr_never_shows_the_words() -> None:
    judged = screen(SECRET, practice=PracticeLexicon(digests={"a" * 64: "name"}, key=b"key-material"))
    assert "Rosalind" not in repr(judged)
    assert "key-material" not in repr(PracticeLexicon(key=b"key-material"))


def test_as_dict_has_the_fields_of_the_contract() -> None:
    told = screen(SECRET).as_dict()
    assert set(told) == {
        "text_sha256",
        "use",
        "verdict",
        "category",
        "findings",
        "ruleset",
        "engine",
        "tuning",
    }
    assert set(told["findings"][0]) == {
        "start", "end", "text", "kind", "rule", "severity", "message", "suggestion", "citation",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("severities", "verdict"),
    [
        ((), "clear"),
        (("note",), "clear"),
        (("note", "review"), "review"),
        (("review", "block", "note"), "block"),
    ],
)
def test_verdict_is_the_worst_finding_and_notes_alone_are_clear(
    severities: tuple[str, ...], verdict: str
) -> None:
    assert worst([finding(severity) for severity in severities]) == verdict


@pytest.mark.parametrize("nothing", ["", "   ", "\n\n", "\u200b\u200b"])
def test_nothing_is_clear(nothing: str) -> None:
    assert screen(nothing).findings == ()


def test_what_is_no_text_cannot_be_judged() -> None:
    with pytest.raises(CannotJudge) as refused:
        screen(None)  # type: ignore[arg-type]
    assert refused.value.remedy
    with pytest.raises(CannotJudge):
        screen("hello", use="poem")  # type: ignore[arg-type]


def test_rules_are_unique_and_each_says_why() -> None:
    rules = all_rules()
    assert len({rule.id for rule in rules}) == len(rules)
    assert [rule.id for rule in rules if not (rule.why and rule.citation and rule.kind in KINDS)] == []


def test_every_safe_harbor_identifier_has_a_rule() -> None:
    letters = {
        rule.citation.split("(i)(")[1][0] for rule in all_rules() if "164.514(b)(2)(i)(" in rule.citation
    }
    assert letters == set("ABCDEFGHIJKLMNOPQR")


def test_the_practice_itself_may_be_named() -> None:
    ours = PracticeLexicon(
        people=("Grace Lim",), phones=("(512) 555-0147",), emails=("mina.k@clinic.example",)
    )
    text = (
        "Ask our patient line 512-555-0147 or mina.k@clinic.example, says Grace Lim of her facelift seminar"
    )
    allowed = {f.kind for f in screen(text, practice=ours).findings if f.severity != "note"}
    strict = {f.kind for f in screen(text).findings if f.severity != "note"}
    assert {"phone", "email"} <= strict
    assert not {"phone", "email", "name"} & allowed
