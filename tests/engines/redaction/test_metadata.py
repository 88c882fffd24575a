"""Nothing but pixels goes through: judged by our walker, by the raw bytes, and by exiftool where it is installed."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageSequence

from chaperone.engines.redaction import Redaction, redact
from chaperone.engines.redaction.cleaners import CLEANERS, cleaner_for
from chaperone.engines.redaction.decode import decode
from chaperone.engines.redaction.sniff import sniff
from tests.engines.redaction import material

Rebuilt = Callable[[str], Redaction]
FORMATS = list(material.MAKERS)
STRUCTURAL = {"SourceFile", "ExifTool", "File", "Composite"}
HARMLESS = {"JFIF", "PNG", "RIFF", "GIF", "EXIF"}
EXPECTED = {
    "jpeg": {"EXIF", "GPS", "XMP", "IPTC", "comment"},
    "png": {"EXIF", "GPS", "XMP", "comment"},
    "webp": {"EXIF", "GPS", "XMP"},
    "tiff": {"EXIF"},
    "gif": {"comment"},
    "heic": {"EXIF", "GPS"},
}


@pytest.mark.parametrize("name", FORMATS)
def test_every_group_is_named_and_gone(name: str, rebuilt: Rebuilt) -> None:
    done = rebuilt(name)
    assert done.data is not None and done.report.verdict == "clean"
    assert set(done.report.metadata_removed) >= EXPECTED[name]
    assert not any(secret in done.data for secret in material.SECRETS)
    assert cleaner_for(sniff(done.data)).residue(done.data) == ()
    assert decode(done.data).contents.groups == set()


@pytest.mark.parametrize("name", FORMATS)
def test_exiftool_finds_nothing_either(name: str, rebuilt: Rebuilt, tmp_path: Path) -> None:
    judge = shutil.which("exiftool")
    if judge is None:
        pytest.skip("exiftool is not installed")
    done = rebuilt(name)
    path = tmp_path / "copy"
    path.write_bytes(done.data or b"")
    said = subprocess.run([judge, "-json", "-G", "-a", "-u", path], capture_output=True, check=True).stdout
    tags = [key.split(":") for key in json.loads(said)[0] if ":" in key]
    strange = {f"{group}:{tag}" for group, tag in tags if group not in STRUCTURAL | HARMLESS}
    assert strange == set()
    names = {tag for _, tag in tags}
    assert not names & {
        "GPSPosition",
        "Artist",
        "Make",
        "Comment",
        "SerialNumber",
        "ThumbnailImage",
        "XPAuthor",
    }


@pytest.mark.parametrize(
    ("wanted", "mime", "start"), [("jpeg", "image/jpeg", b"\xff\xd8"), ("png", "image/png", b"\x89PNG")]
)
def test_output_format_can_be_chosen(wanted: str, mime: str, start: bytes) -> None:
    done = redact(material.webp(material.meadow()), output_format=wanted)  # type: ignore[arg-type]
    assert done.report.mime == mime and done.data is not None and done.data.startswith(start)


def test_animation_keeps_its_frames_and_their_times() -> None:
    done = redact(material.gif(material.meadow(), frames=3))
    copy = Image.open(io.BytesIO(done.data or b""))
    assert [frame.info["duration"] for frame in ImageSequence.Iterator(copy)] == [120, 120, 120]


def test_colours_are_converted_by_the_profile_not_just_stripped_of_it() -> None:
    """A profile whose red and blue are swapped: what a viewer shows as blue must be blue afterwards."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    swapped = swapped.replace("sRGB".encode("utf-16-be"), "QRGB".encode("utf-16-be")).replace(
        b"sRGB", b"QRGB"
    )
    out = io.BytesIO()
    Image.new("RGB", (40, 40), (230, 30, 30)).save(out, "PNG", icc_profile=swapped)
    done = redact(out.getvalue())
    red, _, blue = np.asarray(Image.open(io.BytesIO(done.data or b"")))[20, 20]
    assert blue > 200 > 60 > red
    assert "ICC profile" in done.report.metadata_removed


def test_hidden_colours_under_transparency_are_gone() -> None:
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[:, :, 0] = np.arange(40) * 6  # a picture nobody sees, but every program can read
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    copy = np.asarray(Image.open(io.BytesIO(redact(out.getvalue()).data or b"")))
    assert copy.shape == (40, 40, 3) and (copy == 255).all()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_colour_mode_becomes_plain_rgb(mode: str) -> None:
    image = material.meadow()
    image = (
        Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
        if mode == "I;16"
        else image.convert(mode)
    )
    out = io.BytesIO()
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    frame = decode(out.getvalue()).picture.frames[0]
    assert frame.shape == (32, 48, 3) and frame.dtype == np.uint8
    assert frame[:, -8:].mean() > frame[:, :8].mean() + 30


LEFTOVERS = [
    ("jpeg", lambda d: material.insert_segments(d, (0xFE, b"note")), "JPEG marker FE"),
    ("jpeg", lambda d: material.insert_segments(d, (0xE1, b"Exif\x00\x00")), "JPEG marker E1"),
    ("jpeg", lambda d: material.insert_segments(d, (0xE2, b"ICC_PROFILE\x00")), "JPEG marker E2"),
    ("jpeg", lambda d: d + b"tail", "data after the picture"),
    ("jpeg", lambda d: d[:-2], "JPEG structure: the end is missing"),
    ("png", lambda d: d[:33] + material.chunk(b"tEXt", b"a\x00b") + d[33:], "PNG chunk tEXt"),
    ("png", lambda d: d[:33] + material.chunk(b"eXIf", b"II*\x00") + d[33:], "PNG chunk eXIf"),
    ("png", lambda d: d + b"tail", "data after the picture"),
    ("gif", lambda d: d[:-1] + b"\x21\xfe\x04note\x00\x3b", "GIF extension FE"),
    ("gif", lambda d: d + b"tail", "data after the picture"),
    ("webp", lambda d: d + b"tail", "data after the picture"),
    (
        "webp",
        lambda d: d[:4] + (len(d) - 8 + 12).to_bytes(4, "little") + d[8:] + b"EXIF\x04\x00\x00\x00abcd",
        "WebP chunk EXIF",
    ),
]


@pytest.mark.parametrize(("name", "spoil", "said"), LEFTOVERS)
def test_walker_names_each_leftover(name: str, spoil, said: str) -> None:  # type: ignore[no-untyped-def]
    cleaner = cleaner_for(name)  # type: ignore[arg-type]
    clean = cleaner.encode(decode(material.png(material.meadow())).picture)
    assert cleaner.residue(clean) == ()
    assert said in cleaner.residue(spoil(clean))


def test_tiff_walker_names_a_leftover_tag() -> None:
    assert cleaner_for("tiff").residue(material.tiff(material.meadow())) == (
        "TIFF tag 270",
        "TIFF tag 305",
        "TIFF tag 315",
    )


def test_every_format_has_one_cleaner() -> None:
    assert [cleaner.format for cleaner in CLEANERS] == ["jpeg", "png", "webp", "heic", "tiff", "gif"]
