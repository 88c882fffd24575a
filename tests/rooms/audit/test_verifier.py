"""The verifier against everything that can be done to a pack: one byte, one member, one entry, one signature."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.rooms.audit.packs import KEY, OTHER_KEY, WHOLE, parts

from chaperone.audit import verifier

MEMBERS = ("pack.json", "pack.sig", "verify.py", "README.txt", "posts/one.json")


def problems(data: bytes) -> str:
    return "\n".join(verifier.verify(data).problems)


def test_an_untouched_pack_is_whole() -> None:
    report = verifier.verify(WHOLE)
    assert report == verifier.Report(
        problems=(),
        entries=3,
        files=3,
        key=sha256(KEY.public_key().public_bytes_raw()).hexdigest(),
        checkpoint="6 entries at 2026-11-24T15:00:00.000000Z",
    )


# --- one byte ------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_reported(place: int, flip: int) -> None:
    changed = bytearray(WHOLE)
    changed[place] ^= flip
    report = verifier.verify(bytes(changed))
    assert not report.whole and all(report.problems)


LOCAL = {
    "signature": 0, "version": 4, "flags": 6, "method": 8, "time": 10, "crc": 14, "packed size": 18, "size": 22,
    "name length": 26, "extra length": 28, "name": 30,
}  # fmt: skip
CENTRAL = {
    "signature": 0, "made by": 4, "needed": 6, "flags": 8, "method": 10, "date": 14, "crc": 16, "packed size": 20,
    "size": 24, "name length": 28, "extra length": 30, "comment length": 32, "disk": 34, "internal": 36,
    "external": 38, "offset": 42, "name": 46,
}  # fmt: skip
END = {
    "signature": 0, "disk": 4, "entries": 8, "all entries": 10, "size": 12, "offset": 16, "comment length": 20,
}  # fmt: skip
"""Where each field of a zip's structures begins (APPNOTE.TXT 4.3.7, 4.3.12, 4.3.16)."""


def _regions() -> dict[str, int]:
    """A byte in every field of every header, in every name and in every content."""
    found: dict[str, int] = {}
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        central = archive.start_dir
        for one in archive.infolist():
            name, start = one.filename, one.header_offset
            found |= {f"{name}: local {field}": start + at for field, at in LOCAL.items()}
            found |= {f"{name}: content": start + 30 + len(name)}
            found |= {f"{name}: directory {field}": central + at for field, at in CENTRAL.items()}
            central += 46 + len(name)
    return found | {f"end {field}": central + at for field, at in END.items()}


@pytest.mark.parametrize(("region", "place"), _regions().items())
def test_every_structure_of_the_zip_is_covered(region: str, place: int) -> None:
    for flip in (1, 0x20, 0xFF):
        changed = bytearray(WHOLE)
        changed[place] ^= flip
        assert not verifier.verify(bytes(changed)).whole, region


