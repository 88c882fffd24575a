"""A sealed file is whole, in order and in its place, or it is not opened."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pytest
from django.core.files.base import File
from django.core.files.storage import storages
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaperone.foundation.sealing import files, keys
from chaperone.foundation.sealing.boxes import Unsealable

FRAME = 48  # bytes of a frame in these tests, so that small files have many
HEAD = len(files.MAGIC) + 4
BOX = FRAME + 12 + 16
SCOPE, OTHER = uuid.UUID(int=101), uuid.UUID(int=102)

pytestmark = pytest.mark.django_db
many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
texts = st.binary(max_size=FRAME * 4 + 7)


@pytest.fixture(autouse=True)
def _small_frames(monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    monkeypatch.setattr(files, "FRAME_BYTES", FRAME)
    for scope in (SCOPE, OTHER):
        keys.current_version(scope)


def raw(name: str) -> bytes:
    with storages["sealed"].open(name, "rb") as sealed:
        return bytes(sealed.read())


def replace(name: str, content: bytes) -> None:
    storages["sealed"].delete(name)
    assert storages["sealed"].save(name, File(BytesIO(content))) == name


def frames(sealed: bytes) -> list[bytes]:
    body = sealed[HEAD:]
    return [body[start : start + BOX] for start in range(0, len(body), BOX)]


@many
@given(text=texts, cuts=st.lists(st.integers(0, FRAME * 5), max_size=5))
def test_what_goes_in_comes_out_however_it_was_handed_over(text: bytes, cuts: list[int]) -> None:
    edges = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    chunks = [text[start:end] for start, end in pairwise(edges)]
    assert files.read(SCOPE, files.write(SCOPE, iter(chunks))) == text


@many
@given(text=texts, where=st.integers(0, 10**6), bit=st.integers(0, 7))
def test_one_flipped_bit_anywhere_is_noticed(text: bytes, where: int, bit: int) -> None:
    name = files.write(SCOPE, text)
    sealed = bytearray(raw(name))
    sealed[where % len(sealed)] ^= 1 << bit
    replace(name, bytes(sealed))
    with pytest.raises(Unsealable):
        files.read(SCOPE, name)


@many
@given(text=texts, keep=st.integers(0, 10**6))
def test_a_file_cut_short_anywhere_is_noticed(text: bytes, keep: int) -> None:
    name = files.write(SCOPE, text)
    sealed = raw(name)
    replace(name, sealed[: keep % len(sealed)])
    with pytest.raises(Unsealable):
        files.read(SCOPE, name)


@many
@given(tail=st.binary(min_size=1, max_size=BOX * 2))
def test_what_is_appended_is_noticed(tail: bytes) -> None:
    name = files.write(SCOPE, b"x" * FRAME * 2)
    replace(name, raw(name) + tail)
    with pytest.raises(Unsealable):
        files.read(SCOPE, name)


@many
@given(order=st.permutations(range(4)))
def test_frames_in_another_order_are_noticed(order: list[int]) -> None:
    text = b"".join(bytes([65 + number]) * FRAME for number in range(4))
    name = files.write(SCOPE, text)
    sealed = raw(name)
    parts = frames(sealed)
    replace(name, sealed[:HEAD] + b"".join(parts[number] for number in order))
    if list(order) == [0, 1, 2, 3]:
        assert files.read(SCOPE, name) == text
    else:
        with pytest.raises(Unsealable):
            files.read(SCOPE, name)


@pytest.mark.parametrize("kept", [[0, 1, 3], [0, 0, 1, 2, 3], [3], [1, 2, 3], [0, 1, 2]])
def test_frames_left_out_or_told_twice_are_noticed(kept: list[int]) -> None:
    name = files.write(SCOPE, b"y" * (FRAME * 3 + 5))
    sealed = raw(name)
    replace(name, sealed[:HEAD] + b"".join(frames(sealed)[number] for number in kept))
    with pytest.raises(Unsealable):
        files.read(SCOPE, name)


def test_a_frame_of_another_file_does_not_fit() -> None:
    first, second = files.write(SCOPE, b"a" * FRAME * 3), files.write(SCOPE, b"b" * FRAME * 3)
    mine, theirs = frames(raw(first)), frames(raw(second))
    replace(first, raw(first)[:HEAD] + mine[0] + theirs[1] + mine[2])
    with pytest.raises(Unsealable):
        files.read(SCOPE, first)


def test_a_file_under_another_name_does_not_open() -> None:
    """Somebody with access to the folder puts one patient's picture in another's place."""
    first, second = files.write(SCOPE, b"one patient"), files.write(SCOPE, b"another patient")
    replace(second, raw(first))
    with pytest.raises(Unsealable):
        files.read(SCOPE, second)


def test_another_practice_does_not_open_it() -> None:
    name = files.write(SCOPE, b"a patient of ours")
    with pytest.raises(Unsealable):
        files.read(OTHER, name)


def test_nothing_unauthentic_is_given_out_on_the_way() -> None:
    text = bytes(range(FRAME)) * 4
    name = files.write(SCOPE, text)
    sealed = bytearray(raw(name))
    sealed[HEAD + BOX * 2 + 20] ^= 1
    replace(name, bytes(sealed))
    given_out = b""
    with pytest.raises(Unsealable):
        for frame in _each(files.stream(SCOPE, name)):
            given_out += frame
    assert given_out == text[: FRAME * 2]


def _each(stream: Iterator[bytes]) -> Iterator[bytes]:
    yield from stream


def test_the_folder_shows_neither_content_nor_name_nor_length_of_words() -> None:
    name = files.write(SCOPE, b"Lenora Whitcombe, before")
    assert b"Lenora" not in raw(name) and "Lenora" not in name
    assert len(name.partition("/")[2]) == 32


def test_deleting_twice_is_fine_and_what_is_gone_is_said() -> None:
    name = files.write(SCOPE, b"x")
    files.delete(name)
    files.delete(name)
    with pytest.raises(FileNotFoundError):
        files.read(SCOPE, name)


def test_a_file_sealed_before_a_rotation_still_opens() -> None:
    old = files.write(SCOPE, b"sealed last year")
    assert keys.rotate(SCOPE) == 2
    new = files.write(SCOPE, b"sealed today")
    assert [files.read(SCOPE, name) for name in (old, new)] == [b"sealed last year", b"sealed today"]
    versions = [int.from_bytes(raw(name)[len(files.MAGIC) : HEAD], "big") for name in (old, new)]
    assert versions == [1, 2]
