"""Keeping patients: sealed, found again, and never named in what leaves."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.queries import entries_of
from chaperone.engines.screening.digests import match
from chaperone.foundation.refusal import Refusal
from chaperone.patients import queries, services
from chaperone.patients.models import Patient, PatientDigest
from chaperone.patients.signals import patients_changed
from tests.rooms.patients.conftest import Add


def test_patient_is_read_back_as_she_was_entered(practice: Practice, lenora: Patient) -> None:
    found = queries.patients_of(practice).get(pk=lenora.pk)
    kept = (found.name, found.email, found.phone, found.born_on, found.nicknames, found.handles)
    expected = (
        "Lenora Whitcombe",
        "lenora@mail.example",
        "(512) 555-0147",
        "1984-03-09",
        ["Lenny"],
        ["lenora.sews"],
    )
    assert kept == expected


def test_nothing_of_her_stands_in_the_database_in_the_clear(lenora: Patient) -> None:
    with connection.cursor() as cursor:
        rows = []
        for table in ("patients_patient", "patients_patientdigest", "patients_patientword", "audit_entry"):
            cursor.execute(f"SELECT * FROM {table}")
            rows += cursor.fetchall()
    everything = repr([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in rows]).lower()
    assert len(rows) > 5
    for private in ("lenora", "whitcombe", "lenny", "0147", "1984-03-09"):
        assert private not in everything


def test_reference_is_short_opaque_and_unlike_the_last_one(add: Add) -> None:
    references = {add(f"Patient Number {word}").reference for word in ("One", "Two", "Three")}
    assert len(references) == 3
    assert all(len(reference) == 8 and reference.startswith("PT-") for reference in references)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Lenora Whitcombe", True),
        ("whitcombe", True),
        ("Whitcombe, Lenora", True),
        ("  lenora ", True),
        ("Lenora Whitby", False),
        ("Whit", False),
        ("PT-22222", False),
    ],
)
def test_search_finds_whole_words_of_a_name(
    practice: Practice, lenora: Patient, add: Add, words: str, found: bool
) -> None:
    add("Somebody Else")
    assert list(queries.search(practice, words)) == ([lenora] if found else [])


@pytest.mark.parametrize("written", [str, str.lower, lambda reference: reference.replace("-", " ")])
def test_search_finds_a_reference_however_it_is_typed(
    practice: Practice, lenora: Patient, written: Any
) -> None:
    assert list(queries.search(practice, written(lenora.reference))) == [lenora]


def test_search_stays_in_the_practice(other_practice: Practice, lenora: Patient) -> None:
    assert list(queries.search(other_practice, "Lenora Whitcombe")) == []
    assert list(queries.search(other_practice, lenora.reference)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Lenora Whitcombe looks happy",
        "so proud of lenorawhitcombe",
        "Lenora Whitcmbe looks happy",
        "ask Lenny",
        "tag @lenora.sews",
        "call 512.555.0147",
        "write to lenora@mail.example",
    ],
)
def test_lexicon_knows_her_in_every_form(practice: Practice, lenora: Patient, text: str) -> None:
    assert match(text, queries.lexicon_of(practice))


@pytest.mark.parametrize("text", ["The team says hello", "Dr. Alma Reyes explains", "call +1 512 555 0100"])
def test_lexicon_is_silent_about_everybody_else(
    practice: Practice, lenora: Patient, reyes: Membership, text: str
) -> None:
    assert match(text, queries.lexicon_of(practice)) == []


def test_lexicon_allows_the_practice_and_its_people(
    practice: Practice, mina: Membership, reyes: Membership
) -> None:
    lexicon = queries.lexicon_of(practice)
    assert lexicon.allows("name", "Alma Reyes")
    assert lexicon.allows("phone", "512-555-0100")
    assert lexicon.allows("email", "office@westlake.example")
    assert lexicon.allows("location", "100 Bee Cave Rd")


def test_lexicon_forgets_an_old_name_and_learns_the_new_one(
    practice: Practice, lenora: Patient, mina: Membership, now: datetime
) -> None:
    assert match("Lenora Whitcombe", queries.lexicon_of(practice))
    services.update_patient(patient=lenora, name="Lenora Applegarth", by=actor_for(mina), at=now)
    assert match("Lenora Applegarth", queries.lexicon_of(practice))
    assert match("Lenora Whitcombe", queries.lexicon_of(practice)) == []
    assert match("512 555 0147", queries.lexicon_of(practice)) == []


def test_lexicon_is_read_once_per_edition(
    practice: Practice, lenora: Patient, django_assert_num_queries: Any
) -> None:
    queries.lexicon_of(practice)
    # edition, staff, accounts, tuning, key version; the digests are remembered
    with django_assert_num_queries(5):
        queries.lexicon_of(practice)


def test_other_practice_knows_nothing_of_her(other_practice: Practice, lenora: Patient) -> None:
    assert match("Lenora Whitcombe", queries.lexicon_of(other_practice)) == []
    assert PatientDigest.objects.filter(practice=other_practice).count() == 0


def test_update_says_what_changed_but_never_what_it_was(
    practice: Practice, lenora: Patient, mina: Membership, now: datetime
) -> None:
    services.update_patient(
        patient=lenora,
        name="Lenora Whitcombe",
        email="new@mail.example",
        phone="(512) 555-0147",
        born_on="1984-03-09",
        nicknames=["Lenny"],
        handles=["lenora.sews"],
        by=actor_for(mina),
        at=now,
    )
    entry = entries_of(practice.id).filter(event="patients.patient.updated").get()
    assert entry.data == {"changed": ["email"]}


def test_signal_is_sent_inside_the_transaction(practice: Practice, add: Add) -> None:
    heard: list[Any] = []

    def listen(practice: Practice, **_: Any) -> None:
        heard.append((practice.id, connection.in_atomic_block))

    patients_changed.connect(listen)
    try:
        add("Someone New")
    finally:
        patients_changed.disconnect(listen)
    assert heard == [(practice.id, True)]


@pytest.mark.parametrize(
    ("details", "code"),
    [
        ({"name": "  "}, "patients.name_missing"),
        ({"name": "12345"}, "patients.name_missing"),
        ({"name": "A" * 121}, "patients.name_long"),
        ({"name": "Lenora", "born_on": "next May"}, "patients.born_unreadable"),
        ({"name": "Lenora", "born_on": "2031-01-01"}, "patients.born_impossible"),
        ({"name": "Lenora", "born_on": "1790-01-01"}, "patients.born_impossible"),
    ],
)
def test_senseless_records_are_refused(
    practice: Practice, mina: Membership, now: datetime, details: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        services.add_patient(practice=practice, by=actor_for(mina), at=now, **details)
    assert refused.value.code == code
    assert Patient.objects.count() == 0


def test_refusal_is_recorded_and_known(
    practice: Practice, lenora: Patient, mina: Membership, now: datetime
) -> None:
    assert not queries.has_refused(lenora)
    services.record_refusal(
        patient=lenora,
        note="On paper, in the chart",
        signed_on=date(2026, 11, 20),
        by=actor_for(mina),
        at=now,
    )
    assert queries.has_refused(lenora)
    assert queries.patients_of(practice).get(pk=lenora.pk).refused
    entry = entries_of(practice.id).filter(event="patients.refusal.recorded").get()
    assert entry.subject_id == str(lenora.pk)
    assert "chart" not in str(entry.data)


def test_refusal_of_tomorrow_is_refused(lenora: Patient, mina: Membership, now: datetime) -> None:
    tomorrow = (now + timedelta(days=1)).date()
    with pytest.raises(Refusal) as refused:
        services.record_refusal(patient=lenora, note="", signed_on=tomorrow, by=actor_for(mina), at=now)
    assert refused.value.code == "patients.refusal_future"


@pytest.mark.parametrize("persona", ["flo", "omar"])
def test_others_may_not_write(
    request: pytest.FixtureRequest, practice: Practice, lenora: Patient, now: datetime, persona: str
) -> None:
    by = actor_for(request.getfixturevalue(persona))
    for act in (
        lambda: services.add_patient(practice=practice, name="New Name", by=by, at=now),
        lambda: services.update_patient(patient=lenora, name="Changed", by=by, at=now),
        lambda: services.record_refusal(patient=lenora, note="", by=by, at=now),
    ):
        with pytest.raises(Refusal):
            act()
    assert queries.patients_of(practice).get().name == "Lenora Whitcombe"


@pytest.mark.unattested
def test_nobody_writes_before_attesting(practice: Practice, mina: Membership, now: datetime) -> None:
    with pytest.raises(Refusal):
        services.add_patient(practice=practice, name="New Name", by=actor_for(mina), at=now)
    assert Patient.objects.count() == 0
