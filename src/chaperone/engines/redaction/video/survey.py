"""The first pass: every frame is decoded and compared with the one before, some are looked at; tracks come out.

A quick look six times a second, on both sides of every cut and on the last frame; a deep look, with text, once a second
and at every cut. What is kept in memory does not grow with the clip but for times (8 bytes a frame) and key boxes.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from chaperone.engines.redaction.video.following import LONGEST
from chaperone.engines.redaction.video.planes import Frame
from chaperone.engines.redaction.video.scenes import Cuts
from chaperone.engines.redaction.video.spotting import Spotter
from chaperone.engines.redaction.video.tracking import Sample, Tracker
from chaperone.engines.redaction.video.tracks import Track

LOOKS_A_SECOND = 6.0
DEEP_SECONDS = 1.0


@dataclass(frozen=True)
class Survey:
    """`times` are seconds on the source's clock, one per frame; `cuts` the frames at which a scene starts (not 0)."""

    times: array[float]
    cuts: tuple[int, ...]
    tracks: tuple[Track, ...]
    looks: int

    @property
    def frames(self) -> int:
        return len(self.times)


class Surveyor:
    """Takes frames in order; `survey()` closes the last scene."""

    def __init__(self, *, spotter: Spotter, rate: float, size: tuple[int, int]) -> None:
        self.spotter = spotter
        self.tracker = Tracker(rate=rate, size=size)
        self.every = max(1, round(rate / LOOKS_A_SECOND))
        self.deep_every = max(1, round(rate * DEEP_SECONDS))
        self.times: array[float] = array("d")
        self.cuts: list[int] = []
        self.looks = 0
        self._finder = Cuts()
        self._before: Frame | None = None
        self._looked = self._deeply = -1

    def take(self, frame: Frame) -> None:
        self.times.append(frame.time)
        if self._finder.starts(frame):
            self._start_scene(frame)
        elif frame.index - self._deeply >= self.deep_every:
            self._look(frame, deep=True)
        elif frame.index - self._looked >= self.every:
            self._look(frame, deep=False)
        self._before = frame

    def survey(self) -> Survey:
        self._look_at_last_of_scene()
        self.tracker.close(len(self.times) - 1)
        return Survey(self.times, tuple(self.cuts), tuple(self.tracker.done), self.looks)

    def _start_scene(self, frame: Frame) -> None:
        if frame.index:
            self._look_at_last_of_scene()
            self.cuts.append(frame.index)
            self.tracker.cut(frame.index)
        self._look(frame, deep=True)

    def _look_at_last_of_scene(self) -> None:
        if self._before is not None and self._before.index > self._looked:
            self._look(self._before, deep=False)

    def _look(self, frame: Frame, *, deep: bool) -> None:
        seen = self.spotter.deep(frame) if deep else self.spotter.quick(frame)
        grey, scale = frame.grey(LONGEST)
        self.tracker.take(Sample(frame.index, grey, scale, seen, deep))
        self.looks += 1
        self._looked = frame.index
        if deep:
            self._deeply = frame.index


def survey(surveyor: Surveyor, frames: Iterable[Frame], said: Callable[[int], None]) -> Survey:
    """Feed all frames; `said` is told how many are done."""
    for frame in frames:
        surveyor.take(frame)
        said(frame.index + 1)
    return surveyor.survey()
