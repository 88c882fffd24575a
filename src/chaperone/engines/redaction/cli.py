"""`chaperone redact`: photos and folders of them in, clean copies and one JSON object per file out."""

from __future__ import annotations

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

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.folder import files, read, write_new
from chaperone.engines.redaction.isolated import MEMORY_BYTES, SECONDS, redact_isolated
from chaperone.engines.redaction.options import Cover, Detect, Mode
from chaperone.engines.redaction.report import Redaction

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


def redact(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Photos, or folders of them.")],
    out: Annotated[Path, typer.Option("--out", help="Folder for the clean copies; made when missing.")],
    mode: Annotated[ModeChoice, typer.Option(help="How a place is covered.")] = ModeChoice.mosaic,
    cover: Annotated[CoverChoice, typer.Option(help="all: weak finds are covered too.")] = CoverChoice.faces,
    detect: Annotated[
        DetectChoice, typer.Option(help="For measuring; anything but all is held.")
    ] = DetectChoice.all,
    audio: Annotated[
        AudioChoice, typer.Option(help="For videos, which are not handled yet.")
    ] = AudioChoice.drop,
    write_held: Annotated[
        bool, typer.Option("--write-held", help="Write copies that were held, too.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object per file on standard output.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Photos at the same time.")] = 1,
    seconds: Annotated[float, typer.Option(min=0.1, help="Longest time for one photo.")] = SECONDS,
    memory_mb: Annotated[int, typer.Option(min=500, help="Most memory for one photo.")] = MEMORY_BYTES
    // 1_000_000,
) -> None:
    """Cover faces and text in photos and remove their metadata.

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
    )
    worst = 0
    for line in _all(list(files(paths, out=out)), job, jobs):
        worst = max(worst, STATUS[line["verdict"]])
        _say(line, as_json=as_json)
    raise typer.Exit(worst)


def redact_file(path: Path, job: Job) -> dict[str, Any]:
    """One file's line of the contract. Never raises for a bad file: the verdict is then `failed`, with reasons."""
    started = time.monotonic()
    digest = None
    try:
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
        return _line(path, done, _write(done, job), started)
    except Unreadable as error:
        return _failed(path, digest, [error.reason, error.remedy], started)
    except OSError as error:
        reason = f"The clean copy could not be written ({error.strerror or 'unknown error'})."
        return _failed(
            path, digest, [reason, "Check the space and the rights of the output folder."], started
        )


def _all(paths: list[Path], job: Job, jobs: int) -> Iterator[dict[str, Any]]:
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
            disable=not console.is_terminal or len(paths) < 2,
        ) as progress,
    ):
        lines: Iterable[dict[str, Any]] = pool.map(lambda path: redact_file(path, job), paths)
        yield from progress.track(lines, total=len(paths), description="Covering")


def _write(done: Redaction, job: Job) -> Path | None:
    if done.data is None:
        return None
    job.out.mkdir(parents=True, exist_ok=True)
    return write_new(done.data, out=job.out, mime=done.report.mime)


def _line(path: Path, done: Redaction, written: Path | None, started: float) -> dict[str, Any]:
    report = done.report.as_dict()
    del report["mime"]
    report["regions"] = [
        {name: region[name] for name in ("kind", "box", "score", "id", "covered")}
        for region in report["regions"]
    ]
    output = str(written) if written else None
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


def _say(line: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        text = json.dumps(line)
    else:
        found = f"{len(line['regions'])} places covered"
        rest = " ".join(line["reasons"]) if line["reasons"] else found
        text = f"{line['verdict']:<6}  {line['input']}  {line['output'] or '(not written)'}  {rest}"
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
