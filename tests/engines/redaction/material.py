"""Photos made here, with secrets that must not come out again. The one real face is NASA's public-domain portrait from
the wheel of scikit-image (never imported, only read).
"""

from __future__ import annotations

import io
import struct
import zlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

SECRETS = (b"Quillfeather", b"SN-77120934", b"Lakeshore Clinic", b"http://ns.adobe.com", b"8BIM")
XMP = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta xmlns:x='adobe:ns:meta/'>Quillfeather</x:xmpmeta>"
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x10\x1c\x02\x50\x00\x0cQuillfeather"


def portrait(side: int = 512) -> Image.Image:
    """A square with one face; at 512 pixels a side at about (175, 53, 100, 127). At 256 a look costs a quarter."""
    spec = find_spec("skimage")
    path = Path(spec.origin).parent / "data" / "astronaut.png" if spec and spec.origin else None
    if path is None or not path.is_file():
        pytest.skip("scikit-image, which carries the portrait, is not installed")
    whole = Image.open(io.BytesIO(path.read_bytes())).convert("RGB")
    return whole if side == 512 else whole.resize((side, side), Image.Resampling.LANCZOS)


def meadow(width: int = 48, height: int = 32) -> Image.Image:
    """A picture of nobody."""
    ramp = np.linspace(40, 200, width, dtype=np.uint8)
    pixels = np.stack([np.tile(ramp, (height, 1))] * 3, axis=2)
    pixels[:, :, 1] = 120
    return Image.fromarray(pixels)


def exif(orientation: int = 1) -> Image.Exif:
    """Owner, camera serial and a place."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "Lakeshore Clinic"
    block[0x9C9D] = "Quillfeather".encode("utf-16-le")
    block.get_ifd(0x8769)[0xA431] = "SN-77120934"
    place = block.get_ifd(0x8825)
    place[1], place[2] = "N", (34.0, 8.0, 30.0)
    place[3], place[4] = "W", (118.0, 50.0, 15.0)
    return block


def jpeg(image: Image.Image, *, orientation: int = 1) -> bytes:
    """EXIF with a place, XMP, IPTC and a comment."""
    out = io.BytesIO()
    image.save(out, "JPEG", quality=92, exif=exif(orientation), comment=b"Quillfeather at Lakeshore Clinic")
    return insert_segments(out.getvalue(), (0xE1, XMP), (0xED, IPTC))


def insert_segments(data: bytes, *segments: tuple[int, bytes]) -> bytes:
    """Put marker segments directly behind the start of a JPEG."""
    extra = b"".join(bytes((0xFF, m)) + struct.pack(">H", len(p) + 2) + p for m, p in segments)
    return data[:2] + extra + data[2:]


def png(image: Image.Image) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Author", "Quillfeather")
    info.add_itxt("XML:com.adobe.xmp", "<x>Lakeshore Clinic http://ns.adobe.com</x>")
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=info, exif=exif())
    return out.getvalue()


def chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack(">I", len(payload)) + name + payload + struct.pack(">I", zlib.crc32(name + payload))


def webp(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "WEBP", quality=90, exif=exif().tobytes(), xmp=XMP[29:])
    return out.getvalue()


def tiff(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "TIFF", tiffinfo={315: "Quillfeather", 270: "Lakeshore Clinic", 305: "SN-77120934"})
    return out.getvalue()


def gif(image: Image.Image, *, frames: int = 1) -> bytes:
    out = io.BytesIO()
    rest = [image.point(lambda value, step=step: value // (step + 2)) for step in range(frames - 1)]
    extra = {"save_all": True, "append_images": rest, "duration": 120, "loop": 0} if rest else {}
    image.save(out, "GIF", comment=b"Quillfeather", **extra)
    return out.getvalue()


def heic(image: Image.Image) -> bytes:
    """Skips where no encoder is installed (the program itself only decodes)."""
    encoder = pytest.importorskip("pillow_heif", reason="no HEIC encoder installed")
    out = io.BytesIO()
    encoder.from_pillow(image).save(out, quality=90, exif=exif().tobytes())
    return out.getvalue()


MAKERS = {"jpeg": jpeg, "png": png, "webp": webp, "tiff": tiff, "gif": gif, "heic": heic}
