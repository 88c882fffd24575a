"""The trail: written with the act, ordered once, refusing change."""

from __future__ import annotations

from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import DatabaseError, connection, transaction

from chaperone.access.models import Practice
from chaperone.audit import commitments, tree
from chaperone.audit.actors import Actor
from chaperone.audit.canonical import checkpoint_bytes, entry_bytes
from chaperone.audit.commitments import Commit
from chaperone.audit.models import Checkpoint, Entry, Leaf
from chaperone.audit.queries import openings_of
from chaperone.audit.sequencer import sequence
from chaperone.audit.services import record


@pytest.fixture
def program(practice: Practice) -> Actor:
    return Actor.program(practice.id, "tests")


def test_sequencing_gives_each_entry_one_place_and_signs_the_root(
    practice: Practice, program: Actor, now: datetime
) -> None:
    for number in range(4):
        record("tests.thing.happened", by=program, at=now, subject=practice, number=number)
    checkpoint = sequence(practice.id, at=now)
    assert checkpoint is not None
    entries = list(Entry.objects.filter(practice_id=practice.id).order_by("leaf__index"))
    assert [entry.leaf.index for entry in entries] == list(range(5))
    assert bytes(checkpoint.root) == tree.root([tree.leaf_hash(entry_bytes(entry)) for entry in entries])
    signed = checkpoint_bytes(practice_id=practice.id, size=5, root=bytes(checkpoint.root), at=now)
    Ed25519PublicKey.from_public_bytes(bytes(checkpoint.public_key)).verify(
        bytes(checkpoint.signature), signed
    )


def test_a_second_round_continues_the_same_tree(practice: Practice, program: Actor, now: datetime) -> None:
    record("tests.thing.happened", by=program, at=now, subject=practice)
    sequence(practice.id, at=now)
    record("tests.thing.happened", by=program, at=now, subject=practice)
    checkpoint = sequence(practice.id, at=now)
    leaves = [bytes(hash_) for hash_ in Leaf.objects.order_by("index").values_list("hash", flat=True)]
    assert checkpoint is not None and bytes(checkpoint.root) == tree.root(leaves)
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [2, 3]


@pytest.mark.parametrize("table", ["audit_entry", "audit_leaf", "audit_checkpoint"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET practice_id = practice_id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_trail(
    practice: Practice, now: datetime, table: str, statement: str
) -> None:
    sequence(practice.id, at=now)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert Entry.objects.count() == 1


def test_a_guessable_value_is_committed_to_and_can_be_opened(
    practice: Practice, program: Actor, now: datetime
) -> None:
    entry = record("tests.text.seen", by=program, at=now, subject=practice, text=Commit("call 512-555-0147"))
    assert "512" not in str(entry.data)
    nonce = bytes.fromhex(openings_of(entry)["text"])
    assert entry.data["text"]["commitment"] == commitments.commitment("call 512-555-0147", nonce)


def test_nothing_is_written_when_the_act_fails(practice: Practice, program: Actor, now: datetime) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record("tests.thing.happened", by=program, at=now, subject=practice)
        raise RuntimeError
    assert not Entry.objects.filter(event="tests.thing.happened").exists()
