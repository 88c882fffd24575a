"""Measure video redaction beside deface: `python bench/video.py DATA [--frames N] [--minutes 1 3 10] [--deface]`.

DATA is a folder; every video below it is a clip. Printed for each: frames a second, the share of faces covered, and
faces that show between two frames in which they are covered. A face counts when either of two detectors is sure of it
in the original frame (CenterFace .5 or libfacedetection .8, at 1280 pixels, 24 pixels and larger); it is covered when
its fine details in the copy no longer correlate (below .5) with those of the original. `--minutes` plays the first
clip over and over for so long and prints the memory at its peak. `--deface` installs deface into a virtual
environment of its own under the user's cache folder and runs it (threshold .2, its default) on the same frames.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction.detectors import centerface, slime
from chaperone.engines.redaction.detectors.base import FloatBox, overlap, suppress
from chaperone.engines.redaction.detectors.views import resize
from chaperone.engines.redaction.video import VideoOptions
from chaperone.engines.redaction.video.isolated import redact_video_isolated
from chaperone.engines.redaction.video.report import VideoReport

Picture = NDArray[np.uint8]
SUFFIXES = {".mp4", ".mov", ".m4v", ".webm", ".mkv", ".avi"}
LOOK_AT, SMALLEST = 1280, 24.0
SURE_CENTERFACE, SURE_SLIME = 0.5, 0.8
ALIKE, LINK = 0.5, 0.3


@dataclass
class Face:
    """A face in one frame of the original, and whether the copy covers it."""

    box: FloatBox
    covered: bool


@dataclass
class Tally:
    """Faces by frame; `flashes` are those that show although they are covered before and after."""

    frames: list[list[Face]] = field(default_factory=list)

    def share(self) -> str:
        faces = [face for frame in self.frames for face in frame]
        covered = sum(face.covered for face in faces)
        return f"{covered} of {len(faces)} faces covered" + (
            f" ({covered / len(faces):.3f})" if faces else ""
        )

    def flashes(self) -> int:
        return sum(
            not face.covered and _covered_near(before, face) and _covered_near(after, face)
            for before, frame, after in zip(self.frames, self.frames[1:], self.frames[2:], strict=False)
            for face in frame
        )


def _covered_near(frame: list[Face], face: Face) -> bool:
    return any(other.covered and overlap(other.box, face.box) > LINK for other in frame)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--frames", type=int, default=60, help="first so many frames of each clip")
    parser.add_argument("--minutes", type=float, nargs="*", default=[])
    parser.add_argument("--deface", action="store_true")
    parser.add_argument("--only", default="", help="clips whose name holds this")
    given = parser.parse_args()
    clips = [
        path
        for path in sorted(given.data.rglob("*"))
        if path.suffix.lower() in SUFFIXES and given.only in path.name
    ]
    defacer = install_deface() if given.deface else None
    with tempfile.TemporaryDirectory() as folder:
        for number, clip in enumerate(clips if given.frames else []):
            part = Path(folder) / f"{number}.mp4"
            shorten(clip, part, given.frames)
            compare(clip.name, part, Path(folder), defacer)
        for minutes in given.minutes:
            measure_memory(clips[0], minutes, Path(folder))


def compare(name: str, part: Path, folder: Path, defacer: Path | None) -> None:
    copy, theirs = folder / f"{part.stem}-ours.mp4", folder / f"{part.stem}-deface.mp4"
    before = busy()
    report, seconds = redacted(part, copy)
    _say(f"{name}: {report.width}x{report.height}, {report.frames} frames, load {os.getloadavg()[0]:.1f}")
    _result(f"chaperone, all ({report.verdict})", report.frames, seconds, busy() - before, tally(part, copy))
    before = busy()
    report, seconds = redacted(part, copy, VideoOptions(detect="faces", write_held=True))
    _result("chaperone, faces", report.frames, seconds, busy() - before, tally(part, copy))
    if defacer is not None:
        started, before = time.monotonic(), busy()
        subprocess.run([str(defacer), "-o", str(theirs), str(part)], check=True, capture_output=True)
        seconds = time.monotonic() - started
        _result("deface", report.frames, seconds, busy() - before, tally(part, theirs))


def busy() -> float:
    """Processor seconds of finished child processes, which a loaded machine hardly changes."""
    spent = os.times()
    return spent.children_user + spent.children_system


def _result(who: str, frames: int, seconds: float, spent: float, found: str) -> None:
    _say(f"  {who:24} {frames / seconds:6.2f} frames/s, {spent / frames:.2f} s of processor a frame, {found}")


def redacted(source: Path, target: Path, options: VideoOptions | None = None) -> tuple[VideoReport, float]:
    started = time.monotonic()
    with source.open("rb") as read, target.open("w+b") as written:
        report = redact_video_isolated(read, written, options or VideoOptions(write_held=True))
    return report, time.monotonic() - started


def tally(original: Path, copy: Path) -> str:
    found = Tally()
    for before, after in zip(pictures(original), pictures(copy), strict=False):
        found.frames.append([Face(box, likeness(before, after, box) < ALIKE) for box in faces(before)])
    return f"{found.share()}, {found.flashes()} flash between two covered"


def faces(picture: Picture) -> list[FloatBox]:
    """What either detector is sure of, in pixels of the picture."""
    scale = min(1.0, LOOK_AT / max(picture.shape[:2]))
    small = resize(picture, scale)
    found = centerface.find(small, threshold=SURE_CENTERFACE) + slime.find(small, threshold=SURE_SLIME)
    boxes = (find.scaled(1 / scale).box for find in suppress(found))
    height, width = picture.shape[:2]
    clipped = ((max(0.0, x), max(0.0, y), min(x + w, width), min(y + h, height)) for x, y, w, h in boxes)
    return [(x, y, r - x, b - y) for x, y, r, b in clipped if min(r - x, b - y) >= SMALLEST]


def likeness(before: Picture, after: Picture, box: FloatBox) -> float:
    """Correlation of the fine details inside a box, -1 to 1."""
    x, y, w, h = (round(value) for value in box)
    one, two = (_details(picture[y : y + h, x : x + w]) for picture in (before, after))
    spread = float(one.std() * two.std())
    return float((one * two).mean() - one.mean() * two.mean()) / spread if spread > 1e-6 else 0.0


def _details(patch: Picture) -> NDArray[np.float32]:
    grey = cv2.cvtColor(patch, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(grey - cv2.GaussianBlur(grey, (0, 0), max(1.0, min(grey.shape) / 12)), np.float32)


def pictures(path: Path) -> Iterator[Picture]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def shorten(source: Path, target: Path, frames: int) -> None:
    """The first frames, upright, encoded again without loss that matters: both programs get the same file."""
    with av.open(str(source)) as read, av.open(str(target), "w", format="mp4") as written:
        rate = read.streams.video[0].average_rate or Fraction(25)
        stream = written.add_stream("libx264", rate=rate, options={"crf": "10", "preset": "veryfast"})
        for number, frame in enumerate(read.decode(video=0)):
            if number == frames:
                break
            pixels = np.ascontiguousarray(
                np.rot90(frame.to_ndarray(format="rgb24"), round(frame.rotation / 90) % 4)
            )
            if number == 0:
                stream.height, stream.width = pixels.shape[0] & ~1, pixels.shape[1] & ~1
                stream.pix_fmt = "yuv420p"
            picture = av.VideoFrame.from_ndarray(
                np.ascontiguousarray(pixels[: stream.height, : stream.width])
            )
            for packet in stream.encode(picture):
                written.mux(packet)
        for packet in stream.encode(None):
            written.mux(packet)


def measure_memory(source: Path, minutes: float, folder: Path) -> None:
    """In a process of its own, because the peak of a process's children never falls."""
    long = folder / "long.mp4"
    repeat(source, long, minutes * 60)
    code = (
        "import sys; from pathlib import Path; from bench.video import one_long; one_long(Path(sys.argv[1]))"
    )
    root = str(Path(__file__).resolve().parent.parent)
    environment = os.environ | {"PYTHONPATH": root}
    done = subprocess.run(
        [sys.executable, "-c", code, str(long)], env=environment, capture_output=True, text=True, check=True
    )
    _say(f"{source.name} for {minutes:g} min: {done.stdout.strip()}")
    long.unlink()


