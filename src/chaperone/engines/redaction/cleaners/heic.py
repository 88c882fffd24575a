"""HEIC and HEIF: read only (the packaged decoder cannot write), the clean copy is a JPEG.

The walker reads ISO base media boxes (ISO/IEC 14496-12) far enough to name what is inside.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chaperone.engines.redaction.cleaners import jpeg
from chaperone.engines.redaction.cleaners.base import Cleaner, Contents, Damaged

ITEMS = {b"Exif": "EXIF", b"mime": "XMP", b"uri ": "private item"}
MARKS = (
    (b"GPSLatitude", "GPS"),
    (b"urn:mpeg:hevc:2015:auxid:2", "depth map"),
    (b"auxiliary:depth", "depth map"),
    (b"thmb", "thumbnail"),
    (b"colrprof", "ICC profile"),
    (b"moov", "motion photo video"),
)


@dataclass(frozen=True)
class IsoBox:
    name: bytes
    payload: bytes


def boxes(data: bytes) -> Iterator[IsoBox]:
    """Boxes of one level. Raises `Damaged` when a length points outside."""
    at = 0
    while at + 8 <= len(data):
        size, name, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        size = size or len(data) - at
        if size < head or at + size > len(data):
            raise Damaged("a box is cut off")
        yield IsoBox(name, data[at + head : at + size])
        at += size


def look(data: bytes) -> Contents:
    contents = Contents()
    try:
        for box in boxes(data):
            if box.name == b"meta":
                _note_items(contents, box.payload)
            elif box.name in (b"moov", b"free", b"uuid", b"skip"):
                contents.add("motion photo video" if box.name == b"moov" else "private box")
    except Damaged:
        contents.add("damaged container")
    return contents


def _note_items(contents: Contents, meta: bytes) -> None:
    for mark, name in MARKS:
        if mark in meta:
            contents.add(name)
    for kind, name in ITEMS.items():
        at = meta.find(b"infe")
        while at >= 0:
            if meta[at + 12 : at + 16] == kind:
                contents.add(name)
            at = meta.find(b"infe", at + 4)


HEIC = Cleaner("heic", ("HEIF",), "jpeg", "image/jpeg", ".jpg", look, jpeg.encode, jpeg.residue)
