"""What a file says of itself before a picture is decoded: size, length, streams, and groups of metadata by name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import IO

import av
from av.container import InputContainer

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.video import boxes
from chaperone.engines.redaction.video.planes import HDR_TRANSFERS
from chaperone.engines.redaction.video.sniff import HEAD_BYTES, sniff_video

MAX_FILE_BYTES = 8_000_000_000
MAX_PIXELS = 4096 * 2304
MAX_SECONDS = 3600.0
MAX_FRAMES = 240_000
MIN_SIDE = 16
USUAL_RATE = 30.0
SLOWEST, FASTEST = 1.0, 240.0
"""Rates outside are a container's mistake; they only set how often we look."""

GROUPS = {
    "place": ("location", "gps", "xyz", "iso6709", "©xyz"),
    "device": ("make", "model", "software", "android", "device", "camera", "encoder", "firmware", "handler"),
    "dates": ("creation", "date"),
    "names and texts": ("title", "artist", "author", "comment", "description", "copyright", "album", "name"),
}
PLAIN = {"major_brand", "minor_version", "compatible_brands", "language", "vendor_id"}
STREAMS = {
    "subtitle": "subtitles",
    "data": "data streams (telemetry, timed metadata)",
    "attachment": "attachments",
    "audio": "sound",
}


@dataclass(frozen=True)
class Probe:
    """Width and height are those of the upright output (even); `coded` those of the decoder; `seconds` may be 0 when
    the container does not say. `groups` names metadata that will not come along, `streams` the streams.
    """

    container: str
    width: int
    height: int
    coded: tuple[int, int]
    rotation: int
    rate: float
    seconds: float
    pixel_shape: Fraction
    colours: tuple[int, int, int]
    hdr: bool
    has_audio: bool
    groups: tuple[str, ...]
    streams: tuple[str, ...]


@contextlib.contextmanager
def opened(source: IO[bytes]) -> Iterator[InputContainer]:
    """The container, read by the demuxer that its first bytes name. Raises `Unreadable`."""
    source.seek(0)
    kind = sniff_video(source.read(HEAD_BYTES))
    if kind is None:
        raise Unreadable(
            "This is not a video, or it is damaged at its start.",
            "Choose a video: MP4, MOV, WebM, MKV or AVI.",
        )
    source.seek(0)
    try:
        container = av.open(source, "r", format=kind, metadata_errors="replace")
    except (av.FFmpegError, ValueError, OSError) as error:
        raise damaged() from error
    with container:
        yield container


def damaged() -> Unreadable:
    return Unreadable(
        "The video is damaged or cut off and cannot be read to its end.",
        "Copy or export the video again and choose the new file.",
    )


def probe(source: IO[bytes]) -> Probe:
    """Read the head of a video. Raises `Unreadable` when it is no video, too large, too long or cut off."""
    size = boxes.length(source)
    if size > MAX_FILE_BYTES:
        raise Unreadable("The file is larger than 8 GB.", "Export a smaller copy and use that.")
    with opened(source) as container:
        stream = _picture_stream(container)
        found = _probe(container, stream)
    if boxes.is_cut_off(source, found.container):
        raise damaged()
    return found


def _probe(container: InputContainer, stream: av.VideoStream) -> Probe:
    context = stream.codec_context
    _check(context.width, context.height, stream.frames)
    first = _first_frame(container, stream)
    rotation = int(first.rotation)
    turned = round(rotation / 90) % 2 == 1
    width, height = first.width & ~1, first.height & ~1
    _check(first.width, first.height, 0)
    seconds = _seconds(container, stream)
    if seconds > MAX_SECONDS:
        raise Unreadable("The video is longer than an hour.", "Cut it into shorter parts.")
    shape = Fraction(stream.sample_aspect_ratio or 1)
    return Probe(
        container="mp4" if "mp4" in container.format.name else container.format.name.split(",")[0],
        width=height if turned else width,
        height=width if turned else height,
        coded=(first.width, first.height),
        rotation=rotation,
        rate=_rate(stream),
        seconds=seconds,
        pixel_shape=1 / shape if turned and shape else (shape or Fraction(1)),
        colours=(int(first.color_primaries), int(first.color_trc), int(first.colorspace)),
        hdr=int(first.color_trc) in HDR_TRANSFERS,
        has_audio=bool(container.streams.audio),
        groups=_groups(container, rotation),
        streams=_others(container, stream),
    )


def _picture_stream(container: InputContainer) -> av.VideoStream:
    """The first stream of moving pictures; a cover picture is none."""
    for stream in container.streams.video:
        if not _is_cover(stream) and stream.codec_context is not None:
            return stream
    raise Unreadable("The file holds no moving picture.", "Choose a video: MP4, MOV, WebM, MKV or AVI.")


picture_stream = _picture_stream


def _is_cover(stream: av.VideoStream) -> bool:
    return bool(stream.disposition & type(stream.disposition).attached_pic)


def _check(width: int, height: int, frames: int) -> None:
    if width * height > MAX_PIXELS or max(width, height) > 8192:
        raise Unreadable(
            "The video is larger than 4096 x 2304 pixels.", "Export it in 4K or smaller and use that."
        )
    if min(width, height) < MIN_SIDE:
        raise Unreadable("The video is smaller than 16 pixels.", "Export it again at its full size.")
    if frames > MAX_FRAMES:
        raise Unreadable(f"The video has more than {MAX_FRAMES:,} frames.", "Cut it into shorter parts.")


def _first_frame(container: InputContainer, stream: av.VideoStream) -> av.VideoFrame:
    try:
        for number, packet in enumerate(container.demux(stream)):
            with contextlib.suppress(av.InvalidDataError):
                for frame in packet.decode():
                    return frame
            if number > 300:
                break
    except av.FFmpegError as error:
        raise damaged() from error
    raise damaged()


def _seconds(container: InputContainer, stream: av.VideoStream) -> float:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    return (container.duration or 0) / av.time_base


def _rate(stream: av.VideoStream) -> float:
    rate = float(stream.average_rate or stream.base_rate or USUAL_RATE)
    return rate if SLOWEST <= rate <= FASTEST else USUAL_RATE


def _groups(container: InputContainer, rotation: int) -> tuple[str, ...]:
    keys = [key.lower() for key in container.metadata]
    for stream in container.streams:
        keys += [key.lower() for key in stream.metadata]
    found = {_group(key) for key in keys if key not in PLAIN}
    if container.chapters():
        found.add("chapters")
    if rotation:
        found.add("orientation (applied)")
    return tuple(sorted(found))


def _group(key: str) -> str:
    """The first group that has a word for this key: a creation date of a location is a place."""
    return next((group for group, words in GROUPS.items() if any(w in key for w in words)), "other tags")


def _others(container: InputContainer, chosen: av.VideoStream) -> tuple[str, ...]:
    found = set()
    for stream in container.streams:
        if stream.index == chosen.index:
            continue
        if isinstance(stream, av.VideoStream):
            found.add("cover picture" if _is_cover(stream) else "second video stream")
        else:
            found.add(STREAMS.get(stream.type, "data streams (telemetry, timed metadata)"))
    return tuple(sorted(found))
