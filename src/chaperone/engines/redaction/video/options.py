"""What a caller may ask for a video, and a person's edits, as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self, get_args

from chaperone.engines.redaction.options import Cover, Detect, Mode, as_box
from chaperone.engines.redaction.report import Box

Sound = Literal["drop", "unrecognizable"]


@dataclass(frozen=True)
class Drawn:
    """A region that a person drew: boxes at times (seconds on the source's clock), straight lines between, covered from
    `start` to `end` (None: to the end of the clip); before the first and after the last time the box stands still.
    """

    boxes: tuple[tuple[float, Box], ...]
    start: float = 0.0
    end: float | None = None

    def __post_init__(self) -> None:
        placed = tuple(sorted((float(time), as_box(box)) for time, box in self.boxes))
        if not placed:
            raise ValueError("a drawn region needs a box")
        if self.end is not None and self.end <= self.start:
            raise ValueError("a drawn region ends after it starts")
        object.__setattr__(self, "boxes", placed)


@dataclass(frozen=True)
class Kept:
    """A face that stays visible: the track's id, and the reference of the authorization that allows it. Such a copy is
    always held: the engine cannot know that the authorization covers the use.
    """

    track: str
    authorization: str


@dataclass(frozen=True)
class Edits:
    """`remove`: ids of tracks that are uncovered (held, unless also confirmed). `confirmed_not_a_person`: ids of tracks
    or candidates of which a person saw that they show nobody.
    """

    add: tuple[Drawn, ...] = ()
    remove: tuple[str, ...] = ()
    confirmed_not_a_person: tuple[str, ...] = ()
    keep: tuple[Kept, ...] = ()


@dataclass(frozen=True)
class VideoOptions:
    """`start` and `end`: seconds on the source's clock. `marks_checked`: a person looked for tattoos and other marks
    and ticked it; without it the report says that it is still to be done. Raises `ValueError` for what does not exist.
    """

    mode: Mode = "mosaic"
    cover: Cover = "faces"
    detect: Detect = "all"
    sound: Sound = "drop"
    start: float = 0.0
    end: float | None = None
    edits: Edits = field(default_factory=Edits)
    marks_checked: bool = False
    write_held: bool = False

    def __post_init__(self) -> None:
        choices = {"mode": Mode, "cover": Cover, "detect": Detect, "sound": Sound}
        for name, allowed in choices.items():
            if getattr(self, name) not in get_args(allowed):
                raise ValueError(f"{name} must be one of {', '.join(get_args(allowed))}")
        if self.start < 0 or (self.end is not None and self.end <= self.start):
            raise ValueError("a range starts at 0 or later and ends after it starts")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_dict`, also after JSON."""
        values = dict(data)
        values["edits"] = _edits(values.get("edits", {}))
        return cls(**values)


def _edits(data: dict[str, Any]) -> Edits:
    add = tuple(
        Drawn(_boxes(drawn["boxes"]), float(drawn.get("start", 0.0)), drawn.get("end"))
        for drawn in data.get("add", ())
    )
    keep = tuple(Kept(kept["track"], kept["authorization"]) for kept in data.get("keep", ()))
    return Edits(add, tuple(data.get("remove", ())), tuple(data.get("confirmed_not_a_person", ())), keep)


def _boxes(given: Sequence[Any]) -> tuple[tuple[float, Box], ...]:
    return tuple((float(time), as_box(box)) for time, box in given)
