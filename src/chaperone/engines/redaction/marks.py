"""From finds to regions: what is covered, what a person took away or added, and what is only shown.

Nothing here looks at pixels except through the detectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import numpy as np

from chaperone.engines.redaction.covers.parts import part_box
from chaperone.engines.redaction.detectors import eyes, skin, text
from chaperone.engines.redaction.detectors.base import Finds, FloatBox, Found, Point, overlap, share_inside
from chaperone.engines.redaction.detectors.faces import find_faces
from chaperone.engines.redaction.detectors.views import resize
from chaperone.engines.redaction.options import FaceChoice, Options
from chaperone.engines.redaction.picture import Picture, Pixels
from chaperone.engines.redaction.report import Box, Kind, Line, Region

SAME_PLACE = 0.5
INSIDE = 0.9
LEAST_PART = 384
LOOK_AT = 2560
"""Longer side in pixels of the copy that is looked at; covers are drawn at full size."""


@dataclass
class Marks:
    """Regions (covered or taken away by a person) and candidates, for all frames together."""

    regions: list[Region] = field(default_factory=list)
    candidates: list[Region] = field(default_factory=list)
    read: list[Line] = field(default_factory=list, repr=False)
    points: dict[str, tuple[Point, ...]] = field(default_factory=dict, repr=False)
    """Landmarks by region id, while covers are placed."""

    def take(self, kind: Kind, finds: Finds, size: tuple[int, int]) -> None:
        """Strong finds are always taken, unless a region already hides them; weak ones only where nothing is known."""
        for region, find in _regions(kind, finds.strong, size):
            self._note(region, find)
            if not any(share_inside(region.box, known.box) > INSIDE for known in self.regions):
                self.regions.append(region)
        for region, find in _regions(kind, finds.weak, size):
            self._note(region, find)
            if not any(overlap(known.box, region.box) > SAME_PLACE for known in self.candidates):
                self.candidates.append(replace(region, covered=False))
        self.candidates = [weak for weak in self.candidates if not self._known(weak)]

    def _note(self, region: Region, find: Found) -> None:
        if find.points:
            self.points.setdefault(region.id, find.points)
        line = Line(region.box, find.words, region.score)
        if find.words and line not in self.read:
            self.read.append(line)

    def _known(self, weak: Region) -> bool:
        return any(
            overlap(r.box, weak.box) > SAME_PLACE or share_inside(weak.box, r.box) > INSIDE
            for r in self.regions
        )


def _regions(kind: Kind, finds: list[Found], size: tuple[int, int]) -> list[tuple[Region, Found]]:
    placed = [(clip(find.box, size), find) for find in finds]
    return [(Region(kind, box, round(min(find.score, 1.0), 3)), find) for box, find in placed if box]


def detect(picture: Picture, options: Options, *, eager: float = 1.0, near: Sequence[Region] = ()) -> Marks:
    """Look at every frame; a frame that equals the one before is looked at once. `eager` as in the detectors.

    With `near`, only at the surroundings of these regions: for what is the same everywhere else.
    """
    marks = Marks()
    size = (picture.width, picture.height)
    before = None
    for frame in picture.frames:
        if before is None or not np.array_equal(before, frame):
            for part in _surroundings(near, size) or [(0, 0, *size)]:
                _look(frame, part, options, marks, eager)
        before = frame
    return marks


def _surroundings(near: Sequence[Region], size: tuple[int, int]) -> list[Box]:
    """A square with its middle in each region, three times as large; nothing when that is most of the picture."""
    boxes = []
    for region in near:
        x, y, w, h = region.box
        side = max(3 * max(w, h), LEAST_PART)
        box = clip((x + w / 2 - side / 2, y + h / 2 - side / 2, side, side), size)
        boxes += [box] if box else []
    return boxes if sum(w * h for _, _, w, h in boxes) < size[0] * size[1] / 2 else []


def _look(whole: Pixels, part: Box, options: Options, marks: Marks, eager: float) -> None:
    """Faces and text are looked for at the same time: one core each (the models leave Python while they work)."""
    nothing = Finds([], [])
    left, top, width, height = part
    frame, size = whole[top : top + height, left : left + width], (whole.shape[1], whole.shape[0])
    scale = min(1.0, LOOK_AT / max(size))
    small = resize(frame, scale)
    with ThreadPoolExecutor(1) as pool:
        reading = options.detect != "faces" and text.available()
        texts = pool.submit(text.find_text, small, eager=eager) if reading else None
        found = find_faces(small, eager=eager) if options.detect != "text" else nothing
        seen = skin.find_marks(small) if options.detect == "all" and eager == 1.0 else nothing
        written = texts.result() if texts else nothing
    if options.cover == "eyes":
        marks.take("eyes", Finds(eyes.bands(found.strong), []).scaled(1 / scale).moved(left, top), size)
        marks.take("face", Finds([], found.weak).scaled(1 / scale).moved(left, top), size)
    else:
        marks.take("face", found.scaled(1 / scale).moved(left, top), size)
    marks.take("text", written.scaled(1 / scale).moved(left, top), size)
    marks.take("tattoo", seen.scaled(1 / scale).moved(left, top), size)


def decide(marks: Marks, options: Options, size: tuple[int, int]) -> Marks:
    """Apply what a person decided: boxes added, regions taken away, weak finds covered with `cover="all"`."""
    weak = [replace(region, covered=True) for region in marks.candidates]
    shown = [] if options.cover == "all" else [r for r in weak if r.id not in options.confirmed_not_a_person]
    judged = [*marks.regions, *(region for region in weak if region not in shown)]
    added = list(dict.fromkeys(box for box in (clip(box, size) for box in options.add) if box))
    chosen = [_as_chosen(region, marks.points.get(region.id), options, size) for region in judged]
    return Marks(
        [*settle(chosen, options), *(Region("manual", box, 1.0) for box in added)],
        [replace(region, covered=False) for region in shown if not _under(region.box, added)],
        marks.read,
    )


def _as_chosen(
    region: Region, points: tuple[Point, ...] | None, options: Options, size: tuple[int, int]
) -> Region:
    """A face as its choice says; every face without one is covered whole."""
    choice = next((c for c in options.faces if region.kind == "face" and _means(c, region)), None)
    if choice is None or (choice.cover == "face" and not choice.keep):
        return region
    if choice.cover == "eyes":
        pair = (points[0], points[1]) if points else None
        (band,) = eyes.bands([Found(region.box, region.score, "", pair)])
        box = clip(band.box, size)
        return replace(region, kind="eyes", box=box or region.box, authorization=choice.authorization)
    kept = [clip(part_box(part, region.box, points), size) for part in choice.keep]
    return replace(region, kept=tuple(box for box in kept if box), authorization=choice.authorization)


def _means(choice: FaceChoice, region: Region) -> bool:
    if isinstance(choice.face, str):
        return choice.face == region.id
    return overlap(choice.face, region.box) > SAME_PLACE


def settle(regions: list[Region], options: Options) -> list[Region]:
    """Uncover what a person took away."""
    return [
        replace(region, covered=region.covered and not _taken_away(region, options)) for region in regions
    ]


def taken_away_unconfirmed(marks: Marks, options: Options) -> list[Region]:
    """Regions that a person uncovered without confirming that they are a false alarm."""
    return [r for r in marks.regions if not r.covered and r.id not in options.confirmed_not_a_person]


def clip(box: FloatBox, size: tuple[int, int]) -> Box | None:
    """Whole pixels inside a picture of `size` (width, height); None when nothing is left."""
    left, top = max(0, int(box[0])), max(0, int(box[1]))
    right, bottom = min(size[0], round(box[0] + box[2])), min(size[1], round(box[1] + box[3]))
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None


def _taken_away(region: Region, options: Options) -> bool:
    if region.id in options.confirmed_not_a_person or region.id in options.remove:
        return True
    return any(not isinstance(r, str) and overlap(r, region.box) > SAME_PLACE for r in options.remove)


def _under(box: Box, covers: list[Box]) -> bool:
    """The middle of the box lies in one of the covers."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return any(c[0] <= x <= c[0] + c[2] and c[1] <= y <= c[1] + c[3] for c in covers)
