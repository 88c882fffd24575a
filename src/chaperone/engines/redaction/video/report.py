"""The certificate of a video: what was judged, what may leave, which tracks are covered, what was removed, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from chaperone.engines.redaction.report import Box, Verdict
from chaperone.engines.redaction.video.tracks import Track

VIDEO_ENGINE = "redaction-video-1"
MIME = "video/mp4"
NEVER_LOOKED_FOR = (
    "tattoos, birthmarks, scars, piercings and jewellery",
    "backgrounds, rooms and views that someone could recognise",
    "what the covered text says",
    "how a person moves",
)


@dataclass(frozen=True)
class Residue:
    """Something that a second look found in the copy, uncovered: `time` in seconds of the copy."""

    kind: str
    frame: int
    time: float
    box: Box
    score: float

    def as_dict(self) -> dict[str, Any]:
        return {**self.__dict__, "box": list(self.box)}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        x, y, w, h = data["box"]
        return cls(data["kind"], int(data["frame"]), float(data["time"]), (x, y, w, h), float(data["score"]))


@dataclass(frozen=True)
class VideoReport:
    """`tracks` are covered or were uncovered by a person; `candidates` are weak finds, shown and not covered. `cuts`
    are frames of the copy. `times` are the key frames' seconds on the copy's clock, by frame, for a player. `kept`
    maps a track's id to the authorization that a person named. `sha256_out` is None when no copy was handed over.
    """

    sha256_in: str
    sha256_out: str | None
    width: int
    height: int
    frames: int
    duration: float
    start: float
    end: float | None
    tracks: tuple[Track, ...]
    candidates: tuple[Track, ...]
    cuts: tuple[int, ...]
    times: dict[int, float]
    residue: tuple[Residue, ...]
    kept: dict[str, str]
    metadata_removed: tuple[str, ...]
    streams_removed: tuple[str, ...]
    sound: str
    frames_looked_at: int
    frames_verified: int
    tone_mapped: bool
    marks_checked_by_person: str
    verdict: Verdict
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    seconds: float
    mime: str = MIME
    engine: str = VIDEO_ENGINE
    not_looked_for: tuple[str, ...] = NEVER_LOOKED_FOR

    def as_dict(self) -> dict[str, Any]:
        """Plain values that JSON can hold."""
        data = {name: list(v) if isinstance(v, tuple) else v for name, v in self.__dict__.items()}
        for name in ("tracks", "candidates", "residue"):
            data[name] = [each.as_dict() for each in data[name]]
        data["times"] = {str(frame): time for frame, time in self.times.items()}
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_dict`. Raises `KeyError` or `TypeError` when the record is not one of ours."""
        values: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in data.items()}
        for name in ("tracks", "candidates"):
            values[name] = tuple(Track.from_dict(track) for track in data[name])
        values["residue"] = tuple(Residue.from_dict(each) for each in data["residue"])
        values["times"] = {int(frame): float(time) for frame, time in data["times"].items()}
        return cls(**values)

    def regions(self) -> list[dict[str, Any]]:
        """One entry per track and frame, as the command-line contract has it: `kind, box, score, frame`."""
        size = (self.width, self.height)
        return [
            {
                "kind": track.kind,
                "box": list(box),
                "score": track.score,
                "frame": frame,
                "id": track.id,
                "covered": track.covered,
            }
            for track in self.tracks
            for frame in range(track.first, min(track.last + 1, self.frames))
            if (box := track.at(frame, size))
        ]