@pytest.mark.parametrize("name", MEMBERS)
def test_a_changed_member_is_named(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        start = archive.getinfo(name).header_offset + 30 + len(name)
    changed = bytearray(WHOLE)
    changed[start] ^= 1
    assert name in problems(bytes(changed))


def test_bytes_hidden_between_the_members_are_found() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        start = archive.start_dir
    hidden = bytearray(WHOLE[:start] + b"hidden" + WHOLE[start:])
    struct.pack_into(
        "<I", hidden, len(hidden) - 6, start + 6
    )  # the directory's offset, so that it still opens
    assert "the zip itself: byte" in problems(bytes(hidden))


def test_a_comment_behind_the_end_is_found() -> None:
    commented = bytearray(WHOLE + b"note")
    struct.pack_into("<H", commented, len(WHOLE) - 2, 4)
    assert "the zip itself" in problems(bytes(commented))


# --- members -------------------------------------------------------------------------------------------------


def test_a_file_changed_with_its_checksums_is_named() -> None:
    changed = parts()
    members = [(name, data.replace(b"expect", b"EXPECT")) for name, data in changed.signed()]
    assert verifier.verify(verifier.zip_bytes(members)).problems == ("posts/one.json: changed",)


def test_a_removed_file_is_named() -> None:
    members = [one for one in parts().signed() if one[0] != "posts/one.json"]
    assert verifier.verify(verifier.zip_bytes(members)).problems == ("posts/one.json: missing",)


def test_an_added_file_is_named() -> None:
    members = [*parts().signed(), ("extra.txt", b"x")]
    assert verifier.verify(verifier.zip_bytes(members)).problems == (
        "extra.txt: added; the pack does not name it",
    )


def test_reordered_files_are_reported() -> None:
    first, second, *others = parts().signed()
    assert verifier.verify(verifier.zip_bytes([first, second, *reversed(others)])).problems == (
        "the files: reordered",
    )


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_named() -> None:
    members = [*parts().signed(), ("posts/one.json", b"another")]
    assert "posts/one.json: there is more than one of it" in problems(verifier.zip_bytes(members))


def test_a_packed_member_is_not_unpacked() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pack.json", b"0" * 50_000_000)
    assert verifier.verify(out.getvalue()).problems == ("pack.json: not stored as Chaperone stores it",)


# --- entries -------------------------------------------------------------------------------------------------


def _edited(edit: Callable[[dict[str, Any]], object]) -> str:
    """Problems of a pack whose index was edited and signed again with the practice's own key."""
    changed = parts()
    edit(changed.index)
    return problems(changed.zipped())


def test_a_changed_entry_is_named() -> None:
    found = _edited(lambda index: index["entries"][1]["entry"]["data"].update(number=99))
    assert found == "entry 3 (posts.version.saved): not in the signed trail like this"


def test_an_inserted_entry_is_named() -> None:
    made_up = {**parts().index["entries"][0], "index": 2}
    found = _edited(lambda index: index["entries"].insert(1, made_up))
    assert found == "entry 2 (posts.version.saved): not in the signed trail like this"


def test_reordered_entries_are_reported() -> None:
    assert _edited(lambda index: index["entries"].reverse()) == "entries: reordered or repeated"


def test_swapped_places_are_named() -> None:
    def swap(index: dict[str, Any]) -> None:
        first, second = index["entries"][:2]
        first["index"], second["index"] = second["index"], first["index"]

    assert _edited(swap).count("not in the signed trail like this") == 2


def test_a_removed_entry_breaks_the_signature() -> None:
    changed = parts()
    _, signature = changed.signed()[:2]
    del changed.index["entries"][1]
    members = [changed.signed()[0], signature, *changed.members]
    assert problems(verifier.zip_bytes(members)) == (
        "pack.json: its signature does not fit; something in it was changed"
    )


def test_a_cut_proof_is_named() -> None:
    assert "entry 1" in _edited(lambda index: index["entries"][0]["proof"].pop())


def test_a_wrong_opening_is_named() -> None:
    found = _edited(lambda index: index["entries"][0]["openings"]["text"].update(value="something else"))
    assert found == "entry 1 (posts.version.saved): the opened text is not what was committed to"


def test_an_entry_beyond_the_tree_is_named() -> None:
    assert "entry 6" in _edited(lambda index: index["entries"][2].update(index=6))


# --- signatures ----------------------------------------------------------------------------------------------


def test_a_signature_by_another_key_is_reported() -> None:
    changed = parts()
    changed.key = OTHER_KEY
    assert "pack.json: its signature does not fit" in problems(changed.zipped())


def test_another_key_inside_does_not_fit_the_checkpoint() -> None:
    changed = parts()
    changed.key = OTHER_KEY
    changed.index["public_key"] = OTHER_KEY.public_key().public_bytes_raw().hex()
    assert problems(changed.zipped()) == "checkpoint: its signature does not fit"


@pytest.mark.parametrize("field", ["size", "root", "at", "signature"])
def test_each_part_of_the_checkpoint_is_signed(field: str) -> None:
    other = {"size": 7, "root": "00" * 32, "at": "2026-11-24T15:00:01.000000Z", "signature": "00" * 64}

    def change(index: dict[str, Any]) -> None:
        index["checkpoint"][field] = other[field]

    assert "checkpoint: its signature does not fit" in _edited(change)


def test_a_signature_in_capitals_is_reported() -> None:
    first, (name, signature), *others = parts().signed()
    members = [first, (name, signature.upper()), *others]
    assert problems(verifier.zip_bytes(members)) == "pack.sig: not written as Chaperone writes it"


# --- not a pack ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [0, 1, 2, 100, len(WHOLE) // 2, len(WHOLE) - 1])
def test_a_cut_file_is_reported(kept: int) -> None:
    report = verifier.verify(WHOLE[:kept])
    assert not report.whole
    assert report.readable == (kept >= 2)


@given(st.binary(max_size=400))
def test_noise_is_never_whole_and_never_raises(noise: bytes) -> None:
    assert not verifier.verify(noise).whole
    assert not verifier.verify(b"PK\x03\x04" + noise).whole


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "7", '{"format": 1}', "[" * 100_000, "\ud800"])
def test_any_index_is_reported_not_raised(text: str) -> None:
    members = [("pack.json", text.encode("utf-8", "surrogatepass")), ("pack.sig", b"00")]
    assert not verifier.verify(verifier.zip_bytes(members)).whole


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(["public_key", "checkpoint", "entries", "files", "format", "practice"]),
    st.recursive(
        st.none() | st.integers() | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
        max_leaves=4,
    ),
)
def test_nonsense_in_the_index_is_reported_not_raised(field: str, nonsense: Any) -> None:
    assume(nonsense != [])  # a case of which the trail says nothing is no nonsense
    changed = parts()
    changed.index[field] = nonsense
    assert not verifier.verify(changed.zipped()).whole


# --- signatures by the book --------------------------------------------------------------------------------------


@given(st.binary(max_size=200), st.integers(0, 511))
@settings(max_examples=25, deadline=None)
def test_ed25519_agrees_with_the_library_and_refuses_one_bit(message: bytes, bit: int) -> None:
    public, signature = KEY.public_key().public_bytes_raw(), KEY.sign(message)
    assert verifier.signed_by(public, message, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not verifier.signed_by(public, message, bytes(changed))