def one_long(path: Path) -> None:
    report, seconds = redacted(path, path.with_name("long-ours.mp4"))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = f"{report.width}x{report.height}"
    rate = report.frames / seconds
    _say(f"{size}, {report.frames} frames, {rate:.2f} frames/s, {peak:.0f} MB at the peak, {report.verdict}")


def repeat(source: Path, target: Path, seconds: float) -> None:
    """The clip's packets over and over, without encoding anew."""
    with av.open(str(target), "w", format="mp4") as written:
        offset, stream = 0, None
        while offset == 0 or (stream is not None and offset * stream.time_base < seconds):
            with av.open(str(source)) as read:
                given = read.streams.video[0]
                stream = stream or written.add_stream_from_template(given)
                last = 0
                for packet in read.demux(given):
                    if packet.dts is None or packet.pts is None:
                        continue
                    last = max(last, packet.pts + (packet.duration or 1))
                    packet.pts, packet.dts, packet.stream = packet.pts + offset, packet.dts + offset, stream
                    written.mux(packet)
                offset += last
                if not last:
                    break
                stream.time_base = given.time_base


def install_deface() -> Path:
    """deface and its own OpenCV must not meet ours: an environment under the user's cache folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "chaperone-bench" / "deface"
    program = cache / "bin" / "deface"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", str(cache)], check=True)
        subprocess.run([str(cache / "bin" / "pip"), "install", "--quiet", "deface"], check=True)
    return program


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
