"""Look at the copy as an attacker would: its boxes by our own walker, its frames with the detectors again.

Looked at: two frames a second, both sides of every cut, the first and the last frame, and where a track begins or ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

import numpy as np

from chaperone.engines.redaction.covers.shapes import covered_mask
from chaperone.engines.redaction.detectors.base import overlap, share_inside
from chaperone.engines.redaction.report import Box, Region
from chaperone.engines.redaction.verify import EAGER, HIDDEN
from chaperone.engines.redaction.video import boxes
from chaperone.engines.redaction.video.options import VideoOptions
from chaperone.engines.redaction.video.planes import Frame
from chaperone.engines.redaction.video.probe import Probe, probe
from chaperone.engines.redaction.video.reading import Range, frames
from chaperone.engines.redaction.video.report import Residue
from chaperone.engines.redaction.video.spotting import Seen, Spotter
from chaperone.engines.redaction.video.survey import Survey
from chaperone.engines.redaction.video.tracks import Track

LOOKS_A_SECOND = 2.0
DEEP_SECONDS = 5.0
LONGEST = 800
"""Another size than the first pass looked at: a face that hides at one size shows at another."""


@dataclass(frozen=True)
class Verification:
    """`reasons` name what is left besides places; `places` are finds that nothing covers."""

    reasons: tuple[str, ...]
    places: tuple[Residue, ...]
    looked: int


def verify(
    copy: IO[bytes], expected: Probe, survey: Survey, tracks: tuple[Track, ...], options: VideoOptions
) -> Verification:
    """Read the copy again and say what is left; never raises for a copy of ours that is wrong, it says so."""
    reasons = [f"The clean copy still holds {left}." for left in boxes.residue(copy)]
    found = probe(copy)
    spotter = Spotter(cover=options.cover, detect=options.detect, eager=EAGER)
    looks = _plan(survey, tracks, found.rate)
    places: list[Residue] = []
    count = 0
    for frame in frames(copy, found, Range()):
        count += 1
        if frame.index in looks:
            seen = spotter.deep(frame) if looks[frame.index] else spotter.quick(frame, longest=LONGEST)
            places += _uncovered(frame, seen, tracks)
    if (found.width, found.height, count) != (expected.width, expected.height, survey.frames):
        reasons.append("The clean copy does not have the size or the frames of the original.")
    return Verification(tuple(reasons), tuple(places), len(looks))


def _plan(survey: Survey, tracks: tuple[Track, ...], rate: float) -> dict[int, bool]:
    """Frames to look at, and whether deeply."""
    every, deep = max(1, round(rate / LOOKS_A_SECOND)), max(1, round(rate * DEEP_SECONDS))
    last = survey.frames - 1
    looks = dict.fromkeys(range(every // 2, last + 1, every), False)
    edges = [0, last]
    edges += [frame for cut in survey.cuts for frame in (cut - 1, cut)]
    for track in tracks:
        edges += [track.first - 1, track.last + 1]
    looks.update((frame, False) for frame in edges if 0 <= frame <= last)
    looks.update((frame, True) for frame in range(deep // 2, last + 1, deep))
    return looks


def _uncovered(frame: Frame, seen: list[Seen], tracks: tuple[Track, ...]) -> list[Residue]:
    size = (frame.width, frame.height)
    placed = [(track, box) for track in tracks if (box := track.at(frame.index, size))]
    regions = tuple(Region(track.kind, box, track.score) for track, box in placed if track.covered)
    mask = covered_mask(regions, *size)
    judged = [box for track, box in placed if not track.covered]
    return [
        Residue(find.kind, frame.index, round(frame.time, 3), box, round(find.score, 3))
        for find in seen
        if find.strong and (box := _whole(find, size)) and not _hidden(mask, box) and not _judged(box, judged)
    ]


def _hidden(mask: np.ndarray, box: Box) -> bool:
    x, y, w, h = box
    return float(np.count_nonzero(mask[y : y + h, x : x + w])) / (w * h) >= HIDDEN


def _judged(box: Box, judged: list[Box]) -> bool:
    """A place that a person uncovered or that is shown to them already."""
    return any(overlap(box, other) > 0.3 or share_inside(box, other) > 0.8 for other in judged)


def _whole(find: Seen, size: tuple[int, int]) -> Box | None:
    left, top = max(0, int(find.box[0])), max(0, int(find.box[1]))
    right = min(size[0], round(find.box[0] + find.box[2]))
    bottom = min(size[1], round(find.box[1] + find.box[3]))
    return (left, top, right - left, bottom - top) if right > left and bottom > top else None
