"""The trail's pages: read by those who may, narrowed without putting names in addresses, checked to the last byte."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.models import Checkpoint, Entry, Leaf
from chaperone.audit.sequencer import sequence
from chaperone.audit.services import record
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.oversight.checking import examine
from chaperone.oversight.services import check_trail
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient
from tests.story import Story

As = Callable[[Membership], Client]


def at_(practice: Practice, *args: object, name: str = "trail") -> str:
    return reverse(f"oversight:{name}", args=[practice.slug, *args])


@pytest.fixture
def patient(practice: Practice, mina: Membership, now: datetime) -> Patient:
    return add_patient(practice=practice, name="Maria Castellanos", by=actor_for(mina), at=now)


def shown(client: Client, url: str, **data: str) -> str:
    answer = client.get(url, data) if not data.pop("post", "") else client.post(url, data, follow=True)
    return answer.content.decode()


# --- reading -------------------------------------------------------------------------------------------------


def test_entries_are_sentences_newest_first(
    practice: Practice, patient: Patient, priya: Membership, as_: As, now: datetime
) -> None:
    sequence(practice.id, at=now)
    page = shown(as_(priya), at_(practice))
    newest = page.index(f"<bdi>Mina Okafor</bdi></strong> added patient {patient.reference}.")
    assert newest < page.index("Chaperone</bdi></strong> gave Mina Okafor access as marketing coordinator.")
    assert "Maria" not in page
    assert "Tue 24 Nov 2026</h2>" in page and ">09:00</time>" in page


def test_reading_writes_nothing(practice: Practice, priya: Membership, as_: As) -> None:
    client = as_(priya)
    before = Entry.objects.count()
    client.get(at_(practice))
    assert Entry.objects.count() == before


def test_the_trail_is_long_and_goes_on_on_the_next_page(
    practice: Practice, priya: Membership, as_: As, now: datetime
) -> None:
    for number in range(60):
        record(
            "patients.patient.updated",
            by=actor_for(priya),
            at=now + timedelta(seconds=number),
            subject=practice,
        )
    first, second = (shown(as_(priya), at_(practice), page=number) for number in ("1", "2"))
    assert first.count('class="trail__line"') == 50
    assert second.count('class="trail__line"') == Entry.objects.count() - 50


def test_the_number_of_queries_does_not_grow(
    practice: Practice, priya: Membership, mina: Membership, as_: As, now: datetime
) -> None:
    client, counts = as_(priya), []
    for rows in (1, 3):
        for number in range(rows):
            add_patient(practice=practice, name=f"Maria {number}", by=actor_for(mina), at=now)
        sequence(practice.id, at=now)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(at_(practice))
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("who", "status"), [("priya", 200), ("reyes", 200), ("mina", 403), ("flo", 403), ("omar", 404)]
)
def test_only_those_who_may_read_it(
    practice: Practice, as_: As, request: pytest.FixtureRequest, who: str, status: int
) -> None:
    client = as_(request.getfixturevalue(who))
    entry = Entry.objects.filter(practice_id=practice.id).first()
    assert entry is not None
    assert client.get(at_(practice)).status_code == status
    assert client.get(at_(practice, entry.uid, name="entry")).status_code == status
    assert client.post(at_(practice, name="check")).status_code == status


def test_another_practices_entry_is_not_found(
    practice: Practice, other_practice: Practice, priya: Membership, as_: As
) -> None:
    theirs = Entry.objects.filter(practice_id=other_practice.id).first()
    assert theirs is not None
    assert as_(priya).get(at_(practice, theirs.uid, name="entry")).status_code == 404
    assert str(other_practice.id)[:8] not in shown(as_(priya), at_(practice))


# --- narrowing -----------------------------------------------------------------------------------------------


def test_a_person_narrows_the_trail(
    practice: Practice, patient: Patient, mina: Membership, priya: Membership, as_: As
) -> None:
    page = shown(as_(priya), at_(practice), post="1", actor=str(mina.person_id))
    assert page.count('class="trail__line"') == 1
    assert "added patient" in page
    assert "Nothing like this" in shown(as_(priya), at_(practice), actor="patient")


def test_a_patients_reference_becomes_an_id_in_the_address(
    practice: Practice, patient: Patient, priya: Membership, as_: As
) -> None:
    answer = as_(priya).post(at_(practice), {"about": f" {patient.reference.lower()} "})
    assert answer.headers["Location"] == f"{at_(practice)}?about={patient.pk}"
    page = shown(as_(priya), answer.headers["Location"])
    assert f"Trail of {patient.reference}" in page
    assert page.count('class="trail__line"') == 1
    assert at_(practice, "patient", patient.pk, name="evidence") in page


@pytest.mark.parametrize("typed", ["PT-00000", "Maria Castellanos", "x' OR 1=1"])
def test_what_is_not_known_is_said_and_kept_in_the_field(
    practice: Practice, patient: Patient, priya: Membership, as_: As, typed: str
) -> None:
    answer = as_(priya).post(at_(practice), {"about": typed})
    assert answer.status_code == 422
    assert "We know no patient with this reference" in answer.content.decode()


def test_another_practices_patient_is_not_known(
    practice: Practice, patient: Patient, omar: Membership, other_practice: Practice, as_: As
) -> None:
    assert as_(omar).post(at_(other_practice), {"about": patient.reference}).status_code == 422
    page = shown(as_(omar), at_(other_practice), about=str(patient.pk))
    assert "Nothing like this" in page and patient.reference not in page


def test_days_are_the_practices_own(practice: Practice, priya: Membership, as_: As, now: datetime) -> None:
    late = now.replace(hour=5)  # 23:00 on the day before, in Texas
    record("patients.patient.updated", by=actor_for(priya), at=late, subject=practice)
    page = shown(as_(priya), at_(practice), since="2026-11-23", until="2026-11-23")
    assert page.count('class="trail__line"') == 1
    assert "Mon 23 Nov 2026</h2>" in page and ">23:00</time>" in page
    assert "before the first one" in shown(
        as_(priya), at_(practice), post="1", since="2026-11-24", until="2026-11-23"
    )


@pytest.mark.parametrize(
    "query", ["since=yesterday", "page=900", "about=nobody", "actor=nobody", "until=0001-01-01"]
)
def test_anything_typed_into_the_address_is_survived(
    practice: Practice, priya: Membership, as_: As, query: str
) -> None:
    assert as_(priya).get(f"{at_(practice)}?{query}").status_code == 200


def test_a_case_is_found_from_any_of_its_parts(story: Story, as_: As) -> None:
    delivery = story.until_live()
    story.withdraw()
    run_everything_due(now=story.now)
    client = as_(story.priya)
    for pk in (story.post.pk, story.patient.pk, story.authorization.pk, delivery.pk):
        page = shown(client, at_(story.practice), about=str(pk))
        assert "looked for the post again and did not find it" in page
    assert "signed the authorization: yes to 2, no to 0" in shown(
        client, at_(story.practice), about=str(story.post.pk)
    )


# --- one entry -------------------------------------------------------------------------------------------------


def test_an_entry_shows_its_fields_its_place_and_its_proof(
    practice: Practice, patient: Patient, priya: Membership, as_: As, now: datetime
) -> None:
    checkpoint = sequence(practice.id, at=now)
    entry = Entry.objects.get(event="patients.patient.added")
    page = shown(as_(priya), at_(practice, entry.uid, name="entry"))
    assert checkpoint is not None
    assert bytes(checkpoint.root).hex() in page
    assert bytes(entry.leaf.hash).hex() in page
    assert f"&quot;reference&quot;: &quot;{patient.reference}&quot;" in page


def test_an_entry_too_young_for_a_place_says_so(
    practice: Practice, patient: Patient, priya: Membership, as_: As
) -> None:
    entry = Entry.objects.get(event="patients.patient.added")
    assert "too young to have a place" in shown(as_(priya), at_(practice, entry.uid, name="entry"))


# --- checking --------------------------------------------------------------------------------------------------


@pytest.fixture
def ten(practice: Practice, priya: Membership, now: datetime) -> Practice:
    """A trail of ten entries under two checkpoints: 0 to 5 and 6 to 9."""
    for size in (6, 10):
        while Entry.objects.filter(practice_id=practice.id).count() < size:
            record("patients.patient.updated", by=actor_for(priya), at=now, subject=practice)
        sequence(practice.id, at=now)
    return practice


def unlocked(*statements: str) -> None:
    """What an administrator with the database in her hands can do."""
    with connection.cursor() as cursor:
        for table in ("entry", "leaf", "checkpoint"):
            for verb in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER audit_{table}_no_{verb}")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        for statement in statements:
            cursor.execute(statement)


def place(index: int) -> int:
    return Leaf.objects.get(index=index).entry_id


def test_a_whole_trail_is_said_to_be_whole(ten: Practice, priya: Membership, as_: As) -> None:
    assert examine(ten.id).problems == ()
    page = as_(priya).post(at_(ten, name="check")).content.decode()
    assert "The trail is whole." in page and "10 entries were hashed again" in page
    entry = Entry.objects.get(event="oversight.trail.checked")
    assert entry.data == {"found": "whole", "entries": 10}


def test_a_changed_entry_is_named(ten: Practice, priya: Membership, as_: As) -> None:
    unlocked(f"UPDATE audit_entry SET actor_id = 'somebody else' WHERE id = {place(4)}")
    assert examine(ten.id).problems == ("entry 4 (patients.patient.updated): changed",)
    page = as_(priya).post(at_(ten, name="check")).content.decode()
    assert "The trail is broken." in page and "entry 4 (patients.patient.updated): changed" in page


def test_a_trail_full_of_nonsense_is_still_shown(ten: Practice, priya: Membership, as_: As) -> None:
    nonsense = '{"roles": 7, "person": "x", "starts_on": "then"}'
    unlocked(
        f"UPDATE audit_entry SET actor_id = 'x', subject_id = '../..', data = '{nonsense}'",
        "UPDATE audit_entry SET event = 'access.member.added' WHERE id % 3 = 0",
        "UPDATE audit_entry SET event = 'compliance.agreement.signed' WHERE id % 3 = 1",
        "UPDATE audit_entry SET event = 'made.up.thing' WHERE id % 3 = 2",
    )
    client = as_(priya)
    page = shown(client, at_(ten))
    assert "Somebody who left" in page and "made.up.thing" in page
    assert (
        client.get(at_(ten, Entry.objects.filter(practice_id=ten.id)[0].uid, name="entry")).status_code == 200
    )


def test_an_entry_changed_with_its_hash_breaks_the_signed_root(ten: Practice) -> None:
    unlocked('UPDATE audit_leaf SET hash = zeroblob(32) WHERE "index" = 7')
    assert examine(ten.id).problems == (
        "entry 7 (patients.patient.updated): changed",
        "entries 6 to 9: not the ones that were signed",
    )


def test_a_removed_entry_is_named(ten: Practice) -> None:
    unlocked('DELETE FROM audit_leaf WHERE "index" = 3')
    assert examine(ten.id).problems[0] == "entry 3: missing"


def test_entries_removed_at_the_end_are_missed(ten: Practice) -> None:
    unlocked('DELETE FROM audit_leaf WHERE "index" > 7')
    assert examine(ten.id).problems == ("entries from 8 on: missing; 10 were signed",)


def test_reordered_entries_are_found(ten: Practice) -> None:
    first, second = place(2), place(3)
    unlocked(
        f'UPDATE audit_leaf SET "index" = 99 WHERE entry_id = {first}',
        f'UPDATE audit_leaf SET "index" = 2 WHERE entry_id = {second}',
        f'UPDATE audit_leaf SET "index" = 3 WHERE entry_id = {first}',
    )
    assert examine(ten.id).problems == ("entries 0 to 5: not the ones that were signed",)


def test_an_inserted_entry_moves_the_others_and_is_found(
    ten: Practice, priya: Membership, now: datetime
) -> None:
    added = record("patients.patient.updated", by=actor_for(priya), at=now, subject=ten)
    unlocked(
        'UPDATE audit_leaf SET "index" = "index" + 100 WHERE "index" > 4',
        'INSERT INTO audit_leaf (practice_id, "index", entry_id, hash) '
        f"VALUES ('{ten.id.hex}', 5, {added.pk}, zeroblob(32))",
        'UPDATE audit_leaf SET "index" = "index" - 99 WHERE "index" > 99',
    )
    assert "entries 0 to 5: not the ones that were signed" in examine(ten.id).problems


def test_a_forged_checkpoint_is_named(ten: Practice) -> None:
    unlocked("UPDATE audit_checkpoint SET signature = zeroblob(64) WHERE size = 6")
    assert examine(ten.id).problems == ("checkpoint over 6 entries: not signed by this practice",)


def test_another_practices_trail_does_not_matter(
    ten: Practice, other_practice: Practice, now: datetime
) -> None:
    sequence(other_practice.id, at=now)
    unlocked(f"UPDATE audit_entry SET actor_id = 'x' WHERE practice_id = '{other_practice.id.hex}'")
    assert examine(ten.id).whole and not examine(other_practice.id).whole


def test_only_somebody_who_reads_the_trail_checks_it(ten: Practice, mina: Membership, now: datetime) -> None:
    from chaperone.foundation.refusal import Refusal

    with pytest.raises(Refusal, match="Your role does not include this: read the trail"):
        check_trail(practice=ten, by=actor_for(mina), at=now)


def test_the_newest_checkpoint_is_shown(ten: Practice, priya: Membership, as_: As) -> None:
    root = bytes(Checkpoint.objects.get(size=10).root).hex()
    assert root in shown(as_(priya), at_(ten))
