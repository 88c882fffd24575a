"""Sound, when it is asked for: loudness in two bands, four times a second, filled with new noise. No speech survives.

Speech stays intelligible in noise vocoders as long as the loudness of some four bands is followed quickly enough for
syllables (Shannon and others 1995, Science 270:303: 4 bands, 16 Hz and more). Here two numbers every quarter of a
second, rounded to steps of 3 decibels, are all that travels from the original to the copy: neither words, nor the
pitch or formants of a voice can be computed back, because they are not there. What remains audible is that something
sounds, how loud, and whether dull or bright. Content in the rhythm (Morse, a drum) slower than that survives.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import av
import numpy as np
from numpy.typing import NDArray

from chaperone.engines.redaction.video.probe import damaged, opened
from chaperone.engines.redaction.video.reading import Range
from chaperone.engines.redaction.video.writing import SOUND_FRAME, SOUND_RATE

WINDOW = SOUND_RATE // 4
SPLIT_HZ = 1000
STEP_DB = 3.0
QUIETEST_DB = -72.0


@dataclass(frozen=True)
class Loudness:
    """Decibels below full scale of the low and the high band, one pair per quarter of a second."""

    low: array[float]
    high: array[float]

    @property
    def seconds(self) -> float:
        return len(self.low) * WINDOW / SOUND_RATE


def measure(source: IO[bytes], chosen: Range) -> Loudness:
    """Hear the first sound stream once. Raises `Unreadable` when it is damaged."""
    found = Loudness(array("d"), array("d"))
    left = np.zeros(0, np.float32)
    for block in _samples(source, chosen):
        left = np.concatenate((left, block))
        while left.size >= WINDOW:
            _add(found, left[:WINDOW])
            left = left[WINDOW:]
    return found


def _add(found: Loudness, window: NDArray[np.float32]) -> None:
    power = np.abs(np.fft.rfft(window)) ** 2 * 2 / window.size**2
    split = SPLIT_HZ * window.size // SOUND_RATE
    for band, values in ((found.low, power[1:split]), (found.high, power[split:])):
        level = 10 * np.log10(float(values.sum()) + 1e-12)
        band.append(max(QUIETEST_DB, round(level / STEP_DB) * STEP_DB))


def _samples(source: IO[bytes], chosen: Range) -> Iterator[NDArray[np.float32]]:
    """Mono samples of the range at 16 kHz, from the range's start: silence where the sound starts later."""
    with opened(source) as container:
        stream = container.streams.audio[0]
        pictures = next(iter(container.streams.video))
        origin = float((pictures.start_time or 0) * (pictures.time_base or 0)) + chosen.start
        resampler = av.AudioResampler(format="fltp", layout="mono", rate=SOUND_RATE)
        position = 0
        try:
            for frame in container.decode(stream):
                starts = _starts(frame, origin)
                for part in resampler.resample(frame):
                    values = part.to_ndarray()[0]
                    at = round(starts * SOUND_RATE) if starts is not None else position
                    starts = None
                    gap = min(at - position, 600 * SOUND_RATE)
                    if gap > SOUND_RATE // 10 or position == 0:
                        values = _placed(values, gap)
                    position += values.size
                    yield values
                if chosen.end is not None and position > (chosen.end - chosen.start) * SOUND_RATE:
                    return
        except av.FFmpegError as error:
            raise damaged() from error


def _starts(frame: av.AudioFrame, origin: float) -> float | None:
    if frame.pts is None or frame.time_base is None:
        return None
    return float(frame.pts * frame.time_base) - origin


def _placed(values: NDArray[np.float32], gap: int) -> NDArray[np.float32]:
    if gap < 0:
        return values[-gap:]
    return np.concatenate((np.zeros(gap, np.float32), values))


class Murmur:
    """New noise with a measured loudness, in blocks. The noise is drawn from the system's randomness, never
    repeated.
    """

    def __init__(self, loudness: Loudness) -> None:
        self._loudness = loudness
        self._random = np.random.default_rng()
        self._low, self._high = (_gains(band) for band in (loudness.low, loudness.high))
        self._position = 0

    def until(self, seconds: float) -> Iterator[NDArray[np.float32]]:
        """The blocks up to a time of the copy."""
        last = min(seconds, self._loudness.seconds) * SOUND_RATE
        while self._position + SOUND_FRAME <= last:
            yield self._block()
            self._position += SOUND_FRAME

    def _block(self) -> NDArray[np.float32]:
        noise = np.fft.rfft(self._random.standard_normal(SOUND_FRAME))
        split = SPLIT_HZ * SOUND_FRAME // SOUND_RATE
        high = noise.copy()
        high[:split] = 0
        noise[split:] = 0
        places = (self._position + np.arange(SOUND_FRAME)) / WINDOW - 0.5
        mixed = sum(
            _level(np.fft.irfft(band)) * np.interp(places, np.arange(gains.size), gains)
            for band, gains in ((noise, self._low), (high, self._high))
        )
        return np.clip(mixed, -1, 1).astype(np.float32)


def _gains(band: array[float]) -> NDArray[np.float64]:
    levels = np.array(band)
    return np.where(levels <= QUIETEST_DB, 0.0, 10 ** (levels / 20))


def _level(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """At a root mean square of one."""
    return values / (float(np.sqrt(np.mean(values**2))) or 1.0)
