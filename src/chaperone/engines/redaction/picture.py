"""Pixels, and nothing else: the only thing that travels from the input file to the output file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:  # the cleaners are also read by programs that never touch a pixel
    import numpy as np
    from numpy.typing import NDArray

Pixels: TypeAlias = "NDArray[np.uint8]"
"""Height x width x 3, sRGB, upright, no transparency."""


@dataclass
class Picture:
    """One frame, or many of the same size. `durations` are milliseconds, one per frame; `loop` 0 is for ever."""

    frames: list[Pixels]
    durations: tuple[int, ...] = ()
    loop: int = 0
    lossless: bool = False

    @property
    def width(self) -> int:
        return int(self.frames[0].shape[1])

    @property
    def height(self) -> int:
        return int(self.frames[0].shape[0])
