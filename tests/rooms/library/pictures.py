"""Pictures for the library's tests: a real photo of a person (public domain, NASA) and files that are none."""

from __future__ import annotations

import io
import struct
import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image

XMP = (
    b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li>'
    b"Lenora Whitcombe, three months</rdf:li></rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"
)


def astronaut() -> Image.Image:
    """The photo that ships in scikit-image's wheel (the package itself is not imported: it wants more packages)."""
    spec = find_spec("skimage")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the scikit-image wheel with the photo is not installed")
    return Image.open(Path(spec.submodule_search_locations[0]) / "data" / "astronaut.png").convert("RGB")


def portrait(*, format: str = "JPEG", size: tuple[int, int] | None = None) -> bytes:
    """The photo as a camera would write it: place, owner and title inside."""
    image = astronaut()
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "Camera", "Westlake iPad 3"  # make, artist
    exif.get_ifd(0x8825).update({1: "N", 2: (30.0, 17.0, 0.0), 3: "W", 4: (97.0, 48.0, 0.0)})  # GPS: Austin
    out = io.BytesIO()
    more = {"xmp": XMP} if format in ("JPEG", "WEBP") else {}
    (image.resize(size) if size else image).save(out, format, exif=exif, **more)
    return out.getvalue()


def plain(size: tuple[int, int] = (320, 240), format: str = "JPEG") -> bytes:
    """A photo of nobody."""
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    image.save(out, format)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of some kilobytes that claims, and would be, 900 megapixels."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 3_000_000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
