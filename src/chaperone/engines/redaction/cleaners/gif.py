"""GIF, still or animated: a walker over blocks (GIF89a specification) and a pixel-only encoder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chaperone.engines.redaction.cleaners.base import Cleaner, Contents, Damaged, save
from chaperone.engines.redaction.picture import Picture

EXTENSION, IMAGE, TRAILER = 0x21, 0x2C, 0x3B
GRAPHIC_CONTROL, COMMENT, PLAIN_TEXT, APPLICATION = 0xF9, 0xFE, 0x01, 0xFF
LOOP = b"NETSCAPE2.0"


@dataclass(frozen=True)
class Block:
    """`label` is the extension's label, or the introducer for an image and the trailer."""

    label: int
    payload: bytes
    end: int


def blocks(data: bytes) -> Iterator[Block]:
    """Blocks up to and with the trailer. Raises `Damaged` when one is cut off or unknown."""
    if len(data) < 13:
        raise Damaged("the header is cut off")
    at = 13 + _table(data[10])
    while True:
        introducer = _byte(data, at)
        if introducer == TRAILER:
            yield Block(TRAILER, b"", at + 1)
            return
        if introducer == EXTENSION:
            label, at = _byte(data, at + 1), at + 2
        elif introducer == IMAGE:
            label, at = IMAGE, at + 10 + _table(_byte(data, at + 9)) + 1
        else:
            raise Damaged("an unknown block")
        payload, at = _sub_blocks(data, at)
        yield Block(label, payload, at)


def look(data: bytes) -> Contents:
    contents = Contents(lossless=True)
    try:
        for block in blocks(data):
            _note(contents, block)
            contents.trailing = data[block.end :]
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
        for block in blocks(data):
            end = block.end
            loop = block.label == APPLICATION and block.payload.startswith(LOOP) and len(block.payload) == 14
            if not loop and block.label not in (TRAILER, IMAGE, GRAPHIC_CONTROL):
                left.append(f"GIF extension {block.label:02X}")
    except Damaged as damage:
        left.append(f"GIF structure: {damage}")
    return (*left, *(["data after the picture"] if end < len(data) else []))


def encode(picture: Picture) -> bytes:
    return save(picture, "GIF", optimize=False)


def _note(contents: Contents, block: Block) -> None:
    if block.label == COMMENT or block.label == PLAIN_TEXT:
        contents.add("comment", block.payload)
    elif block.label == APPLICATION and not block.payload.startswith((LOOP, b"ANIMEXTS1.0")):
        name = {b"XMP DataXMP": "XMP", b"ICCRGBG1012": "ICC profile"}.get(
            block.payload[:11], "application data"
        )
        contents.add(name, block.payload)


def _table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise Damaged("the end is missing")
    return data[at]


def _sub_blocks(data: bytes, at: int) -> tuple[bytes, int]:
    payload = bytearray()
    while size := _byte(data, at):
        payload += data[at + 1 : at + 1 + size]
        at += 1 + size
    return bytes(payload), at + 1


GIF = Cleaner("gif", ("GIF",), "gif", "image/gif", ".gif", look, encode, residue)
