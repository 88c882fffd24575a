"""TIFF: the first picture only; the walker reads every directory's tags (TIFF 6.0)."""

from __future__ import annotations

from chaperone.engines.redaction.cleaners import exif
from chaperone.engines.redaction.cleaners.base import Cleaner, Contents, Damaged, save
from chaperone.engines.redaction.picture import Picture

ALLOWED = {256, 257, 258, 259, 262, 273, 274, 277, 278, 279, 282, 283, 284, 296, 317, 339}
"""Size, bits, compression, colour, strips, orientation, samples, resolution, layout, predictor, sample format."""
STRUCTURE = ALLOWED | {254, 255, 266, 269, 320, 322, 323, 324, 325, 332, 338, 347, 530, 531, 532}


def look(data: bytes) -> Contents:
    contents = Contents(lossless=True)
    try:
        chain = list(exif.directories(data))
    except Damaged:
        contents.add("damaged container")
        return contents
    tags = chain[0].tags if chain else {}
    if set(tags) - STRUCTURE:
        contents.groups |= exif.groups(data) - {"thumbnail"}
    if len(chain) > 1:
        contents.add("extra pictures")
    return contents


def residue(data: bytes) -> tuple[str, ...]:
    try:
        chain = list(exif.directories(data))
    except Damaged as damage:
        return (f"TIFF structure: {damage}",)
    left = [f"TIFF tag {tag}" for directory in chain for tag in sorted(set(directory.tags) - ALLOWED)]
    return (*left, *(["extra pictures"] if len(chain) > 1 else []))


def encode(picture: Picture) -> bytes:
    first = Picture(picture.frames[:1])
    return save(first, "TIFF", compression="tiff_lzw")


TIFF = Cleaner("tiff", ("TIFF",), "tiff", "image/tiff", ".tif", look, encode, residue)
