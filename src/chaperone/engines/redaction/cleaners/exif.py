"""The tags of a TIFF structure (EXIF blocks and TIFF files), read without a library: TIFF 6.0, section 2."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from chaperone.engines.redaction.cleaners.base import Damaged

GPS_IFD, EXIF_IFD, MAKER_NOTE, XMP, IPTC, ICC, PHOTOSHOP = (
    0x8825,
    0x8769,
    0x927C,
    0x02BC,
    0x83BB,
    0x8773,
    0x8649,
)
MAX_DIRECTORIES = 64
MAX_ENTRIES = 4096


@dataclass(frozen=True)
class Directory:
    """One image file directory: its tags, and where they point (tag to value or offset)."""

    tags: dict[int, int]


def directories(block: bytes) -> Iterator[Directory]:
    """The main chain of directories. Raises `Damaged` when the header is wrong or a directory lies outside."""
    order = {b"II": "<", b"MM": ">"}.get(block[:2])
    if order is None or len(block) < 8:
        raise Damaged("no TIFF header")
    offset = struct.unpack(order + "I", block[4:8])[0]
    seen: set[int] = set()
    while offset and offset not in seen and len(seen) < MAX_DIRECTORIES:
        seen.add(offset)
        tags, offset = _read(block, offset, order)
        yield Directory(tags)


def groups(block: bytes) -> set[str]:
    """Names of what an EXIF block holds. A damaged block still counts as EXIF: it is bytes that must not leave."""
    found = {"EXIF"}
    try:
        chain = list(directories(block))
        found |= _groups(block, chain)
    except (Damaged, struct.error):
        found.add("damaged EXIF")
    return found


def _groups(block: bytes, chain: list[Directory]) -> set[str]:
    order = "<" if block[:2] == b"II" else ">"
    tags = dict(chain[0].tags) if chain else {}
    if EXIF_IFD in tags:
        tags |= _read(block, tags[EXIF_IFD], order)[0]
    names = {GPS_IFD: "GPS", MAKER_NOTE: "maker notes", XMP: "XMP", IPTC: "IPTC", ICC: "ICC profile"}
    found = {name for tag, name in names.items() if tag in tags}
    return found | ({"thumbnail"} if len(chain) > 1 else set())


def _read(block: bytes, offset: int, order: str) -> tuple[dict[int, int], int]:
    if offset + 2 > len(block):
        raise Damaged("a directory lies outside the file")
    count = struct.unpack_from(order + "H", block, offset)[0]
    end = offset + 2 + count * 12
    if count > MAX_ENTRIES or end > len(block):
        raise Damaged("a directory is cut off")
    tags = {}
    for at in range(offset + 2, end, 12):
        tag, _, _, value = struct.unpack_from(order + "HHII", block, at)
        tags[tag] = value
    following = struct.unpack_from(order + "I", block, end)[0] if end + 4 <= len(block) else 0
    return tags, following
