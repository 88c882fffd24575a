"""The video branch of `chaperone redact`: one video in, one MP4 (and its poster) out, one line of the contract."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.folder import write_new
from chaperone.engines.redaction.video.isolated import Progress, poster_isolated, redact_video_isolated
from chaperone.engines.redaction.video.options import VideoOptions
from chaperone.engines.redaction.video.report import VideoReport
from chaperone.engines.redaction.video.sniff import HEAD_BYTES, sniff_video


@dataclass(frozen=True)
class Finished:
    """The report, where the copy was written (None when it was not), and where its poster."""

    report: VideoReport
    written: Path | None
    poster: Path | None

    def line(self) -> dict[str, Any]:
        """The contract's fields, with the tracks and a region for each frame."""
        report = self.report.as_dict()
        del report["mime"], report["times"]
        report["regions"] = self.report.regions()
        report["output"] = str(self.written) if self.written else None
        report["poster"] = str(self.poster) if self.poster else None
        return report


def is_video(path: Path) -> bool:
    """By the file's first bytes. What cannot be opened is no video here; whoever reads it next says why."""
    try:
        with path.open("rb") as stream:
            return sniff_video(stream.read(HEAD_BYTES)) is not None
    except OSError:
        return False


def redact_video_file(
    path: Path,
    out: Path,
    options: VideoOptions,
    *,
    poster: bool,
    seconds: float | None,
    memory_bytes: int,
    progress: Progress,
) -> Finished:
    """Raises `Unreadable` and `OSError`; leaves no half copy behind, also when it is interrupted."""
    try:
        source = path.open("rb")
    except OSError as error:
        raise Unreadable(
            "The file cannot be opened.", "Check that it still exists and that you may read it."
        ) from error
    out.mkdir(parents=True, exist_ok=True)
    with source, _part(out) as (part, target):
        report = redact_video_isolated(
            source, target, options, progress=progress, seconds=seconds, memory_bytes=memory_bytes
        )
        if report.sha256_out is None:
            return Finished(report, None, None)
        os.fsync(target.fileno())
        shown = _poster(target, out) if poster else None
        written = part.with_name(f"{secrets.token_hex(16)}.mp4")
        part.rename(written)
        return Finished(report, written, shown)


def _poster(target: IO[bytes], out: Path) -> Path | None:
    """None when the poster itself was held: then a person picks another frame."""
    made = poster_isolated(target)
    return write_new(made.data, out=out, mime="image/jpeg") if made.data is not None else None


@contextlib.contextmanager
def _part(out: Path) -> Iterator[tuple[Path, IO[bytes]]]:
    """A hidden file that is gone at the end unless it was renamed."""
    part = out / f".{secrets.token_hex(16)}.part"
    with part.open("x+b") as target:
        try:
            yield part, target
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
