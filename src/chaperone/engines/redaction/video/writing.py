"""MP4 out: H.264 in 4:2:0, the index in front, and nothing that the encoder would like to say about itself.

FFmpeg's own `faststart` opens the finished file again by name, which a process without rights to open files cannot do;
so room for the index is reserved in front (`moov_size`), and what is not needed of it stays as empty padding.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import TracebackType
from typing import IO, Self

import av
import numpy as np
from av.bitstream import BitStreamFilterContext
from av.codec.context import Flags
from av.container.core import Flags as ContainerFlags
from numpy.typing import NDArray

from chaperone.engines.redaction.video import boxes
from chaperone.engines.redaction.video.planes import BT709, Frame
from chaperone.engines.redaction.video.probe import Probe

BITEXACT: int = ContainerFlags.bitexact.value  # type: ignore[assignment]
CLOCK = 90_000
"""Ticks a second: fine enough for every rate, also for frames of different length."""
QUALITY, SPEED = "18", "veryfast"
FRUGAL = "threads=2:lookahead-threads=1:rc-lookahead=8:bframes=1"
"""Few frames in the encoder at a time: at 1080p each costs some 6 MB."""
BYTES_A_FRAME, BYTES_A_SOUND, BYTES_FIXED = 48, 32, 16_384
"""Upper bounds of what the index needs (ISO/IEC 14496-12: stsz 4, stts 8, ctts 8, stsc 12, co64 8, stss 4)."""
SOUND_RATE, SOUND_FRAME = 16_000, 1024
WITHOUT_SEI = "filter_units=remove_types=6"
LOWEST_TICKS = 90


class Writer:
    """Frames in rising time, and blocks of sound, to a seekable stream. Use as a context manager."""

    def __init__(self, target: IO[bytes], probe: Probe, *, frames: int, sound_seconds: float = 0.0) -> None:
        room = BYTES_FIXED + BYTES_A_FRAME * frames
        room += int(BYTES_A_SOUND * sound_seconds * SOUND_RATE / SOUND_FRAME)
        options = {"moov_size": str(room), "empty_hdlr_name": "1"}
        self._container = av.open(target, "w", format="mp4", options=options)
        self._container.flags |= BITEXACT
        self._target = target
        self._start: float | None = None
        self._last = -1
        self._video = self._add_video(probe)
        self._clean = BitStreamFilterContext(WITHOUT_SEI, self._video)
        self._sound = self._add_sound() if sound_seconds else None
        self._samples = 0

    def _add_video(self, probe: Probe) -> av.VideoStream:
        rate = Fraction(probe.rate).limit_denominator(1001)
        stream = self._container.add_stream(
            "libx264", rate=rate, options={"crf": QUALITY, "preset": SPEED, "x264-params": FRUGAL}
        )
        stream.width, stream.height = probe.width, probe.height
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, CLOCK)
        context = stream.codec_context
        context.time_base = Fraction(1, CLOCK)
        context.sample_aspect_ratio = probe.pixel_shape
        primaries, transfer, matrix = (BT709,) * 3 if probe.hdr else probe.colours
        context.color_primaries, context.color_trc, context.colorspace = primaries, transfer, matrix
        context.color_range = 1
        context.flags |= Flags.bitexact | Flags.global_header
        return stream

    def _add_sound(self) -> av.AudioStream:
        stream = self._container.add_stream("aac", rate=SOUND_RATE, layout="mono", format="fltp")
        stream.bit_rate = 32_000
        stream.codec_context.flags |= Flags.bitexact | Flags.global_header
        return stream

    def write(self, frame: Frame) -> None:
        if self._start is None:
            self._start = frame.time
        picture = av.VideoFrame(frame.width, frame.height, "yuv420p")
        for plane, values in zip(picture.planes, frame.planes, strict=True):
            plane.update(_padded(values, plane.line_size, plane.height))
        self._last = max(round((frame.time - self._start) * CLOCK), self._last + LOWEST_TICKS)
        picture.pts, picture.time_base = self._last, Fraction(1, CLOCK)
        self._mux(self._video.encode(picture))

    def sound(self, samples: NDArray[np.float32]) -> None:
        """Mono, 16 kHz, -1 to 1, in blocks of `SOUND_FRAME`; the first belongs to the first frame."""
        if self._sound is None:
            raise ValueError("this copy was opened without sound")
        block = av.AudioFrame.from_ndarray(samples[None, :], format="fltp", layout="mono")
        block.sample_rate = SOUND_RATE
        block.pts, block.time_base = self._samples, Fraction(1, SOUND_RATE)
        self._samples += samples.size
        for packet in self._sound.encode(block):
            self._container.mux(packet)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._mux(self._video.encode(None))
            self._mux(None)
            if self._sound is not None:
                for packet in self._sound.encode(None):
                    self._container.mux(packet)
        self._container.close()
        if kind is None:
            boxes.blank(self._target, b"udta")

    def _mux(self, packets: list[av.Packet[av.VideoStream]] | None) -> None:
        for packet in packets if packets is not None else [None]:
            for cleaned in self._filtered(packet):
                self._container.mux(cleaned)

    def _filtered(self, packet: av.Packet[av.VideoStream] | None) -> Iterator[av.Packet[av.VideoStream]]:
        for cleaned in self._clean.filter(packet):
            cleaned.stream = self._video
            yield cleaned


def _padded(values: NDArray[np.uint8], line_size: int, height: int) -> bytes:
    """Rows as long as FFmpeg wants them in memory."""
    if values.shape == (height, line_size):
        return values.tobytes()
    rows = np.zeros((height, line_size), np.uint8)
    rows[: values.shape[0], : values.shape[1]] = values
    return rows.tobytes()
