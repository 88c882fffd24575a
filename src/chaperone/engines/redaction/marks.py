"""From finds to regions: what is covered, what a person took away or added, and what is only shown.

Nothing here looks at pixels except through the detectors.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from chaperone.engines.redaction.detectors import eyes, faces, text
from chaperone.engines.redaction.detectors.base import FloatBox, Found, overlap
from chaperone.engines.redaction.options import Options
from chaperone.engines.redaction.picture import Picture
from chaperone.engines.redaction.report import Box, Kind, Region

TEXT_COVER = 0.60
TEXT_SHOW = 0.45
SAME_PLACE = 0.5


@dataclass
class Marks:
    """Regions (covered or taken away by a person) and candidates, for all frames together."""

    regions: list[Region] = field(default_factory=list)
    candidates: list[Region] = field(default_factory=list)

    def take(self, kind: Kind, finds: Iterable[Found], size: tuple[int, int], *, weak: bool = False) -> None:
        into = self.candidates if weak else self.regions
        for find in finds:
            box = clip(find.box, size)
            known = [*self.regions, *self.candidates]
            if box and not any(r.kind == kind and overlap(r.box, box) > SAME_PLACE for r in known):
                into.append(Region(kind, box, round(min(find.score, 1.0), 3)))


def detect(picture: Picture, options: Options) -> Marks:
    """Look at every frame; frames that equal the one before are looked at once."""
    marks = Marks()
    size = (picture.width, picture.height)
    before = None
    for frame in picture.frames:
        if before is not None and (before == frame).all():
            continue
        before = frame
        if options.detect in ("all", "faces"):
            found = faces.find_faces(frame)
            strong = eyes.bands(found.strong) if options.cover == "eyes" else found.strong
            marks.take("eyes" if options.cover == "eyes" else "face", strong, size)
            marks.take("face", found.weak, size, weak=True)
        if options.detect in ("all", "text") and text.available():
            lines = text.find(frame, threshold=TEXT_SHOW)
            marks.take("text", [line for line in lines if line.score >= TEXT_COVER], size)
            marks.take("text", [line for line in lines if line.score < TEXT_COVER], size, weak=True)
    return marks


def decide(marks: Marks, options: Options, size: tuple[int, int]) -> Marks:
    """Apply what a person decided: boxes added, regions taken away, weak finds covered with `cover="all"`."""
    regions, candidates = list(marks.regions), list(marks.candidates)
    if options.cover == "all":
        regions, candidates = [*regions, *candidates], []
    regions = [replace(region, covered=not _taken_away(region, options)) for region in regions]
    candidates = [region for region in candidates if region.id not in options.confirmed_not_a_person]
    dismissed = [r for r in marks.candidates if r.id in options.confirmed_not_a_person and r not in regions]
    regions += [replace(region, covered=False) for region in dismissed if options.cover != "all"]
    added = [box for box in (clip(box, size) for box in options.add) if box]
    regions += [Region("manual", box, 1.0) for box in dict.fromkeys(added)]
    candidates = [region for region in candidates if not _under(region.box, added)]
    return Marks(regions, candidates)


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
