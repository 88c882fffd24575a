"""What is not a readable photo gets one clear sentence and one thing to do, never a traceback."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from chaperone.engines.redaction import Unreadable, preview, redact
from tests.engines.redaction import material


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as bundle:
        bundle.writestr("hidden.txt", "Quillfeather")
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few hundred bytes that claims to be enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\x00" * 4096)
    chunks = (material.chunk(n, p) for n, p in ((b"IHDR", head), (b"IDAT", body), (b"IEND", b"")))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


JPEG = material.jpeg(material.meadow())
PNG = material.png(material.meadow())
PAGE = b"<html><script>alert(1)</script></html>"
BMFF = b"\x00\x00\x00\x18ftyp"

BAD = {
    "empty": (b"", "empty"),
    "zeros": (bytes(5000), "only zeros"),
    "words": (b"good morning", "not a photo"),
    "truncated JPEG": (JPEG[: len(JPEG) * 2 // 3], "damaged or cut off"),
    "truncated PNG": (PNG[: len(PNG) * 2 // 3], "damaged or cut off"),
    "JPEG of a few bytes": (b"\xff\xd8\xff\xe0", "damaged or cut off"),
    "GIF header only": (b"GIF89a" + bytes(range(20)), "damaged or cut off"),
    "HEIC header only": (BMFF + b"heic\x00\x00\x00\x00mif1heic", "damaged or cut off"),
    "decompression bomb": (bomb(60_000, 60_000), "larger than 100 megapixels"),
    "wide bomb": (bomb(2_000_000_000, 1), "larger than 100 megapixels"),
    "SVG": (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    "PDF": (b"%PDF-1.7\n", "PDF"),
    "web page": (PAGE, "web page"),
    "archive": (archive(), "archive"),
    "BMP": (b"BM" + bytes(60) + b"x", "BMP"),
    "MP4": (BMFF + b"isom\x00\x00\x02\x00isommp41", "a video, not a photo"),
    "MOV": (BMFF + b"qt  \x00\x00\x02\x00qt      ", "a video, not a photo"),
    "WebM": (b"\x1aE\xdf\xa3" + bytes(40), "a video, not a photo"),
    "AVIF": (BMFF + b"avif\x00\x00\x00\x00avifmif1", "AVIF"),
    "JPEG with an archive behind it": (JPEG + archive(), "another file hidden"),
    "PNG with an archive behind it": (PNG + archive(), "another file hidden"),
    "JPEG that is a page": (material.insert_segments(JPEG, (0xFE, PAGE)), "web page or a program"),
    "JPEG with a page behind it": (JPEG + PAGE, "web page or a program"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_with_a_reason_and_a_remedy(name: str) -> None:
    data, said = BAD[name]
    for look in (redact, preview):
        with pytest.raises(Unreadable) as refusal:
            look(data)
        assert said in refusal.value.reason
        assert refusal.value.remedy.endswith(".")
        assert "Quillfeather" not in str(refusal.value)


def test_content_decides_not_the_extension(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "portrait.png"
    path.write_bytes(JPEG)
    assert redact(path).report.mime == "image/jpeg"


def test_a_missing_file_is_refused_without_naming_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(Unreadable) as refusal:
        redact(tmp_path / "Quillfeather.jpg")
    assert "Quillfeather" not in str(refusal.value)


def test_zeros_behind_a_picture_are_padding_not_another_file() -> None:
    assert redact(JPEG + bytes(64)).report.verdict == "clean"


def test_motion_photo_loses_its_video() -> None:
    done = redact(JPEG + BMFF + b"mp42" + bytes(200))
    assert "motion photo video" in done.report.metadata_removed
    assert b"ftyp" not in (done.data or b"ftyp")


def test_options_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="mode must be one of solid, mosaic, blur"):
        redact(JPEG, mode="weak")  # type: ignore[arg-type]


def test_one_pixel_is_a_picture() -> None:
    out = io.BytesIO()
    Image.new("RGB", (1, 1), "red").save(out, "PNG")
    assert redact(out.getvalue()).report.verdict == "clean"
