"""The end of a track's making: margins that grow with motion, held at both ends, fewer keys, never across a cut."""

from __future__ import annotations

import math

from chaperone.engines.redaction.detectors.base import FloatBox
from chaperone.engines.redaction.video.tracks import Key, around, grown, simplified

HOLD_SECONDS = 0.5
MARGIN = 0.06
"""Each side, as a share of the box: what a box that jitters from look to look may be short of."""
MOTION = 0.3
"""Of the way to the neighbouring key is added on each side, at most MOST of the size."""
MOST = 0.6
HOLD_GROWS = 0.25
"""Each side at the end of a hold, as a share of the size."""


def finish(
    keys: list[Key], *, bounds: tuple[int, int], rate: float, size: tuple[int, int]
) -> tuple[Key, ...]:
    """`keys` are what was found and followed; `bounds` are the first and last frame of the scene."""
    moved = [_with_margin(keys, number) for number in range(len(keys))]
    hold = max(2, math.ceil(HOLD_SECONDS * rate))
    first, last = moved[0], moved[-1]
    start, end = max(bounds[0], first.frame - hold), min(bounds[1], last.frame + hold)
    ends = (
        _held(first, moved[min(1, len(moved) - 1)], start),
        _held(last, moved[max(-2, -len(moved))], end),
    )
    whole = [
        *([ends[0]] if start < first.frame else []),
        *simplified(moved),
        *([ends[1]] if end > last.frame else []),
    ]
    return tuple(Key(key.frame, _near(key.box, size)) for key in whole)


def _with_margin(keys: list[Key], number: int) -> Key:
    key = keys[number]
    near = [keys[i] for i in (number - 1, number + 1) if 0 <= i < len(keys)]
    way = max((_way(key.box, other.box) for other in near), default=0.0)
    longer = max(key.box[2], key.box[3])
    return Key(key.frame, grown(key.box, MARGIN * longer + min(MOTION * way, MOST * longer)))


def _held(key: Key, neighbour: Key, frame: int) -> Key:
    """The box at the end of a hold: where the thing is if it stayed and where it is if it went on."""
    apart = max(abs(key.frame - neighbour.frame), 1)
    ahead = min(abs(frame - key.frame) / apart, 2.0) if key.frame != neighbour.frame else 0.0
    across, down = key.box[0] - neighbour.box[0], key.box[1] - neighbour.box[1]
    limit = 1.5 * max(key.box[2], key.box[3])
    gone = (
        key.box[0] + max(-limit, min(limit, across * ahead)),
        key.box[1] + max(-limit, min(limit, down * ahead)),
        key.box[2],
        key.box[3],
    )
    return Key(frame, grown(around((key.box, gone)), HOLD_GROWS * max(key.box[2], key.box[3])))


def _way(first: FloatBox, second: FloatBox) -> float:
    return max(
        abs(first[0] + first[2] / 2 - second[0] - second[2] / 2),
        abs(first[1] + first[3] / 2 - second[1] - second[3] / 2),
    )


def _near(box: FloatBox, size: tuple[int, int]) -> FloatBox:
    """Not far outside the picture, in tenths of pixels: numbers in a report stay small, and come back the same."""
    left, top = max(-float(size[0]), box[0]), max(-float(size[1]), box[1])
    width, height = min(box[2], 3.0 * size[0]), min(box[3], 3.0 * size[1])
    return (round(left, 1), round(top, 1), round(width, 1), round(height, 1))
