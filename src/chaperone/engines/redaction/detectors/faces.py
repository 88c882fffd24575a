"""Faces: two detectors at several sizes vote; four rotations; a grey border for close-ups. Strong finds and weak ones.

One detector at one size gives a score that says as much about the size as about the face. A real face is found again
at another size and by the other detector, a false alarm seldom is; so the score of a place is the weighted mean over
all passes that could see a face of that size, where silence counts 0. How many faces are found and how many finds are
none: `bench/redaction.py`, figures in docs/benchmarks.md.

Close-ups (an eye strip, a nose, lips that fill the picture) are found on a small copy with a wide border, because the
detectors were trained on whole heads with something around them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from chaperone.engines.redaction.detectors import centerface, slime, views
from chaperone.engines.redaction.detectors.base import Finds, Found, intersection, overlap, suppress
from chaperone.engines.redaction.picture import Pixels


@dataclass(frozen=True)
class Levels:
    """From `cover` on a find is covered, from `show` on it is shown to the reviewer."""

    cover: float
    show: float


@dataclass(frozen=True)
class Pass:
    """One look: which detector, on which view, how much its voice counts, and what it must reach to be heard."""

    find: Callable[..., list[Found]]
    view: Callable[..., views.View]
    weight: float
    floor: float

    def look(self, pixels: Pixels, turn: int) -> Look:
        seen = self.view(pixels, turn=turn)
        finds = [seen.back(find) for find in self.find(seen.pixels, threshold=self.floor)]
        return Look(self.weight, SMALLEST / seen.scale, finds)


@dataclass(frozen=True)
class Look:
    """What one pass saw. `smallest` is the side in pixels of the picture below which its silence means nothing."""

    weight: float
    smallest: float
    finds: list[Found]

    def could_see(self, find: Found) -> bool:
        return max(find.box[2], find.box[3]) >= self.smallest


SMALLEST = 14.0
UPRIGHT = Levels(cover=0.24, show=0.14)
TURNED = Levels(cover=0.32, show=0.20)
CLOSE = Levels(cover=0.32, show=0.24)
CLOSE_TURNED = Levels(cover=0.55, show=0.32)
"""A body part on its side looks more like a nose than a face on its side is photographed from near."""
BIG = 0.12
"""A find that takes this share of the picture may be a close-up."""
TINY = 8.0
"""A box that is smaller on its longer side (pixels of the picture) shows nobody; noise answers at this size."""
LINK = 0.3
HINT = 0.25
CLOSE_HINT = 0.28

WIDE = Pass(centerface.find, partial(views.view, longest=1280, enlarge=2.0), 1.0, 0.06)
QUICK = Pass(centerface.find, partial(views.view, longest=640, enlarge=2.0), 1.0, 0.06)
EXACT = Pass(slime.find, partial(views.view, longest=640, enlarge=2.0), 0.4, 0.25)
NEAR = Pass(slime.find, partial(views.view, longest=256, border=0.75, enlarge=4.0), 1.0, 0.20)
NEARER = Pass(slime.find, partial(views.view, longest=320, border=0.75, enlarge=4.0), 1.0, 0.20)
FRAMED = Pass(centerface.find, partial(views.view, longest=320, border=0.5, enlarge=4.0), 1.0, 0.08)


def find_faces(pixels: Pixels, *, eager: float = 1.0) -> Finds:
    """Faces in upright pixels. `eager` below 1 lowers what a find must reach to be covered (for verification)."""
    judged = _judge(_vote(pixels, 0, _normal()), UPRIGHT, eager)
    for turn in (1, 2, 3):
        if centerface.available() and _something_new(QUICK.look(pixels, turn).finds, judged):
            judged += _judge(_vote(pixels, turn, _normal()), TURNED, eager)
    for turn in range(4):
        hints = [find for find in NEAR.look(pixels, turn).finds if _is_big(find, pixels)]
        if any(find.score >= CLOSE_HINT for find in hints):
            close = [find for find in _vote(pixels, turn, _close()) if _is_big(find, pixels)]
            judged += _judge(close, CLOSE_TURNED if turn else CLOSE, eager)
    strong = suppress(find for find, covered in judged if covered)
    weak = suppress(find for find, covered in judged if not covered)
    return Finds(
        strong, [find for find in weak if all(overlap(find.box, other.box) < LINK for other in strong)]
    )


def fuse(looks: Sequence[Look]) -> list[Found]:
    """One find per place; its score is the weighted mean of the best score of each look that could see it."""
    heard = [
        (find.score * look.weight, number, find) for number, look in enumerate(looks) for find in look.finds
    ]
    places: list[tuple[Found, dict[int, float]]] = []
    for voice, number, find in sorted(heard, key=lambda entry: (-entry[0], entry[1], entry[2].box)):
        voices = next((voices for seed, voices in places if overlap(seed.box, find.box) > LINK), None)
        if voices is None:
            places.append((find, {number: voice}))
        else:
            voices.setdefault(number, voice)
    return [replace(seed, score=_mean(seed, voices, looks)) for seed, voices in places]


def _mean(seed: Found, voices: dict[int, float], looks: Sequence[Look]) -> float:
    asked = {number for number, look in enumerate(looks) if look.could_see(seed)} | set(voices)
    return sum(voices.values()) / sum(looks[number].weight for number in asked)


def _vote(pixels: Pixels, turn: int, passes: Sequence[Pass]) -> list[Found]:
    return fuse([each.look(pixels, turn) for each in passes])


def _normal() -> tuple[Pass, ...]:
    return (WIDE, QUICK, EXACT) if centerface.available() else (EXACT,)


def _close() -> tuple[Pass, ...]:
    return (NEAR, NEARER, FRAMED) if centerface.available() else (NEAR, NEARER)


def _judge(finds: list[Found], levels: Levels, eager: float) -> list[tuple[Found, bool]]:
    """Each find worth mentioning, and whether it is to be covered."""
    seen = [find for find in finds if find.score >= levels.show and max(find.box[2], find.box[3]) > TINY]
    return [(find, find.score >= levels.cover * eager) for find in seen]


def _something_new(finds: list[Found], judged: list[tuple[Found, bool]]) -> bool:
    """A turned look is worth its time when it hints at a face where none is covered yet."""
    known = [find.box for find, covered in judged if covered]
    return any(f.score >= HINT and all(overlap(f.box, box) < LINK for box in known) for f in finds)


def _is_big(find: Found, pixels: Pixels) -> bool:
    height, width = pixels.shape[:2]
    return bool(intersection(find.box, (0.0, 0.0, float(width), float(height))) > BIG * width * height)
