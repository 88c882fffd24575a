"""MP4 boxes read by hand (ISO/IEC 14496-12): the second opinion on what FFmpeg wrote, and on what came in.

`residue` knows an allow-list: whatever box is not on it is named, wherever it stands. Dates must be zero, padding
must be empty, handler names must be the muxer's own words, and the first picture must carry no unregistered user data.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

PARENTS = {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf"}
ALLOWED = PARENTS | {
    *(b"ftyp", b"mdat", b"free", b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"vmhd", b"smhd", b"dref", b"elst"),
    *(b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"stss", b"sgpd", b"sbgp"),
}
ALLOWED_IN_ENTRY = {b"avcC", b"pasp", b"colr", b"btrt", b"esds", b"fiel"}
ENTRY_HEADS = {b"avc1": 78, b"mp4a": 28}
"""Bytes of a sample entry before its own boxes."""
OUR_HANDLERS = {b"VideoHandler", b"SoundHandler", b""}
DATED = {b"mvhd", b"tkhd", b"mdhd"}
MOST_BOXES = 20_000
PICTURE_TYPES = {1, 2, 3, 4, 5, 7, 8, 9}
"""NAL units of an H.264 stream that are slices, parameter sets and delimiters (ITU-T H.264, table 7-1); 6 is SEI."""


class BadBoxes(Exception):
    """A box that points outside its parent or outside the file."""


@dataclass(frozen=True)
class Box:
    """`start` and `size` of the payload in bytes from the start of the file."""

    name: bytes
    start: int
    size: int


def boxes(stream: IO[bytes], start: int, end: int) -> Iterator[Box]:
    """The boxes between two places. Raises `BadBoxes` when one does not fit."""
    while start < end:
        stream.seek(start)
        head = stream.read(8)
        if len(head) < 8:
            raise BadBoxes
        size, name, used = int.from_bytes(head[:4], "big"), head[4:], 8
        if size == 1:
            size, used = int.from_bytes(stream.read(8), "big"), 16
        elif size == 0:
            size = end - start
        if size < used or start + size > end:
            raise BadBoxes
        yield Box(name, start + used, size - used)
        start += size


def walk(stream: IO[bytes]) -> Iterator[Box]:
    """Every box of the file, parents before children."""
    waiting = [(0, length(stream))]
    count = 0
    while waiting:
        for box in boxes(stream, *waiting.pop()):
            count += 1
            if count > MOST_BOXES:
                raise BadBoxes
            yield box
            if box.name in PARENTS:
                waiting.append((box.start, box.start + box.size))


def length(stream: IO[bytes]) -> int:
    return stream.seek(0, 2)


def is_cut_off(stream: IO[bytes], container: str) -> bool:
    """Whether the file ends inside one of its outermost parts, as a copy that was interrupted does. Matroska does not
    tell: there the missing seconds do.
    """
    if container == "avi":
        return _riff_is_cut_off(stream)
    if container != "mp4":
        return False
    try:
        for box in boxes(stream, 0, length(stream)):
            del box
    except BadBoxes:
        return True
    return False


def _riff_is_cut_off(stream: IO[bytes]) -> bool:
    """AVI is one RIFF part, or several in a row (OpenDML); a length of 0 was never filled in and says nothing."""
    start, end = 0, length(stream)
    while start + 8 <= end:
        stream.seek(start)
        head = stream.read(8)
        size = int.from_bytes(head[4:], "little")
        if head[:4] != b"RIFF" or not size:
            return False
        start += 8 + size + size % 2
    return start > end + 1


def blank(stream: IO[bytes], name: bytes) -> None:
    """Turn every box of this name into empty padding of the same length, in place."""
    for box in [box for box in walk(stream) if box.name == name]:
        stream.seek(box.start - 4)
        stream.write(b"free" + bytes(box.size))
    stream.flush()


def residue(stream: IO[bytes]) -> tuple[str, ...]:
    """What an *output* holds besides pictures and sound, by name; empty when nothing. Never values."""
    try:
        found = [name for box in walk(stream) for name in _judge(stream, box)]
        found += [name for place in _picture_places(stream) for name in _first_picture(stream, place)]
        found += [] if _faststart(stream) else ["an index behind the pictures"]
    except BadBoxes:
        return ("boxes that do not fit together",)
    return tuple(dict.fromkeys(found))


def _judge(stream: IO[bytes], box: Box) -> Iterator[str]:
    if box.name not in ALLOWED:
        yield f"a box {_printable(box.name)}"
    elif box.name in DATED and _dates(stream, box):
        yield "a date"
    elif box.name == b"free" and not _empty(stream, box):
        yield "padding that is not empty"
    elif box.name == b"hdlr" and _payload(stream, box)[24:].rstrip(b"\0") not in OUR_HANDLERS:
        yield "a handler's name"
    elif box.name == b"stsd":
        yield from _entries(stream, box)


def _entries(stream: IO[bytes], box: Box) -> Iterator[str]:
    for entry in boxes(stream, box.start + 8, box.start + box.size):
        head = ENTRY_HEADS.get(entry.name)
        if head is None:
            yield f"a stream of kind {_printable(entry.name)}"
            continue
        for inner in boxes(stream, entry.start + head, entry.start + entry.size):
            if inner.name not in ALLOWED_IN_ENTRY:
                yield f"a box {_printable(inner.name)}"
        if entry.name == b"avc1" and any(_payload(stream, entry)[42:74]):
            yield "an encoder's name"


def _picture_places(stream: IO[bytes]) -> Iterator[int]:
    """Where the first sample of each track of pictures begins: the first offset of the index behind a video header."""
    pictures = False
    for box in walk(stream):
        if box.name in (b"vmhd", b"smhd"):
            pictures = box.name == b"vmhd"
        elif box.name in (b"stco", b"co64") and pictures:
            width = 4 if box.name == b"stco" else 8
            yield int.from_bytes(_payload(stream, box)[8 : 8 + width], "big")


def _first_picture(stream: IO[bytes], at: int) -> Iterator[str]:
    """The units of a picture by their length prefixes, up to its first slice."""
    for _ in range(8):
        stream.seek(at)
        head = stream.read(5)
        if len(head) < 5:
            return
        kind = head[4] & 0x1F
        if kind not in PICTURE_TYPES:
            yield "text written by the encoder" if kind == 6 else "an unknown unit"
            return
        if kind in (1, 5):
            return
        at += 4 + int.from_bytes(head[:4], "big")


def _dates(stream: IO[bytes], box: Box) -> bool:
    payload = _payload(stream, box)
    wide = payload[:1] == b"\1"
    created, modified = struct.unpack_from(">QQ" if wide else ">II", payload.ljust(24, b"\0"), 4)
    return bool(created or modified)


def _empty(stream: IO[bytes], box: Box) -> bool:
    stream.seek(box.start)
    left = box.size
    while left > 0:
        part = stream.read(min(left, 65_536))
        if not part or any(part):
            return False
        left -= len(part)
    return True


def _faststart(stream: IO[bytes]) -> bool:
    order = [box.name for box in boxes(stream, 0, length(stream))]
    return b"moov" in order and b"mdat" in order and order.index(b"moov") < order.index(b"mdat")


def _payload(stream: IO[bytes], box: Box, most: int = 4096) -> bytes:
    stream.seek(box.start)
    return stream.read(min(box.size, most))


def _printable(name: bytes) -> str:
    return "".join(chr(byte) if 0x20 <= byte < 0x7F else "?" for byte in name)
