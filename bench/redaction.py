"""Measure the redaction engine on photos whose faces are known: `python bench/redaction.py DATA [--limit N]`.

DATA is a folder with `MANIFEST.csv`: columns `file`, `faces_gt_boxes_xyxy` (JSON list of [left, top, right, bottom];
empty where nobody labelled faces) and `tattoo_gt` (not empty for photos of bodies). Printed: recall (the centre of a
known face lies in a region), precision (a region overlaps a known face by IoU .3 or more), the same for photos turned
by 90, 180 and 270 degrees, close-ups cut from the larger faces, the number of body photos with a face region (tattooed
faces count, so look at them before you call it false), metadata left by our walker, and seconds per photo. Where the
labels name only some of the faces of a crowd, precision counts the others as false: look before you quote it.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from chaperone.engines.redaction import Unreadable
from chaperone.engines.redaction.cleaners import cleaner_for
from chaperone.engines.redaction.decode import decode
from chaperone.engines.redaction.detectors.base import FloatBox, overlap
from chaperone.engines.redaction.isolated import redact_isolated
from chaperone.engines.redaction.picture import Pixels
from chaperone.engines.redaction.sniff import sniff

CLOSE_UPS = {
    "eyes": (-0.05, 0.15, 1.05, 0.50),
    "nose": (0.20, 0.30, 0.80, 0.80),
    "mouth and chin": (0.0, 0.50, 1.0, 1.05),
    "half face": (-0.05, -0.10, 0.50, 1.10),
}
LARGE = 90
CLOSE_UP_SIDE = 600


@dataclass
class Score:
    photos: int = 0
    known: int = 0
    found: int = 0
    regions: int = 0
    right: int = 0
    touched: int = 0
    seconds: list[float] = field(default_factory=list)

    def line(self, name: str) -> str:
        recall = f"{self.found}/{self.known}" if self.known else "-"
        right = f"{self.right}/{self.regions}"
        middle = f"{np.median(self.seconds):.2f}" if self.seconds else "-"
        return f"{name:<22}{self.photos:>7}{recall:>12}{right:>12}{self.touched:>9}{middle:>9}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument(
        "--limit", type=int, default=4, help="photos of each kind (4 take 3 to 4 minutes on two busy cores)"
    )
    given = parser.parse_args()
    scores: dict[str, Score] = {}
    metadata(given.data, given.limit)
    for number, (kind, pixels, boxes) in enumerate(cases(given.data, given.limit), start=1):
        judge(scores.setdefault(kind, Score()), pixels, boxes)
        sys.stderr.write(f"\r{number} photos, {kind:<24}")
    sys.stderr.write("\n")
    say(f"{'':<22}{'photos':>7}{'recall':>12}{'precision':>12}{'touched':>9}{'seconds':>9}")
    for name, score in scores.items():
        say(score.line(name))
    return 0


def cases(data: Path, limit: int) -> Iterator[tuple[str, Pixels, list[FloatBox]]]:
    with (data / "MANIFEST.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in [row for row in rows if row["faces_gt_boxes_xyxy"]][:limit]:
        pixels = decode((data / row["file"]).read_bytes()).picture.frames[0]
        boxes = [(a, b, c - a, d - b) for a, b, c, d in json.loads(row["faces_gt_boxes_xyxy"])]
        yield "upright", pixels, boxes
        for turn in (1, 2, 3):
            yield f"turned {turn * 90}", *turned(pixels, boxes, turn)
        for box in boxes:
            yield from close_ups(pixels, box)
    for row in [row for row in rows if row["tattoo_gt"]][:limit]:
        yield "bodies", decode((data / row["file"]).read_bytes()).picture.frames[0], []


def turned(pixels: Pixels, boxes: list[FloatBox], turn: int) -> tuple[Pixels, list[FloatBox]]:
    """Counter-clockwise quarter turns of the picture and its boxes."""
    width = float(pixels.shape[1])
    for _ in range(turn):
        boxes = [(y, width - x - w, h, w) for x, y, w, h in boxes]
        pixels = np.ascontiguousarray(np.rot90(pixels))
        width = float(pixels.shape[1])
    return pixels, boxes


def close_ups(pixels: Pixels, box: FloatBox) -> Iterator[tuple[str, Pixels, list[FloatBox]]]:
    """Parts of one face, enlarged until they look like a photo of their own."""
    x, y, w, h = box
    if min(w, h) < LARGE:
        return
    for name, (left, top, right, bottom) in CLOSE_UPS.items():
        edges = (max(0, x + left * w), max(0, y + top * h), x + right * w, y + bottom * h)
        part = Image.fromarray(pixels).crop(tuple(round(edge) for edge in edges))
        grow = max(1.0, CLOSE_UP_SIDE / max(part.size))
        part = part.resize((round(part.width * grow), round(part.height * grow)), Image.Resampling.BICUBIC)
        yield f"close-up: {name}", np.asarray(part), [(0.0, 0.0, float(part.width), float(part.height))]


def judge(score: Score, pixels: Pixels, boxes: list[FloatBox]) -> None:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=1)
    started = time.monotonic()
    report = redact_isolated(out.getvalue(), detect="faces").report
    score.seconds.append(time.monotonic() - started)
    regions = [region.box for region in report.regions]
    score.photos += 1
    score.known += len(boxes)
    score.found += sum(any(_centre_inside(box, region) for region in regions) for box in boxes)
    score.regions += len(regions)
    score.right += sum(any(overlap(region, box) >= 0.3 for box in boxes) for region in regions)
    score.touched += bool(regions)


def metadata(data: Path, limit: int) -> None:
    """Rebuild every photo and let the walker judge."""
    files = [
        path
        for path in sorted(data.rglob("*"))
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".tiff", ".heic", ".heif", ".gif", ".webp")
    ]
    written = leaking = refused = 0
    started = time.monotonic()
    for path in files[: limit * 10]:
        try:
            decoded = decode(path.read_bytes())
        except Unreadable:
            refused += 1
            continue
        copy = cleaner_for(decoded.cleaner.writes).encode(decoded.picture)
        written += 1
        leaking += bool(cleaner_for(sniff(copy)).residue(copy))
    rate = written / (time.monotonic() - started)
    say(f"metadata: {written} written, {refused} refused, {leaking} leaking, {rate:.1f} rebuilt a second")


def _centre_inside(box: FloatBox, region: FloatBox) -> bool:
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return region[0] <= x <= region[0] + region[2] and region[1] <= y <= region[1] + region[3]


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    raise SystemExit(main())
