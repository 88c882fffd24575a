"""Every recognizer catches what it is for, and stays silent where it must."""

from __future__ import annotations

import pytest

from chaperone.engines.screening import Finding, screen
from chaperone.engines.screening.recognizers import RECOGNIZERS
from chaperone.engines.screening.recognizers.claim import claim_rules
from tests.engines.screening.claim_rows import MORE_CLAIMS
from tests.engines.screening.tables import CLAIMS, TABLES, Table

# "claim" has a table of its own, `patients.known` needs a practice: test_digests.py.
ELSEWHERE = {"claim", "patients.known"}
EVERYWHERE = ("US-CA", "US-NY", "US-TX", "US-FL")


def fired(rule: str, table: Table, row: str | tuple[str, str]) -> list[Finding]:
    context, text = row if isinstance(row, tuple) else ("", row)
    found = screen(text, use=table.use, context=context, jurisdiction=table.jurisdiction).findings
    return [f for f in found if (f.rule == rule or f.rule.startswith(rule + ".")) and f.severity != "note"]


HITS = [(rule, row) for rule, table in TABLES.items() for row in table.hits]
SILENCES = [(rule, row) for rule, table in TABLES.items() for row in table.silences]


@pytest.mark.parametrize(("rule", "row"), HITS)
def test_recognizer_hits(rule: str, row: str | tuple[str, str]) -> None:
    assert fired(rule, TABLES[rule], row)


@pytest.mark.parametrize(("rule", "row"), SILENCES)
def test_recognizer_stays_silent(rule: str, row: str | tuple[str, str]) -> None:
    assert fired(rule, TABLES[rule], row) == []


def test_every_recognizer_has_a_table_with_as_many_silences_as_hits() -> None:
    assert {r.id for r in RECOGNIZERS} - ELSEWHERE == set(TABLES)
    assert [rule for rule, t in TABLES.items() if len(t.silences) < len(t.hits)] == []


@pytest.mark.parametrize("rows", (CLAIMS, MORE_CLAIMS), ids=("first", "second"))
@pytest.mark.parametrize("name", sorted(CLAIMS))
def test_claim_hits_and_stays_silent(name: str, rows: dict[str, tuple[str, str]]) -> None:
    claim, harmless = rows[name]
    told = {f.rule for f in screen(claim, jurisdiction=EVERYWHERE).findings if f.severity != "note"}
    calm = {f.rule for f in screen(harmless, jurisdiction=EVERYWHERE).findings if f.severity != "note"}
    assert f"claim.{name}" in told
    assert f"claim.{name}" not in calm


def test_every_claim_row_has_a_test() -> None:
    assert {rule.id for rule in claim_rules()} == {f"claim.{name}" for name in CLAIMS}
    assert set(MORE_CLAIMS) == set(CLAIMS)
