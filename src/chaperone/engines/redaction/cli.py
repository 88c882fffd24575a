"""`chaperone redact`: photos, videos and folders of them in, clean copies and one JSON object per file out."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from chaperone.engines.redaction import names
from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.folder import files, read, write_new
from chaperone.engines.redaction.isolated import MEMORY_BYTES, SECONDS, redact_isolated
from chaperone.engines.redaction.ledger import Ledger
from chaperone.engines.redaction.options import Cover, Detect, Mode
from chaperone.engines.redaction.report import Redaction
from chaperone.engines.redaction.video.command import is_video, redact_video_file
from chaperone.engines.redaction.video.isolated import MEMORY_BYTES as VIDEO_MEMORY_BYTES
from chaperone.engines.redaction.video.isolated import Progress as Progressed
from chaperone.engines.redaction.video.options import VideoOptions

STATUS = {"clean": 0, "held": 1, "failed": 2}


class ModeChoice(StrEnum):
    blur = "blur"
    mosaic = "mosaic"
    solid = "solid"


class CoverChoice(StrEnum):
    faces = "faces"
    eyes = "eyes"
    all = "all"


class DetectChoice(StrEnum):
    all = "all"
    faces = "faces"
    text = "text"


class AudioChoice(StrEnum):
    keep = "keep"
    drop = "drop"


@dataclass(frozen=True)
class Job:
    """What is the same for every file of one run."""

    out: Path
    mode: Mode
    cover: Cover
    detect: Detect
    write_held: bool
    seconds: float
    memory_bytes: int
    video: VideoOptions
    poster: bool = False
    read: bool = False


def redact(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Photos, videos, or folders of them.")
    ],
    out: Annotated[Path, typer.Option("--out", help="Folder for the clean copies; made when missing.")],
    mode: Annotated[ModeChoice, typer.Option(help="How a place is covered.")] = ModeChoice.mosaic,
    cover: Annotated[CoverChoice, typer.Option(help="all: weak finds are covered too.")] = CoverChoice.faces,
    detect: Annotated[
        DetectChoice, typer.Option(help="For measuring; anything but all is held.")
    ] = DetectChoice.all,
    audio: Annotated[
        AudioChoice, typer.Option(help="Videos; keep: noise of the same loudness, no speech.")
    ] = AudioChoice.drop,
    write_held: Annotated[
        bool, typer.Option("--write-held", help="Write copies that were held, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object per file on standard output.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Files at the same time.")] = 1,
    start: Annotated[float, typer.Option(min=0, help="Videos: seconds at which the copy begins.")] = 0.0,
    end: Annotated[float | None, typer.Option(min=0, help="Videos: seconds at which it ends.")] = None,
    poster: Annotated[bool, typer.Option("--poster", help="Videos: write a clean picture, too.")] = False,
    read_words: Annotated[
        bool, typer.Option("--read", help="Photos: say what their text says. The words may name a patient.")
    ] = False,
    resume: Annotated[
        bool, typer.Option("--resume", help="Skip what an earlier run into this folder finished.")
    ] = False,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="Longest time for one photo; for a video when given.")
    ] = SECONDS,
    memory_mb: Annotated[int, typer.Option(min=500, help="Most memory for one file.")] = MEMORY_BYTES
    // 1_000_000,
) -> None:
    """Cover faces and text in photos and videos and remove their metadata.

    Exit status: 0 all clean, 1 something held, 2 something failed (the worst counts).
    """
    job = Job(
        out,
        mode.value,
        cover.value,
        detect.value,
        write_held,
        seconds,
        memory_mb * 1_000_000,
        _video_options(mode, cover, detect, audio, start, end, write_held=write_held),
        poster,
        read_words,
    )
    if read_words and resume:
        raise typer.BadParameter(
            "--read and --resume do not go together: the words would be kept in the folder"
        )
    counts = dict.fromkeys(STATUS, 0)
    ledger = Ledger(out, job) if resume else None
    for line in _all(list(files(paths, out=out)), job, jobs, ledger):
        counts[line["verdict"]] += 1
        _say(line, as_json=as_json)
    if sum(counts.values()) > 1:
        sys.stderr.write(", ".join(f"{count} {verdict}" for verdict, count in counts.items()) + "\n")
    raise typer.Exit(max((STATUS[verdict] for verdict, count in counts.items() if count), default=0))


def _video_options(
    mode: ModeChoice,
    cover: CoverChoice,
    detect: DetectChoice,
    audio: AudioChoice,
    start: float,
    end: float | None,
    *,
    write_held: bool,
) -> VideoOptions:
    try:
        return VideoOptions(
            mode=mode.value,
            cover=cover.value,
            detect=detect.value,
            sound="unrecognizable" if audio is AudioChoice.keep else "drop",
            start=start,
            end=end,
            write_held=write_held,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def redact_file(path: Path, job: Job, *, progress: Progressed = lambda _done, _total: None) -> dict[str, Any]:
    """One file's line of the contract. Never raises for a bad file: the verdict is then `failed`, with reasons."""
    started = time.monotonic()
    digest = None
    try:
        if is_video(path):
            digest = _digest(path)
            return _video(path, job, progress, started)
        data = read(path)
        digest = hashlib.sha256(data).hexdigest()
        done = redact_isolated(
            data,
            mode=job.mode,
            cover=job.cover,
            detect=job.detect,
            write_held=job.write_held,
            seconds=job.seconds,
            memory_bytes=job.memory_bytes,
        )
        return _line(path, done, _write(done, job), started, job)
    except Unreadable as error:
        return _failed(path, digest, [error.reason, error.remedy], started)
    except OSError as error:
        reason = f"The clean copy could not be written ({error.strerror or 'unknown error'})."
        return _failed(
            path, digest, [reason, "Check the space and the rights of the output folder."], started
        )


