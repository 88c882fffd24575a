"""From looks to tracks: linked by overlap and motion, followed where a look finds nothing, in both directions.

The association is that of ByteTrack (Zhang and others 2022, arXiv:2110.06864): strong finds start tracks, weak ones may
only continue them. A track never crosses a cut. Where a find comes back, the way between is covered in a straight line.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from chaperone.engines.redaction.detectors.base import FloatBox, overlap, share_inside
from chaperone.engines.redaction.report import Kind
from chaperone.engines.redaction.video.finishing import finish
from chaperone.engines.redaction.video.following import follow
from chaperone.engines.redaction.video.planes import Plane
from chaperone.engines.redaction.video.spotting import Seen
from chaperone.engines.redaction.video.tracks import Key, Track

LINK = 0.25
NEAR = 0.7
"""Centres closer than this share of the size, and sizes alike, link as well: a small face moves out of its own box."""
LOST_SECONDS = 2.5
"""So long a track waits for its find to come back."""
RING = 24
"""Grey copies kept to follow a new find back to where it came from."""


@dataclass
class Sample:
    """One looked-at frame: its grey copy, with the copy's scale, and the finds; `read` says that text was looked
    for.
    """

    frame: int
    grey: Plane
    scale: float
    seen: list[Seen]
    read: bool


@dataclass(eq=False)
class Live:
    """A track that still grows. `keys` hold finds and followed places; `found` is the frame of the last find."""

    kind: Kind
    keys: list[Key]
    found: int
    strong: int = 0
    finds: int = 0
    score: float = 0.0
    total: float = 0.0
    last_finds: deque[Key] = field(default_factory=lambda: deque(maxlen=2))

    def take(self, frame: int, seen: Seen) -> None:
        self.keys.append(Key(frame, seen.box))
        self.last_finds.append(self.keys[-1])
        self.found = frame
        self.finds += 1
        self.strong += seen.strong
        self.score = max(self.score, seen.score)
        self.total += seen.score

    def expected(self, frame: int) -> FloatBox:
        """By the motion of the last two finds, for a short while; then it is expected where it was last."""
        last = self.keys[-1]
        if len(self.last_finds) < 2 or last is not self.last_finds[-1]:
            return last.box
        first, second = self.last_finds
        ahead = min(frame - second.frame, second.frame - first.frame) / max(second.frame - first.frame, 1)
        x, y, w, h = second.box
        return (x + (x - first.box[0]) * ahead, y + (y - first.box[1]) * ahead, w, h)


class Tracker:
    """Feed it samples in order, and cuts; `done` are the finished tracks, covered and weak ones."""

    def __init__(self, *, rate: float, size: tuple[int, int]) -> None:
        self.rate, self.size = rate, size
        self.done: list[Track] = []
        self._live: list[Live] = []
        self._ring: deque[Sample] = deque(maxlen=RING)
        self._start = 0

    def cut(self, frame: int) -> None:
        """A new scene starts at `frame`."""
        self._end_all(frame - 1)
        self._ring.clear()
        self._start = frame

    def close(self, last: int) -> None:
        self._end_all(last)

    def take(self, sample: Sample) -> None:
        before = self._ring[-1] if self._ring else None
        left = self._match(sample, [seen for seen in sample.seen if seen.strong], self._live)
        waiting = [live for live in self._live if live.keys[-1].frame != sample.frame]
        weak = self._match(sample, [seen for seen in sample.seen if not seen.strong], waiting)
        for live in self._live:
            if live.keys[-1].frame != sample.frame and before is not None:
                _go_on(live, before, sample)
        self._retire(sample)
        for seen in left + weak:
            self._begin(sample, seen)
        self._ring.append(Sample(sample.frame, sample.grey, sample.scale, [], sample.read))

    def _match(self, sample: Sample, seen: list[Seen], tracks: list[Live]) -> list[Seen]:
        """Greedy, the likeliest pair first; what remains is new."""
        pairs = [
            (likeness(live.expected(sample.frame), find.box, self._gap(live, sample)), number, find, live)
            for live in tracks
            for number, find in enumerate(seen)
            if find.kind == live.kind
        ]
        used: set[int] = set()
        for chance, number, find, live in sorted(pairs, key=lambda pair: (-pair[0], pair[1])):
            if chance > 0 and number not in used and live.keys[-1].frame != sample.frame:
                live.take(sample.frame, find)
                used.add(number)
        return [find for number, find in enumerate(seen) if number not in used]

    def _gap(self, live: Live, sample: Sample) -> float:
        """Seconds since the track was last placed."""
        return (sample.frame - live.keys[-1].frame) / self.rate

    def _begin(self, sample: Sample, seen: Seen) -> None:
        """A new track, led back through the frames before as long as it looks the same there."""
        hidden = any(
            live.kind == seen.kind
            and live.keys[-1].frame == sample.frame
            and share_inside(seen.box, live.keys[-1].box) > 0.85
            and live.strong
            for live in self._live
        )
        if hidden:
            return
        live = Live(seen.kind, [], sample.frame)
        live.take(sample.frame, seen)
        if seen.strong:
            live.keys = [*_led_back(live.keys[0], sample, self._ring), *live.keys]
        self._live.append(live)

    def _retire(self, sample: Sample) -> None:
        """End what was not found for too long, also where it was followed: a follower can drift."""
        for live in [one for one in self._live if sample.frame - one.found > LOST_SECONDS * self.rate]:
            self._live.remove(live)
            self._end(live, sample.frame)

    def _end_all(self, last: int) -> None:
        for live in self._live:
            self._end(live, last)
        self._live = []

    def _end(self, live: Live, last: int) -> None:
        sure = live.strong > 0 or (live.finds >= 4 and live.total / live.finds >= 0.2 and live.kind != "text")
        if sure or live.finds >= 2:
            done = finish(live.keys, bounds=(self._start, last), rate=self.rate, size=self.size)
            self.done.append(Track(live.kind, done, round(live.score, 3), covered=sure))


def likeness(expected: FloatBox, box: FloatBox, gap: float) -> float:
    """0 when it cannot be the same thing, else more the likelier; the allowed way grows with the seconds between."""
    shared = overlap(expected, box)
    if shared > LINK:
        return 1 + shared
    size = max(expected[2], expected[3], 1.0)
    other = max(box[2], box[3], 1.0)
    if not 0.5 < other / size < 2.0:
        return 0.0
    away = max(abs(a + b / 2 - c - d / 2) for a, b, c, d in _axes(expected, box)) / size
    return max(0.0, 1 - away / (NEAR + min(gap, 2.0)))


def _axes(first: FloatBox, second: FloatBox) -> tuple[tuple[float, float, float, float], ...]:
    return ((first[0], first[2], second[0], second[2]), (first[1], first[3], second[1], second[3]))


def _go_on(live: Live, before: Sample, sample: Sample) -> None:
    """Follow by looks from the last look; only from where the track really was then."""
    last = live.keys[-1]
    if last.frame != before.frame:
        return
    expected = live.expected(sample.frame)
    found = _followed(before, sample, last.box, (expected[0], expected[1], last.box[2], last.box[3]))
    if found is not None:
        live.keys.append(Key(sample.frame, found))


def _led_back(first: Key, sample: Sample, ring: deque[Sample]) -> list[Key]:
    keys: list[Key] = []
    here, box = sample, first.box
    for before in reversed(ring):
        found = _followed(here, before, box, box)
        if found is None:
            break
        keys.append(Key(before.frame, found))
        here, box = before, found
    return keys[::-1]


def _followed(here: Sample, there: Sample, box: FloatBox, expected: FloatBox) -> FloatBox | None:
    found = follow(here.grey, there.grey, _scaled(box, here.scale), _scaled(expected, there.scale))
    return _scaled(found[0], 1 / there.scale) if found else None


def _scaled(box: FloatBox, by: float) -> FloatBox:
    return (box[0] * by, box[1] * by, box[2] * by, box[3] * by)
