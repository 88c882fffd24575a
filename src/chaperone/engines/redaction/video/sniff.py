"""Is it a video, and in which container? By content alone; the demuxer is then named, never guessed.

Guessing would let a text file choose the playlist demuxers (HLS, concat), which open other files by name.
"""

from __future__ import annotations

from chaperone.engines.redaction.sniff import HEIC_BRANDS

HEAD_BYTES = 64
NOT_VIDEO_BRANDS = HEIC_BRANDS | {b"avif", b"avis", b"heif"}
QUICKTIME_STARTS = {b"moov", b"mdat", b"wide", b"pnot"}
CONTAINERS = ("mp4", "matroska", "avi")


def sniff_video(head: bytes) -> str | None:
    """`mp4` (MP4, M4V, MOV), `matroska` (MKV, WebM), `avi`, or None. `head` is the first `HEAD_BYTES` of the file."""
    if head[4:8] == b"ftyp":
        return None if head[8:12] in NOT_VIDEO_BRANDS else "mp4"
    if head[4:8] in QUICKTIME_STARTS:
        return "mp4"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    return None
