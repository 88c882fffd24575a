"""From a survey and a person's edits to what is covered: tracks taken away, drawn, kept by name; candidates."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from dataclasses import dataclass, replace

from chaperone.engines.redaction.detectors.base import FloatBox
from chaperone.engines.redaction.video.options import Drawn, VideoOptions
from chaperone.engines.redaction.video.survey import Survey
from chaperone.engines.redaction.video.tracks import Key, Track, between


@dataclass(frozen=True)
class Decision:
    """`tracks` with `covered` set; `candidates` nobody has judged yet."""

    tracks: tuple[Track, ...]
    candidates: tuple[Track, ...]

    def more(self, found: tuple[Track, ...]) -> Decision:
        return Decision((*self.tracks, *found), self.candidates)


def decide(survey: Survey, options: VideoOptions) -> Decision:
    edits = options.edits
    uncovered = {*edits.remove, *edits.confirmed_not_a_person, *(kept.track for kept in edits.keep)}
    everything = options.cover == "all"
    strong = [track for track in survey.tracks if track.covered or everything]
    weak = [track for track in survey.tracks if not (track.covered or everything)]
    drawn = [track for each in edits.add for track in _drawn(each, survey.times)]
    settled = [replace(track, covered=track.id not in uncovered) for track in strong]
    shown = [track.shown() for track in weak if track.id not in edits.confirmed_not_a_person]
    return Decision((*settled, *drawn), tuple(shown))


def _drawn(drawn: Drawn, times: array[float]) -> list[Track]:
    """Keys at every frame where the person set a box, and at both ends; nothing when it lies outside the range."""
    first = bisect_left(times, drawn.start)
    last = len(times) - 1 if drawn.end is None else bisect_left(times, drawn.end) - 1
    if first > last or not len(times):
        return []
    inner = {max(first, min(last, bisect_left(times, time))) for time, _ in drawn.boxes}
    places = sorted({first, last, *inner})
    return [Track("manual", tuple(Key(frame, _box_at(drawn, times[frame])) for frame in places), 1.0)]


def _box_at(drawn: Drawn, time: float) -> FloatBox:
    """In thousandths of a second instead of frames, so that the same straight line serves."""
    keys = [
        Key(round(at * 1000), (float(x), float(y), float(w), float(h))) for at, (x, y, w, h) in drawn.boxes
    ]
    now = round(time * 1000)
    before = max((key for key in keys if key.frame <= now), key=lambda key: key.frame, default=keys[0])
    after = min((key for key in keys if key.frame >= now), key=lambda key: key.frame, default=keys[-1])
    return between(before, after, now)
