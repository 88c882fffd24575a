"""Clips made here, with faces whose place in every frame is known by construction, and secrets that must not come out.

The one real face is NASA's public-domain portrait from the wheel of scikit-image.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction

import av
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from tests.engines.redaction import material

SECRETS = (b"Quillfeather", b"Lakeshore Clinic", b"+34.1416", b"SN-77120934")
Picture = NDArray[np.uint8]
Box = tuple[int, int, int, int]
FACE = (0.34, 0.10, 0.20, 0.25)
"""The face in the portrait: x, y, width, height as shares of its side."""
SIZE = (480, 270)


@dataclass
class Clip:
    """`faces[i]` is the face's box in frame i, None where it cannot be seen; `times` are seconds, one per frame."""

    frames: list[Picture] = field(default_factory=list)
    faces: list[Box | None] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def add(self, picture: Picture, face: Box | None, *, seconds: float = 1 / 25) -> None:
        self.times.append(self.times[-1] + self._step if self.times else 0.0)
        self._step = seconds
        self.frames.append(picture)
        self.faces.append(face)


def room(size: tuple[int, int] = SIZE, *, dark: bool = False, seed: int = 1) -> Picture:
    """A wall with soft blotches: a place with looks, and nobody in it."""
    random = np.random.default_rng(seed)
    small = random.integers(20, 70, (6, 9, 3)) if dark else random.integers(120, 190, (6, 9, 3))
    return np.array(Image.fromarray(small.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC))


def with_person(
    background: Picture, x: int, y: int, side: int, *, turned: bool = False
) -> tuple[Picture, Box | None]:
    """The portrait at a place, and the face's box inside the picture (None when less than half of it is inside)."""
    canvas = Image.fromarray(background)
    canvas.paste(material.portrait().resize((side, side), Image.Resampling.LANCZOS), (x, y))
    left, top = x + FACE[0] * side, y + FACE[1] * side
    right, bottom = left + FACE[2] * side, top + FACE[3] * side
    width, height = canvas.size
    inside = max(0, min(right, width) - max(left, 0)) * max(0, min(bottom, height) - max(top, 0))
    seen = inside >= 0.5 * (right - left) * (bottom - top)
    corners = (max(left, 0), max(top, 0), min(right, width), min(bottom, height))
    box = (int(corners[0]), int(corners[1]), int(corners[2] - corners[0]), int(corners[3] - corners[1]))
    return np.array(canvas), box if seen else None


def crossing(*, frames: int = 40, hidden: range = range(0), size: tuple[int, int] = SIZE) -> Clip:
    """A person walks through the picture and leaves it; in the `hidden` frames a board is before the face."""
    clip, side = Clip(), 200
    for number in range(frames):
        x = round(-60 + number * (size[0] + 40) / frames)
        picture, face = with_person(room(size), x, 40, side)
        if number in hidden and face:
            fx, fy, fw, fh = face
            board = Image.fromarray(picture)
            ImageDraw.Draw(board).rectangle((fx - 6, fy - 6, fx + fw + 6, fy + fh + 6), fill=(90, 110, 130))
            picture, face = np.array(board), None
        clip.add(picture, face)
    return clip


def still(*, frames: int, x: int = 120, side: int = 200, size: tuple[int, int] = SIZE, seed: int = 1) -> Clip:
    clip = Clip()
    picture, face = with_person(room(size, seed=seed), x, 40, side)
    for _ in range(frames):
        clip.add(picture, face)
    return clip


def scenes() -> Clip:
    """Three scenes: a person left, nobody in a dark room, a person right and larger."""
    clip = still(frames=17, x=10)
    for _ in range(13):
        clip.add(room(dark=True, seed=5), None)
    picture, face = with_person(room(seed=9), 240, 10, 240)
    for _ in range(17):
        clip.add(picture, face)
    return clip


def lettered(*, frames: int = 30) -> Clip:
    """A label that moves slowly; `faces` holds the label's box."""
    clip = Clip()
    for number in range(frames):
        board = Image.fromarray(room())
        draw = ImageDraw.Draw(board)
        x, y = 60 + 2 * number, 110
        draw.rectangle((x - 8, y - 8, x + 208, y + 34), fill="white")
        draw.text((x, y), "QUILLFEATHER 77", fill="black", font_size=24)
        box = draw.textbbox((x, y), "QUILLFEATHER 77", font_size=24)
        clip.add(np.array(board), (int(box[0]), int(box[1]), int(box[2] - box[0]), int(box[3] - box[1])))
    return clip


