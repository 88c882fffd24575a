"""What a caller may ask for, checked once at the door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, get_args

from chaperone.engines.redaction.report import Box

Mode = Literal["solid", "mosaic", "blur"]
Cover = Literal["faces", "eyes", "all"]
Detect = Literal["all", "faces", "text"]
OutputFormat = Literal["same", "jpeg", "png"]
Part = Literal["nose", "eyelids", "lips", "chin"]


@dataclass(frozen=True)
class FaceChoice:
    """How one face is covered. `face` is a region's id, or a box over it.

    `cover` hides the whole face or eyes and brows only. `keep` names parts that stay visible inside a covered face,
    where the result is the face itself. Anything less than the whole face needs `authorization`: the caller's reference
    of the signed authorization that allows it (ids only, never a name); without one it is refused. A choice is for one
    face: every other face in the photo is a bystander and covered whole.
    """

    face: str | Box
    authorization: str
    cover: Literal["face", "eyes"] = "face"
    keep: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        if self.cover not in ("face", "eyes") or not set(self.keep) <= set(get_args(Part)):
            raise ValueError(f"cover is face or eyes; keep may name {', '.join(get_args(Part))}")
        if (self.keep or self.cover == "eyes") and not self.authorization.strip():
            raise ValueError("a face that stays partly visible needs the reference of its authorization")
        if self.keep and self.cover == "eyes":
            raise ValueError("with only the eyes covered there is nothing to keep")
        object.__setattr__(self, "face", self.face if isinstance(self.face, str) else as_box(self.face))
        object.__setattr__(self, "keep", tuple(self.keep))


@dataclass(frozen=True)
class Options:
    """See `redact` for the meaning of each. Raises `ValueError` for a choice that does not exist."""

    mode: Mode = "mosaic"
    cover: Cover = "faces"
    detect: Detect = "all"
    add: tuple[Box, ...] = ()
    remove: tuple[str | Box, ...] = ()
    confirmed_not_a_person: tuple[str, ...] = ()
    write_held: bool = False
    output_format: OutputFormat = "same"
    faces: tuple[FaceChoice, ...] = ()

    def __post_init__(self) -> None:
        choices = {"mode": Mode, "cover": Cover, "detect": Detect, "output_format": OutputFormat}
        for name, allowed in choices.items():
            if getattr(self, name) not in get_args(allowed):
                raise ValueError(f"{name} must be one of {', '.join(get_args(allowed))}")
        object.__setattr__(self, "add", tuple(as_box(box) for box in self.add))
        object.__setattr__(self, "remove", tuple(r if isinstance(r, str) else as_box(r) for r in self.remove))
        object.__setattr__(self, "confirmed_not_a_person", tuple(self.confirmed_not_a_person))
        given = [face if isinstance(face, FaceChoice) else FaceChoice(**face) for face in self.faces]
        object.__setattr__(self, "faces", tuple(given))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        return cls(**data)


def as_box(values: Sequence[float]) -> Box:
    """Four numbers to whole pixels. Raises `ValueError` when width or height is not positive."""
    x, y, w, h = (round(value) for value in values)
    if w <= 0 or h <= 0:
        raise ValueError("a box needs a width and a height above zero")
    return (x, y, w, h)
