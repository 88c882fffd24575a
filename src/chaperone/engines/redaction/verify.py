"""Look at the output as an attacker would: its container with our own walker, its pixels with the detectors again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chaperone.engines.redaction import marks as finds
from chaperone.engines.redaction.cleaners import Cleaner
from chaperone.engines.redaction.covers.shapes import covered_mask
from chaperone.engines.redaction.decode import decode
from chaperone.engines.redaction.detectors.base import overlap, share_inside
from chaperone.engines.redaction.marks import Marks
from chaperone.engines.redaction.options import Options
from chaperone.engines.redaction.picture import Picture
from chaperone.engines.redaction.report import Region

HIDDEN = 0.4
"""A find whose box is covered this far is the cover itself, or what a cover leaves of a head: hair, ears, a collar."""

IN_NAMED = 0.8

EAGER = 0.85
"""The second look covers from 85 % of the score that the first look asked for."""


@dataclass(frozen=True)
class Verification:
    """Reasons to hold, and where (empty when the residue is not a place in the picture)."""

    reasons: tuple[str, ...]
    places: tuple[Region, ...]


def verify(
    data: bytes,
    written_by: Cleaner,
    marks: Marks,
    options: Options,
    expected: Picture,
    *,
    near: Sequence[Region] = (),
) -> Verification:
    """Read the clean copy again and say what is left. Reasons name groups and places, never values.

    With `near` the detectors look around these regions only, because the rest was looked at before.
    """
    reasons = [f"The clean copy still holds {left}." for left in written_by.residue(data)]
    output = decode(data).picture
    if (output.width, output.height, len(output.frames)) != (
        expected.width,
        expected.height,
        len(expected.frames),
    ):
        reasons.append("The clean copy does not have the size or the frames of the original.")
        return Verification(tuple(reasons), ())
    places = tuple(uncovered(output, marks, options, near=near))
    for kind, word in (("face", "a face"), ("eyes", "eyes"), ("text", "text")):
        count = sum(place.kind == kind for place in places)
        if count:
            reasons.append(f"Looking again found {word} that is not covered ({count} places).")
    return Verification(tuple(reasons), places)


def uncovered(
    output: Picture, marks: Marks, options: Options, *, near: Sequence[Region] = ()
) -> list[Region]:
    """Strong finds in the output that neither a cover hides nor a person has judged."""
    mask = covered_mask(tuple(marks.regions), output.width, output.height)
    judged = [region for region in marks.regions if not region.covered]
    return [
        region
        for region in finds.detect(output, options, eager=EAGER, near=near).regions
        if _hidden(mask, region) < HIDDEN
        and not _allowed(region, marks)
        and not any(_same(region, other) for other in [*judged, *marks.candidates])
    ]


def _allowed(place: Region, marks: Marks) -> bool:
    """What an authorization keeps visible is no residue, as long as it lies inside the face that was named."""
    named = [r for r in marks.regions if r.covered and r.authorization]
    return any(
        share_inside(place.box, part) > IN_NAMED
        for face in named
        for part in face.kept
        if share_inside(part, face.box) > IN_NAMED
    ) or any(place.kind != "text" and share_inside(face.box, place.box) > IN_NAMED for face in named)


def _hidden(mask: np.ndarray, region: Region) -> float:
    x, y, w, h = region.box
    return float(np.count_nonzero(mask[y : y + h, x : x + w])) / (w * h)


def _same(first: Region, second: Region) -> bool:
    return overlap(first.box, second.box) > 0.3