def encode(
    clip: Clip,
    *,
    container: str = "mp4",
    codec: str = "libx264",
    pixels: str = "yuv420p",
    rotation: int = 0,
    sound: bool = False,
    secrets: bool = True,
    hdr: bool = False,
    tones: Callable[[float], NDArray[np.float32]] | None = None,
) -> bytes:
    """The clip as a file, by default with titles, a place and a chapter written into it."""
    out = io.BytesIO()
    with av.open(out, "w", format=container) as target:
        if secrets:
            target.metadata.update(
                title="Quillfeather",
                comment="Lakeshore Clinic",
                location="+34.1416-118.8397/",
                artist="SN-77120934",
            )
            target.set_chapters(
                [
                    {
                        "id": 1,
                        "start": 0,
                        "end": 500,
                        "time_base": Fraction(1, 1000),
                        "metadata": {"title": "Quillfeather"},
                    }
                ]
            )
        stream = target.add_stream(codec, rate=25, options=_fast(codec))
        stream.height, stream.width = clip.frames[0].shape[:2]
        stream.pix_fmt = pixels
        stream.codec_context.time_base = Fraction(1, 1000)
        if hdr:  # BT.2020 with the PQ curve, as ITU-T H.273 numbers them
            context = stream.codec_context
            context.color_primaries, context.color_trc, context.colorspace = 9, 16, 9
        noise = target.add_stream("aac" if container != "webm" else "libopus", rate=48_000) if sound else None
        for picture, time in zip(clip.frames, clip.times, strict=True):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = round(time * 1000), Fraction(1, 1000)
            for packet in stream.encode(frame):
                target.mux(packet)
        for packet in stream.encode(None):
            target.mux(packet)
        if noise is not None:
            for packet in _sounds(noise, clip.times[-1] + 0.04, tones or tone):
                target.mux(packet)
    return turned(out.getvalue(), rotation) if rotation else out.getvalue()


def _fast(codec: str) -> dict[str, str]:
    return {
        "libx264": {"preset": "ultrafast", "crf": "12"},
        "libvpx": {"deadline": "realtime", "b": "3M"},
    }.get(codec, {})


def tone(seconds: float) -> NDArray[np.float32]:
    """A pure tone of 440 Hz."""
    return np.sin(2 * np.pi * 440 * np.arange(round(seconds * 48_000)) / 48_000).astype(np.float32) * 0.3


def _sounds(
    stream: av.AudioStream, seconds: float, tones: Callable[[float], NDArray[np.float32]]
) -> Iterator[av.Packet]:
    samples = tones(seconds)
    for at in range(0, samples.size - 960, 960):
        block = av.AudioFrame.from_ndarray(samples[None, at : at + 960], format="flt", layout="mono")
        block.sample_rate, block.pts, block.time_base = 48_000, at, Fraction(1, 48_000)
        yield from stream.encode(block)
    yield from stream.encode(None)


def turned(data: bytes, degrees: int) -> bytes:
    """Write a rotation into the track header's matrix (ISO/IEC 14496-12, 8.3.2), as phones do; 90 or 270."""
    at = data.index(b"tkhd") + 4 + 40
    one = 0x00010000
    matrix = {90: (0, one, 0, -one & 0xFFFFFFFF, 0, 0), 270: (0, -one & 0xFFFFFFFF, 0, one, 0, 0)}[degrees]
    return data[:at] + struct.pack(">6I", *matrix) + data[at + 24 :]


def read(data: bytes) -> list[tuple[float, Picture]]:
    """Seconds and pixels of every frame, decoded by PyAV without any of our code."""
    with av.open(io.BytesIO(data)) as source:
        return [(float(frame.time), frame.to_ndarray(format="rgb24")) for frame in source.decode(video=0)]


def uncovered(clip: Clip, data: bytes, *, largest_likeness: float = 0.5) -> list[int]:
    """Frames of the copy in which the face can still be made out: its place correlates with the original's pixels.

    A mosaic of five cells leaves only light and dark: what is compared are the details (each patch minus its blur).
    """
    copy = read(data)
    assert len(copy) == len(clip.frames)
    shown = []
    for number, (face, (_, picture)) in enumerate(zip(clip.faces, copy, strict=True)):
        if face and likeness(clip.frames[number], picture, face) > largest_likeness:
            shown.append(number)
    return shown


def likeness(first: Picture, second: Picture, box: Box) -> float:
    """Correlation of the fine details in a box, -1 to 1."""
    x, y, w, h = box
    one, two = (_details(picture[y : y + h, x : x + w]) for picture in (first, second))
    spread = float(one.std() * two.std())
    return float(((one - one.mean()) * (two - two.mean())).mean()) / spread if spread > 1e-6 else 0.0


def _details(patch: Picture) -> NDArray[np.float64]:
    grey = Image.fromarray(patch).convert("L")
    coarse = grey.resize((max(1, grey.width // 8), max(1, grey.height // 8)), Image.Resampling.BOX)
    return np.asarray(grey, float) - np.asarray(coarse.resize(grey.size, Image.Resampling.BICUBIC), float)
