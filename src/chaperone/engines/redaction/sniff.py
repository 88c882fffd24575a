"""What a file is, by its content alone, and refusals for what it must not be.

The extension decides nothing. Polyglots are files that are two things at once (a JPEG that a browser would run as
HTML, a picture with a ZIP archive behind it); the pixels would be harmless after the rebuild, but somebody made
the file that way on purpose, so a person should know.
"""

from __future__ import annotations

import re
from typing import Literal

from chaperone.engines.redaction.errors import Unreadable

Format = Literal["jpeg", "png", "webp", "heic", "tiff", "gif"]

HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
SIGNATURES: tuple[tuple[bytes, Format], ...] = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
)
SCRIPT = re.compile(rb"<!doctype\s+html|<html[\s>]|<script[\s>]|<svg[\s>]|<\?php|<iframe[\s>]", re.IGNORECASE)
ARCHIVES = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"%PDF-",
    b"\x7fELF",
    b"\x1f\x8b\x08",
)
NOT_A_PHOTO = "Choose a photo: JPEG, PNG, WebP, HEIC, TIFF or GIF."


def sniff(data: bytes) -> Format:
    """The photo format of these bytes. Raises `Unreadable` for everything that is not a photo we know."""
    if not data:
        raise Unreadable(
            "The file is empty (0 bytes).", "Export or copy the photo again and choose the new file."
        )
    if not any(data[:4096]):
        raise Unreadable("The file holds only zeros.", "The copy was interrupted; copy the photo again.")
    for signature, name in SIGNATURES:
        if data.startswith(signature):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        return _iso_media(data)
    raise _unknown(data)


def refuse_polyglot(outside_pixels: bytes, trailing: bytes) -> None:
    """Raise `Unreadable` when the parts of a picture that are not pixels hold a page, program or archive."""
    archive = any(trailing[:4096].lstrip(b"\x00\r\n ").startswith(mark) for mark in ARCHIVES)
    zip_end = b"PK\x05\x06" in trailing[-66_000:] and b"PK\x01\x02" in trailing
    if archive or zip_end:
        raise Unreadable(
            "This is a picture with another file hidden behind it.",
            "Open the picture, save it as a new JPEG or PNG, and use that.",
        )
    if SCRIPT.search(outside_pixels) or SCRIPT.search(trailing):
        raise Unreadable(
            "This is a picture that is also a web page or a program.",
            "Do not open it in a browser. Save the picture as a new JPEG or PNG and use that.",
        )


def _iso_media(data: bytes) -> Format:
    size = int.from_bytes(data[:4], "big")
    brands = {data[8:12], *(data[i : i + 4] for i in range(16, min(size, 256), 4))}
    if data[8:12] in (b"avif", b"avis"):
        raise Unreadable("This is an AVIF picture, which is not handled.", "Export it as JPEG or PNG.")
    if brands & HEIC_BRANDS and data[8:12] not in (b"qt  ", b"isom", b"mp42"):
        return "heic"
    raise Unreadable("This is a video, not a photo.", NOT_A_PHOTO)


def _unknown(data: bytes) -> Unreadable:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    if data[:5] == b"%PDF-":
        return Unreadable("This is a PDF document, not a photo.", "Export the page as JPEG or PNG.")
    if b"<svg" in head.lower():
        return Unreadable("This is an SVG drawing, which can hold scripts and links.", "Export it as PNG.")
    if SCRIPT.search(head):
        return Unreadable("This is a web page, not a photo.", NOT_A_PHOTO)
    if data[:4] == b"\x1aE\xdf\xa3" or (data[:4] == b"RIFF" and data[8:12] == b"AVI "):
        return Unreadable("This is a video, not a photo.", NOT_A_PHOTO)
    if data[:2] == b"PK":
        return Unreadable("This is an archive or an office document, not a photo.", NOT_A_PHOTO)
    if data[:2] == b"BM":
        return Unreadable("This is a BMP picture, which is not handled.", "Export it as JPEG or PNG.")
    return Unreadable("This is not a photo, or it is damaged at its start.", NOT_A_PHOTO)
