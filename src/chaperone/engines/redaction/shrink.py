"""Smaller copies of clean pictures, for networks that take fewer bytes than a camera makes.

Works on an output of :func:`chaperone.engines.redaction.redact` only: pixels are scaled, nothing is covered,
uncovered or retouched, and the copy is checked for metadata like any other output.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from PIL import Image

from chaperone.engines.redaction.cleaners.jpeg import residue
from chaperone.engines.redaction.errors import Unreadable

SIDES = (2048, 1600, 1280, 1024, 800, 640)
QUALITY = 85


@dataclass(frozen=True, slots=True)
class Shrunk:
    """The copy: bytes, MIME type and size in pixels."""

    data: bytes = field(repr=False)
    mime: str
    width: int
    height: int


def shrink(data: bytes, *, max_bytes: int) -> Shrunk:
    """The picture itself when it fits ``max_bytes``, else the largest JPEG copy that does.

    The same bytes give the same copy. Raises :class:`Unreadable` when even 640 pixels a side do not fit.
    """
    with Image.open(io.BytesIO(data)) as picture:
        mime = Image.MIME[picture.format or ""]
        if len(data) <= max_bytes:
            return Shrunk(data, mime, picture.width, picture.height)
        flat = _without_transparency(picture)
    for side in SIDES:
        copy = _jpeg(flat, side)
        if len(copy.data) <= max_bytes:
            return _checked(copy)
    raise Unreadable(
        "The picture cannot be made small enough for this network.", "Crop it, or choose another."
    )


def _without_transparency(picture: Image.Image) -> Image.Image:
    if "A" not in picture.getbands() and picture.mode != "P":
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _jpeg(flat: Image.Image, side: int) -> Shrunk:
    copy = flat.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    copy.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Shrunk(out.getvalue(), "image/jpeg", copy.width, copy.height)


def _checked(copy: Shrunk) -> Shrunk:
    if residue(copy.data):
        raise Unreadable("The smaller copy still held metadata.", "Cover the picture again in the library.")
    return copy
