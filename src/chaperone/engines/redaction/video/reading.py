"""Frames one after the other, upright, on the source's clock; never more than the decoder's few in memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import av
from av.container import InputContainer

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.video.planes import Frame, upright
from chaperone.engines.redaction.video.probe import (
    MAX_FRAMES,
    MAX_SECONDS,
    Probe,
    damaged,
    opened,
    picture_stream,
)

BAD_PACKETS, BAD_SHARE = 2, 0.01
"""So many packets may be broken (a camera that was switched off); beyond, the file is damaged and refused."""
MISSING_SECONDS, MISSING_SHARE = 1.0, 0.05


@dataclass(frozen=True)
class Range:
    """Seconds on the source's clock; `end` None is the end of the clip."""

    start: float = 0.0
    end: float | None = None

    def __post_init__(self) -> None:
        if self.start < 0 or (self.end is not None and self.end <= self.start):
            raise ValueError("a range starts at 0 or later and ends after it starts")


def frames(source: IO[bytes], probe: Probe, chosen: Range) -> Iterator[Frame]:
    """Every frame of the range, in the order of showing, times strictly rising. Raises `Unreadable`."""
    with opened(source) as container:
        stream = picture_stream(container)
        stream.thread_type = "AUTO"
        stream.codec_context.thread_count = 2
        if chosen.start > 0 and stream.time_base:
            origin = stream.start_time or 0
            container.seek(origin + int(chosen.start / stream.time_base), stream=stream)
        count, last = 0, -1.0
        for frame, time in _timed(container, stream, probe):
            if time < chosen.start or time <= last:
                continue
            if chosen.end is not None and time >= chosen.end:
                return
            if count >= MAX_FRAMES or time > MAX_SECONDS:
                raise Unreadable("The video is longer than an hour.", "Cut it into shorter parts.")
            yield upright(frame, index=count, time=time, size=probe.coded, rotation=probe.rotation)
            count, last = count + 1, time
        if count == 0 and chosen.start > 0:
            raise Unreadable("The chosen part of the video holds no frame.", "Choose an earlier start.")
        _check_end(last + 1 / probe.rate, count, probe)


def _timed(
    container: InputContainer, stream: av.VideoStream, probe: Probe
) -> Iterator[tuple[av.VideoFrame, float]]:
    """Frames with their seconds from the stream's start; a frame without a time follows the one before."""
    origin = float((stream.start_time or 0) * (stream.time_base or 0))
    time = -1 / probe.rate
    for frame in _decoded(container, stream):
        if frame.pts is None or frame.time_base is None:
            time += 1 / probe.rate
        else:
            time = float(frame.pts * frame.time_base) - origin
        yield frame, time


def _decoded(container: InputContainer, stream: av.VideoStream) -> Iterator[av.VideoFrame]:
    read = bad = 0
    try:
        for packet in container.demux(stream):
            read += 1
            try:
                decoded = packet.decode()
            except av.InvalidDataError:
                bad += 1
                continue
            for frame in decoded:
                bad += bool(frame.is_corrupt)
                yield frame
            if bad > BAD_PACKETS + BAD_SHARE * max(read, 200):
                raise damaged()
    except av.FFmpegError as error:
        raise damaged() from error
    if bad > BAD_PACKETS + BAD_SHARE * read:
        raise damaged()


def _check_end(end: float, count: int, probe: Probe) -> None:
    """A file that promised more than it holds was cut off."""
    missing = probe.seconds - end
    if count == 0 or missing > max(MISSING_SECONDS, MISSING_SHARE * probe.seconds):
        raise damaged()
