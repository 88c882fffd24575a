"""Bytes to upright sRGB pixels, within limits; everything that goes wrong becomes one clear `Unreadable`."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

import numpy as np
import pi_heif
from PIL import Image, ImageCms, ImageSequence

from chaperone.engines.redaction.cleaners import Cleaner, Contents, cleaner_for
from chaperone.engines.redaction.cleaners import exif as exif_reader
from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.picture import Picture, Pixels
from chaperone.engines.redaction.sniff import refuse_polyglot, sniff

MAX_PIXELS = 100_000_000
MAX_TOTAL_PIXELS = 250_000_000
MAX_FRAMES = 600
MIN_SIDE = 1

TURNS = {
    2: (Image.Transpose.FLIP_LEFT_RIGHT,),
    3: (Image.Transpose.ROTATE_180,),
    4: (Image.Transpose.FLIP_TOP_BOTTOM,),
    5: (Image.Transpose.TRANSPOSE,),
    6: (Image.Transpose.ROTATE_270,),
    7: (Image.Transpose.TRANSVERSE,),
    8: (Image.Transpose.ROTATE_90,),
}
ORIENTATION = 0x0112
ANIMATED = {"gif", "png", "webp"}

pi_heif.register_heif_opener(thumbnails=False)
_SRGB = ImageCms.createProfile("sRGB")


@dataclass
class Decoded:
    """The pixels, and what the file carried besides them."""

    picture: Picture
    contents: Contents
    cleaner: Cleaner


def decode(data: bytes) -> Decoded:
    """Read a photo. Raises `Unreadable` for anything empty, damaged, oversized, hidden or not a photo."""
    cleaner = cleaner_for(sniff(data))
    contents = cleaner.look(data)
    refuse_polyglot(bytes(contents.outside), contents.trailing)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # decoders warn about metadata that is thrown away here
            picture = _read(data, cleaner, contents)
    except Unreadable:
        raise
    except (MemoryError, Image.DecompressionBombError) as error:  # Pillow refuses bombs before we can count
        raise _too_large() from error
    except Exception as error:  # decoders of hostile bytes raise whatever they like
        raise Unreadable(
            "The picture is damaged or cut off and cannot be read to its end.",
            "Copy or export the photo again and choose the new file.",
        ) from error
    picture.lossless = contents.lossless
    return Decoded(picture, contents, cleaner)


def _read(data: bytes, cleaner: Cleaner, contents: Contents) -> Picture:
    with Image.open(io.BytesIO(data), formats=cleaner.pillow) as image:
        _check_size(image, cleaner)
        count = getattr(image, "n_frames", 1)
        if count > 1 and cleaner.format in ANIMATED:
            return _read_frames(image, count)
        _note_heif_exif(image, cleaner, contents)
        return Picture([upright_srgb(image)])


def _check_size(image: Image.Image, cleaner: Cleaner) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise _too_large()
    if min(width, height) < MIN_SIDE:
        raise Unreadable("The picture has no pixels.", "Export the photo again.")
    count = getattr(image, "n_frames", 1) if cleaner.format in ANIMATED else 1
    if count > MAX_FRAMES or count * width * height > MAX_TOTAL_PIXELS:
        raise Unreadable(
            "The animation is too long.", f"Shorten it to at most {MAX_FRAMES} frames, or make it smaller."
        )


def _too_large() -> Unreadable:
    return Unreadable(
        f"The picture is larger than {MAX_PIXELS // 1_000_000} megapixels.",
        "Export a smaller copy and use that.",
    )


def _read_frames(image: Image.Image, count: int) -> Picture:
    frames, durations = [], []
    loop = int(image.info.get("loop", 1 if image.format == "GIF" else 0))
    for frame in ImageSequence.Iterator(image):
        frames.append(upright_srgb(frame.copy()))
        durations.append(max(int(frame.info.get("duration", 100) or 0), 10))
    if len(frames) != count:
        raise ValueError("frames are missing")
    return Picture(frames, tuple(durations), loop)


def _note_heif_exif(image: Image.Image, cleaner: Cleaner, contents: Contents) -> None:
    block = image.info.get("exif")
    if cleaner.format == "heic" and isinstance(block, bytes):
        contents.groups |= exif_reader.groups(block.removeprefix(b"Exif\x00\x00"))


def upright_srgb(image: Image.Image) -> Pixels:
    """Pixels as a viewer shows them: turned by the orientation tag, in sRGB, on white where transparent.

    Transparency is flattened because what lies under a transparent pixel is invisible, but still in the file.
    """
    image.load()
    turned = _turn(image)
    flat = _flatten(turned)
    profile = image.info.get("icc_profile")
    return np.array(_convert(flat, profile), dtype=np.uint8)


def _turn(image: Image.Image) -> Image.Image:
    try:
        orientation = image.getexif().get(ORIENTATION, 1)
    except Exception:  # a damaged EXIF block says nothing about orientation
        return image
    for turn in TURNS.get(orientation, ()):
        image = image.transpose(turn)
    return image


def _flatten(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I") or image.mode == "F":
        return _eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        layer = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(layer, mask=layer.getchannel("A"))
        return paper
    return image.convert("RGB") if image.mode in ("P", "1", "YCbCr", "HSV", "RGBX") else image


def _eight_bits(image: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.asarray(image, dtype=np.float64))
    top = 65535.0 if image.mode.startswith("I") and values.max(initial=0) > 255 else 255.0
    if image.mode == "F":
        top = float(values.max(initial=0)) or 1.0
    return Image.fromarray(np.clip(values * (255.0 / top), 0, 255).astype(np.uint8))


def _convert(image: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes) and profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "sRGB" not in ImageCms.getProfileDescription(source):
                converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
                if converted is not None:
                    return converted
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a profile that does not fit its picture is ignored, as browsers do
    return image if image.mode == "RGB" else image.convert("RGB")