def _video(path: Path, job: Job, progress: Progressed, started: float) -> dict[str, Any]:
    done = redact_video_file(
        path,
        job.out,
        job.video,
        poster=job.poster,
        seconds=job.seconds if job.seconds != SECONDS else None,
        memory_bytes=max(job.memory_bytes, VIDEO_MEMORY_BYTES)
        if job.memory_bytes == MEMORY_BYTES
        else job.memory_bytes,
        progress=progress,
    )
    flags = names.flags(path)
    return {
        "input": str(path),
        **done.line(),
        "flags": flags,
        "seconds": round(time.monotonic() - started, 3),
    }


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _resumed(path: Path, job: Job, ledger: Ledger | None, progress: Progressed) -> dict[str, Any]:
    """A line of an earlier run when there is one, else a new one, noted at once."""
    if ledger is None:
        return redact_file(path, job, progress=progress)
    with contextlib.suppress(OSError):
        known = ledger.known(_digest(path))
        if known is not None:
            return {"input": str(path), **known}
    line = redact_file(path, job, progress=progress)
    with contextlib.suppress(OSError):  # without a note the file is done again, which harms nobody
        ledger.note(line)
    return line


def _all(paths: list[Path], job: Job, jobs: int, ledger: Ledger | None) -> Iterator[dict[str, Any]]:
    """Lines in the order of the input, with a progress bar on standard error when somebody is looking."""
    console = Console(stderr=True)
    with (
        ThreadPoolExecutor(max_workers=min(jobs, os.cpu_count() or 1)) as pool,
        Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        ) as progress,
    ):

        def one(path: Path) -> dict[str, Any]:
            bar = progress.add_task("Video frames", total=None, visible=False)
            try:
                return _resumed(
                    path,
                    job,
                    ledger,
                    lambda done, total: progress.update(bar, completed=done, total=total, visible=True),
                )
            finally:
                progress.remove_task(bar)

        lines: Iterable[dict[str, Any]] = pool.map(one, paths)
        yield from progress.track(lines, total=len(paths), description="Covering")


def _write(done: Redaction, job: Job) -> Path | None:
    if done.data is None:
        return None
    job.out.mkdir(parents=True, exist_ok=True)
    return write_new(done.data, out=job.out, mime=done.report.mime)


def _line(path: Path, done: Redaction, written: Path | None, started: float, job: Job) -> dict[str, Any]:
    report = done.report.as_dict()
    del report["mime"]
    report["regions"] = [
        {name: region[name] for name in ("kind", "box", "score", "id", "covered")}
        for region in report["regions"]
    ]
    output = str(written) if written else None
    report["flags"] = names.flags(path, (line.words for line in done.read))
    if job.read:
        report["words"] = [{"box": line.box, "words": line.words} for line in done.read]
    return {"input": str(path), "output": output, **report, "seconds": round(time.monotonic() - started, 3)}


def _failed(path: Path, digest: str | None, reasons: list[str], started: float) -> dict[str, Any]:
    return {
        "input": str(path),
        "output": None,
        "sha256_in": digest,
        "sha256_out": None,
        "regions": [],
        "metadata_removed": [],
        "verdict": "failed",
        "reasons": reasons,
        "seconds": round(time.monotonic() - started, 3),
    }


def _found(line: dict[str, Any]) -> str:
    if "tracks" in line:
        return (
            f"{sum(track['covered'] for track in line['tracks'])} tracks covered in {line['frames']} frames"
        )
    return f"{len(line['regions'])} places covered"


def _say(line: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        text = json.dumps(line)
    else:
        found = _found(line)
        rest = " ".join([*line["reasons"], *line.get("flags", [])]) or found
        text = f"{line['verdict']:<6}  {line['input']}  {line['output'] or '(not written)'}  {rest}"
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
