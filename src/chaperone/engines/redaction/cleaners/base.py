"""What a cleaner is: a reader of containers that never decodes a pixel, and an encoder that writes only pixels.

`look` says what an input carries besides its picture. `residue` walks an *output* with the same hand-written walker
(not the library that wrote it) and names everything that is not on the format's allow-list.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from chaperone.engines.redaction.picture import Picture
from chaperone.engines.redaction.sniff import Format


class Damaged(Exception):
    """The container breaks its own rules: a length that points outside, a missing end, a bad signature."""


@dataclass
class Contents:
    """What a container holds besides the picture: names of groups, the raw bytes outside the pixels, the tail."""

    groups: set[str] = field(default_factory=set)
    outside: bytearray = field(default_factory=bytearray)
    trailing: bytes = b""
    lossless: bool = False

    def add(self, group: str, payload: bytes = b"") -> None:
        self.groups.add(group)
        self.outside += payload[:65_536]


@dataclass(frozen=True)
class Cleaner:
    """`pillow` names the decoders that may touch this format; `writes` is the format of the clean copy."""

    format: Format
    pillow: tuple[str, ...]
    writes: Format
    mime: str
    suffix: str
    look: Callable[[bytes], Contents]
    encode: Callable[[Picture], bytes]
    residue: Callable[[bytes], tuple[str, ...]]


def save(picture: Picture, pillow_format: str, **options: Any) -> bytes:
    """Encode new image objects, made from bare pixels, so that nothing of the input's `info` can come along."""
    frames = [Image.fromarray(frame) for frame in picture.frames]
    out = io.BytesIO()
    frames[0].save(out, pillow_format, **options, **_animation(picture, frames))
    return out.getvalue()


def _animation(picture: Picture, frames: list[Image.Image]) -> dict[str, Any]:
    if len(frames) == 1:
        return {}
    return {
        "save_all": True,
        "append_images": frames[1:],
        "duration": list(picture.durations),
        "loop": picture.loop,
    }
