"""The rules page: every rule with its law, and a box in which a text is judged and forgotten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from chaperone.access.models import Membership, Practice
from chaperone.access.rules import Role
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.engines.screening import all_rules
from chaperone.oversight.screening_rules import judge
from chaperone.patients.services import add_patient
from tests.personas import member

As = Callable[[Membership], Client]
TELLING = "Maria Castellanos had her tummy tuck last Tuesday, call 512-555-0147"


def page_of(practice: Practice) -> str:
    return reverse("oversight:rules", args=[practice.slug])


def test_every_rule_is_there_with_its_law(practice: Practice, mina: Membership, as_: As) -> None:
    page = as_(mina).get(page_of(practice)).content.decode()
    assert [rule.id for rule in all_rules() if f">{rule.id}</span>" not in page] == []


def test_a_text_is_judged_and_marked_with_a_safer_wording(
    practice: Practice, flo: Membership, as_: As
) -> None:
    page = as_(flo).post(page_of(practice), {"text": TELLING, "use": "caption"}).content.decode()
    assert "finding--block" in page and "<bdi>Maria Castellanos</bdi>" in page
    assert "512-555-0147" in page
    calm = (
        as_(flo)
        .post(page_of(practice), {"text": "We are closed on Friday.", "use": "reply"})
        .content.decode()
    )
    assert "finding--block" not in calm


def test_nothing_of_a_tried_text_is_kept(practice: Practice, mina: Membership, as_: As) -> None:
    client = as_(mina)
    before = Entry.objects.count()
    answer = client.post(page_of(practice), {"text": TELLING, "use": "caption"})
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert Entry.objects.count() == before
    assert "Castellanos" not in client.get(page_of(practice)).content.decode()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "Castellanos" not in str(cursor.fetchall()), table


@pytest.mark.parametrize(
    ("data", "said"),
    [({"text": "", "use": "caption"}, "required"), ({"text": "x" * 10_001, "use": "caption"}, "at most 10000"),
     ({"text": "x", "use": "poem"}, "not one of the available choices")],
)  # fmt: skip
def test_what_cannot_be_judged_is_said(
    practice: Practice, mina: Membership, as_: As, data: dict[str, str], said: str
) -> None:
    answer = as_(mina).post(page_of(practice), data)
    assert answer.status_code == 422 and said in answer.content.decode()


def test_line_ends_do_not_move_the_findings(practice: Practice, mina: Membership) -> None:
    screening = judge(practice, actor_for(mina), text="One\nTwo\ncall 512-555-0147", use="caption")
    assert [one.start for one in screening.findings if one.kind == "phone"] == [13]


def test_who_may_not_see_patients_cannot_ask_whether_somebody_is_one(
    practice: Practice, mina: Membership
) -> None:
    add_patient(practice=practice, name="Qwixel Vanderstrumm", by=actor_for(mina), at=practice.created_at)
    auditor = member(practice, "Ada Auden", Role.AUDITOR)
    with_patients, without = (
        judge(practice, actor_for(one), text="lunch with qwixel vanderstrumm", use="caption")
        for one in (mina, auditor)
    )
    assert [one.kind for one in with_patients.findings] == ["name"]
    stranger = judge(practice, actor_for(auditor), text="lunch with qwixel vanderstrumb", use="caption")
    assert [one.kind for one in without.findings] == [one.kind for one in stranger.findings]
