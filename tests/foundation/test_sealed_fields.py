"""A box opens for its own practice and purpose, with the master key of this house, and for nothing else."""

from __future__ import annotations

import os
import uuid
from base64 import b64encode
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from chaperone.foundation.notices.models import Notice
from chaperone.foundation.sealing import keys
from chaperone.foundation.sealing.boxes import Unsealable
from chaperone.foundation.sealing.fields import SealedJSON, seal, unseal
from chaperone.foundation.sealing.indexes import blind_index
from chaperone.foundation.sealing.models import DataKey

SCOPE, OTHER = uuid.UUID(int=201), uuid.UUID(int=202)
pytestmark = pytest.mark.django_db
many = examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Row:
    """What a sealed attribute needs of a model."""

    answers = SealedJSON("box", "tests.row.answers")

    def __init__(self, practice_id: uuid.UUID = SCOPE) -> None:
        self.practice_id, self.box = practice_id, b""


@many
@given(text=st.binary(max_size=300))
def test_what_is_sealed_opens_again(text: bytes) -> None:
    assert unseal(SCOPE, "tests.a", seal(SCOPE, "tests.a", text)) == text


@many
@given(where=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_noticed(where: int, bit: int) -> None:
    box = bytearray(seal(SCOPE, "tests.a", b"a phone number"))
    box[where % len(box)] ^= 1 << bit
    with pytest.raises(Unsealable):
        unseal(SCOPE, "tests.a", bytes(box))


@many
@given(keep=st.integers(0, 40))
def test_a_box_cut_short_is_noticed(keep: int) -> None:
    box = seal(SCOPE, "tests.a", b"a phone number")
    with pytest.raises(Unsealable):
        unseal(SCOPE, "tests.a", box[: keep % len(box)])


@pytest.mark.parametrize(
    ("scope", "purpose"), [(OTHER, "tests.a"), (SCOPE, "tests.b"), (OTHER, "tests.b"), (SCOPE, "tests.a ")]
)
def test_a_box_moved_to_another_practice_or_purpose_does_not_open(scope: uuid.UUID, purpose: str) -> None:
    keys.current_version(OTHER)
    box = seal(SCOPE, "tests.a", b"Lenora Whitcombe")
    with pytest.raises(Unsealable):
        unseal(scope, purpose, box)


def test_the_same_words_never_look_the_same_twice() -> None:
    boxes = {seal(SCOPE, "tests.a", b"rhinoplasty") for _ in range(20)}
    assert len(boxes) == 20 and not any(b"rhinoplasty" in box for box in boxes)


@many
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=8,
    )
)
def test_json_comes_back_as_it_was(value: Any) -> None:
    row = Row()
    row.answers = value
    assert row.answers == value
    assert bool(row.box) is (value is not None)


def test_a_sealed_attribute_copied_to_another_practices_row_does_not_open() -> None:
    keys.current_version(OTHER)
    ours, theirs = Row(SCOPE), Row(OTHER)
    ours.answers = {"allergic": True}
    theirs.box = ours.box
    with pytest.raises(Unsealable):
        _ = theirs.answers


def test_a_model_takes_sealed_attributes_by_name_and_keeps_only_boxes() -> None:
    from django.utils import timezone

    notice = Notice.objects.create(
        practice_id=SCOPE,
        kind="tests",
        to="lenora@mail.example",
        subject="Hello",
        body="",
        due_at=timezone.now(),
    )
    kept = Notice.objects.get(pk=notice.pk)
    assert (kept.to, kept.subject, kept.body) == ("lenora@mail.example", "Hello", "")
    assert b"lenora" not in bytes(kept.to_sealed) and bytes(kept.body_sealed) == b""
    with pytest.raises(Unsealable):  # a box put into the column beside it
        kept.subject_sealed = kept.to_sealed
        _ = kept.subject


# --- keys ----------------------------------------------------------------------------------------------------


def test_rotation_keeps_old_boxes_readable_and_seals_new_ones_with_the_new_key() -> None:
    old = seal(SCOPE, "tests.a", b"before")
    assert keys.rotate(SCOPE) == 2
    new = seal(SCOPE, "tests.a", b"after")
    assert [unseal(SCOPE, "tests.a", box) for box in (old, new)] == [b"before", b"after"]
    assert [int.from_bytes(box[:4], "big") for box in (old, new)] == [1, 2]
    assert keys.derived(SCOPE, "field", 1) != keys.derived(SCOPE, "field", 2)


def test_digests_stay_comparable_over_a_rotation() -> None:
    before = blind_index(SCOPE, "patients.name", "Lenora Whitcombe")
    keys.rotate(SCOPE)
    assert blind_index(SCOPE, "patients.name", " lenora  WHITCOMBE".replace("  ", " ")) == before
    assert blind_index(OTHER, "patients.name", "Lenora Whitcombe") != before
    assert blind_index(SCOPE, "patients.handle", "Lenora Whitcombe") != before


def test_each_use_and_each_practice_has_a_key_of_its_own() -> None:
    made = {
        keys.stable(scope, use) for scope in (SCOPE, OTHER) for use in ("field", "file", "index", "digest")
    }
    assert len(made) == 8 and all(len(key) == 32 for key in made)


def test_another_master_key_opens_nothing(settings: Any) -> None:
    box = seal(SCOPE, "tests.a", b"ours")
    settings.CHAPERONE_MASTER_KEY = b64encode(os.urandom(32)).decode()
    with pytest.raises(Unsealable):
        unseal(SCOPE, "tests.a", box)


def test_a_data_key_moved_to_another_practice_opens_nothing() -> None:
    box = seal(SCOPE, "tests.a", b"ours")
    thief = uuid.uuid4()
    DataKey.objects.create(scope=thief, version=1, wrapped=DataKey.objects.get(scope=SCOPE).wrapped)
    with pytest.raises(Unsealable):
        unseal(thief, "tests.a", box)


@pytest.mark.parametrize("wrong", ["", "AAAA", b64encode(b"x" * 31).decode()])
def test_a_master_key_of_the_wrong_size_is_said(settings: Any, wrong: str) -> None:
    settings.CHAPERONE_MASTER_KEY = wrong
    with pytest.raises(ValueError, match="32 bytes in base64"):
        keys.master_key()


def test_no_data_key_stands_in_the_database_in_the_clear() -> None:
    keys.current_version(SCOPE)
    row = DataKey.objects.get(scope=SCOPE)
    assert len(bytes(row.wrapped)) == 12 + 32 + 16
    assert keys.derived(SCOPE, "field", 1) not in bytes(row.wrapped)
