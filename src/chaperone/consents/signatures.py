"""Reads what the signature field sends: a drawn picture or a typed name."""

from __future__ import annotations

import base64
import binascii
import io

from PIL import Image, ImageStat, UnidentifiedImageError

from chaperone.consents.rules import Signature

PREFIX = "data:image/png;base64,"
MOST_BYTES = 600_000
LARGEST_SIDE = 2400
LEAST_INK = 0.05  # standard deviation of brightness (0-255) below which the sheet is empty


def read_signature(*, method: str, typed: str, drawn: str) -> Signature | None:
    """The signature, or ``None`` when there is none worth the name. A drawing is rebuilt from its pixels."""
    if method == "drawn":
        png = _rebuilt(drawn)
        return Signature("drawn", base64.b64encode(png).decode()) if png else None
    name = " ".join(typed.split())
    return Signature("typed", name) if any(char.isalpha() for char in name) else None


def png_of(signature: dict[str, str]) -> bytes | None:
    """The drawing of a kept signature; ``None`` when it was typed."""
    return base64.b64decode(signature["content"]) if signature["method"] == "drawn" else None


def _rebuilt(drawn: str) -> bytes | None:
    if not drawn.startswith(PREFIX) or len(drawn) > MOST_BYTES:
        return None
    try:
        data = base64.b64decode(drawn.removeprefix(PREFIX), validate=True)
        with Image.open(io.BytesIO(data), formats=["PNG"]) as opened:
            if max(opened.size) > LARGEST_SIDE:
                return None
            sheet = _on_white(opened)
    except (binascii.Error, UnidentifiedImageError, OSError, ValueError, SyntaxError):
        return None
    if ImageStat.Stat(sheet).stddev[0] < LEAST_INK:
        return None
    out = io.BytesIO()
    sheet.save(out, "PNG", optimize=True)
    return out.getvalue()


def _on_white(opened: Image.Image) -> Image.Image:
    """Ink on white in greys; a pen drawn in light ink for a dark page becomes dark."""
    layered = opened.convert("RGBA")
    layered.thumbnail((1200, 1200))
    alpha = layered.getchannel("A")
    ink = alpha if min(alpha.tobytes()) < 255 else Image.eval(layered.convert("L"), lambda value: 255 - value)
    return Image.eval(ink, lambda value: 255 - value)
