"""PNG and animated PNG: a walker over chunks (PNG specification, third edition) and a pixel-only encoder."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from chaperone.engines.redaction.cleaners import exif
from chaperone.engines.redaction.cleaners.base import Cleaner, Contents, Damaged, save
from chaperone.engines.redaction.picture import Picture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
ALLOWED = {b"IHDR", b"IDAT", b"IEND", b"acTL", b"fcTL", b"fdAT"}
HARMLESS = {
    b"PLTE",
    b"tRNS",
    b"gAMA",
    b"cHRM",
    b"sRGB",
    b"sBIT",
    b"bKGD",
    b"hIST",
    b"pHYs",
    b"cICP",
    b"mDCV",
    b"cLLI",
}
NAMES = {
    b"eXIf": "EXIF",
    b"iCCP": "ICC profile",
    b"tIME": "date",
    b"caBX": "C2PA manifest",
    b"sPLT": "palette name",
}
TEXT = {b"tEXt", b"zTXt", b"iTXt"}


@dataclass(frozen=True)
class Chunk:
    name: bytes
    payload: bytes
    end: int


def chunks(data: bytes) -> Iterator[Chunk]:
    """Chunks up to and with IEND. Raises `Damaged` for a bad length or checksum, or when IEND is missing."""
    at = len(SIGNATURE)
    while True:
        size = int.from_bytes(data[at : at + 4], "big")
        name, payload = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        end = at + 12 + size
        if end > len(data):
            raise Damaged("a chunk is cut off")
        if zlib.crc32(name + payload) != int.from_bytes(data[end - 4 : end], "big"):
            raise Damaged("a chunk's checksum is wrong")
        yield Chunk(name, payload, end)
        if name == b"IEND":
            return
        at = end


def look(data: bytes) -> Contents:
    contents = Contents(lossless=True)
    try:
        for chunk in chunks(data):
            _note(contents, chunk)
            contents.trailing = data[chunk.end :]
    except Damaged:
        contents.trailing = b""
        contents.add("damaged container")
    if contents.trailing.strip(b"\x00"):
        contents.add("data after the picture")
    return contents


def residue(data: bytes) -> tuple[str, ...]:
    left: list[str] = []
    end = 0
    try:
        for chunk in chunks(data):
            end = chunk.end
            if chunk.name not in ALLOWED:
                left.append(f"PNG chunk {chunk.name.decode('ascii', 'replace')}")
    except Damaged as damage:
        left.append(f"PNG structure: {damage}")
    return (*left, *(["data after the picture"] if end < len(data) else []))


def encode(picture: Picture) -> bytes:
    return save(picture, "PNG", compress_level=6)


def _note(contents: Contents, chunk: Chunk) -> None:
    if chunk.name in ALLOWED or chunk.name in HARMLESS:
        return
    if chunk.name in TEXT:
        contents.add("XMP" if chunk.payload.startswith(b"XML:com.adobe.xmp") else "comment", chunk.payload)
        return
    contents.add(NAMES.get(chunk.name, "private chunk"), chunk.payload)
    if chunk.name == b"eXIf":
        contents.groups |= exif.groups(chunk.payload)


PNG = Cleaner("png", ("PNG",), "png", "image/png", ".png", look, encode, residue)
