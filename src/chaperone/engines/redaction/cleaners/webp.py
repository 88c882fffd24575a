"""WebP: a walker over RIFF chunks (RFC 9649) and a pixel-only encoder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chaperone.engines.redaction.cleaners import exif
from chaperone.engines.redaction.cleaners.base import Cleaner, Contents, Damaged, save
from chaperone.engines.redaction.picture import Picture

ALLOWED = {b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF"}
NAMES = {b"EXIF": "EXIF", b"XMP ": "XMP", b"ICCP": "ICC profile", b"C2PA": "C2PA manifest"}
METADATA_FLAGS = 0x20 | 0x08 | 0x04
"""ICC, EXIF and XMP bits of the VP8X header."""
QUALITY = 93


@dataclass(frozen=True)
class Chunk:
    name: bytes
    payload: bytes
    end: int


def chunks(data: bytes) -> Iterator[Chunk]:
    """Chunks inside the RIFF length. Raises `Damaged` when one points outside."""
    limit = 8 + int.from_bytes(data[4:8], "little")
    if limit > len(data):
        raise Damaged("the file is shorter than it says")
    at = 12
    while at + 8 <= limit:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + (size & 1)
        if at + 8 + size > limit:
            raise Damaged("a chunk is cut off")
        yield Chunk(data[at : at + 4], data[at + 8 : at + 8 + size], min(end, limit))
        at = end


def look(data: bytes) -> Contents:
    contents = Contents()
    try:
        for chunk in chunks(data):
            contents.lossless |= chunk.name == b"VP8L"
            if chunk.name not in {*ALLOWED, b"ALPH"}:
                contents.add(NAMES.get(chunk.name, "private chunk"), chunk.payload)
            if chunk.name == b"EXIF":
                contents.groups |= exif.groups(chunk.payload.removeprefix(b"Exif\x00\x00"))
        contents.trailing = data[8 + int.from_bytes(data[4:8], "little") :]
    except Damaged:
        contents.add("damaged container")
    if contents.trailing.strip(b"\x00"):
        contents.add("data after the picture")
    return contents


def residue(data: bytes) -> tuple[str, ...]:
    left: list[str] = []
    end = 12
    try:
        for chunk in chunks(data):
            end = chunk.end
            if chunk.name not in ALLOWED:
                left.append(f"WebP chunk {chunk.name.decode('ascii', 'replace')}")
            if chunk.name == b"VP8X" and chunk.payload[:1] and chunk.payload[0] & METADATA_FLAGS:
                left.append("WebP metadata flag")
    except Damaged as damage:
        left.append(f"WebP structure: {damage}")
    return (*left, *(["data after the picture"] if end < len(data) else []))


def encode(picture: Picture) -> bytes:
    if picture.lossless:
        return save(picture, "WEBP", lossless=True, quality=70, method=3)
    return save(picture, "WEBP", quality=QUALITY, method=4)


WEBP = Cleaner("webp", ("WEBP",), "webp", "image/webp", ".webp", look, encode, residue)
