"""A video in a process of its own, bounded in memory, output and time, and killed when it stands still.

Time: a fixed start, and a generous second for every frame and pass; and never more than `STILL_SECONDS` without a
sign of progress. So a long video may take long, and a hostile file cannot hang anything.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.isolated import KEPT_ENVIRONMENT
from chaperone.engines.redaction.report import Redaction, RedactionReport
from chaperone.engines.redaction.video.options import VideoOptions
from chaperone.engines.redaction.video.report import VideoReport
from chaperone.engines.redaction.worker import read_message, write_message

MEMORY_BYTES = 4_000_000_000
"""Address space, most of it mapped libraries; about 0.6 GB are really used at 1080p."""
OUTPUT_BYTES = 16_000_000_000
START_SECONDS = 180.0
SECONDS_A_FRAME = 1.0
STILL_SECONDS = 120.0
ALLOCATOR = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "4194304",
    "MALLOC_TRIM_THRESHOLD_": "16777216",
}
"""glibc gives large blocks back at once: a quarter of the memory less, measured; other systems do not read it."""

Progress = Callable[[int, int], None]


class Cancelled(Exception):
    """Whoever asked does not want it any more; nothing was written."""


@dataclass
class Watch:
    """Kills the process when it is late, stands still or is not wanted any more; `why` says which."""

    process: subprocess.Popen[bytes]
    seconds: float | None
    cancelled: Callable[[], bool]
    why: str = ""
    total: int = 0
    _started: float = field(default_factory=time.monotonic)
    _moved: float = field(default_factory=time.monotonic)
    _over: threading.Event = field(default_factory=threading.Event)

    def moved(self, total: int) -> None:
        self._moved, self.total = time.monotonic(), max(self.total, total)

    def allowed(self) -> float:
        return self.seconds if self.seconds is not None else START_SECONDS + SECONDS_A_FRAME * self.total

    def __enter__(self) -> Watch:
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(0.1):
            now = time.monotonic()
            if self.cancelled():
                self.why = "cancelled"
            elif now - self._started > self.allowed() or now - self._moved > STILL_SECONDS:
                self.why = "late"
            if self.why:
                self.process.kill()
                return


def redact_video_isolated(
    source: IO[bytes],
    target: IO[bytes],
    options: VideoOptions,
    *,
    progress: Progress = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
    seconds: float | None = None,
    memory_bytes: int = MEMORY_BYTES,
) -> VideoReport:
    """`redact_video` in a bounded process: a `VideoReport`. Both files are real ones (with a `fileno`); `target` is
    open for reading and writing, and empty when nothing was handed over. `progress` gets frames done and frames in
    all, over all passes. Raises `Unreadable`, also when the process was killed, and `Cancelled`.
    """
    request = {"do": "redact", "options": options.as_dict()}
    try:
        header, _ = _run(source, target, request, progress, cancelled, seconds, memory_bytes)
    except BaseException:
        target.truncate(0)
        raise
    return VideoReport.from_dict(header["report"])


def poster_isolated(
    copy: IO[bytes],
    *,
    at: float | None = None,
    seconds: float = START_SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> Redaction:
    """`poster` in a bounded process. Raises `Unreadable`."""
    header, data = _run(
        copy, None, {"do": "poster", "at": at}, lambda *_: None, lambda: False, seconds, memory_bytes
    )
    return Redaction(RedactionReport.from_dict(header["report"]), data if header["data"] else None)


def _run(
    source: IO[bytes],
    target: IO[bytes] | None,
    request: dict[str, Any],
    progress: Progress,
    cancelled: Callable[[], bool],
    seconds: float | None,
    memory_bytes: int,
) -> tuple[dict[str, Any], bytes]:
    process = _start(source, target, memory_bytes)
    with Watch(process, seconds, cancelled) as watch:
        try:
            answer = _listen(process, request, watch, progress)
        except (OSError, EOFError, ValueError, OverflowError, MemoryError) as error:
            process.kill()
            process.communicate()
            raise _ending(watch) from error
        except BaseException:
            process.kill()
            process.communicate()
            raise
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(10)
    process.kill()
    process.communicate()
    return _checked(*answer)


def _start(source: IO[bytes], target: IO[bytes] | None, memory_bytes: int) -> subprocess.Popen[bytes]:
    if os.name != "posix":
        raise Unreadable("Videos are only handled on Linux and macOS.", "Run this on such a machine.")
    source.seek(0)
    numbers = [source.fileno(), *([target.fileno()] if target else [])]
    environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    given = [str(memory_bytes), str(OUTPUT_BYTES), str(numbers[0]), str(numbers[1]) if target else "-1"]
    return subprocess.Popen(  # noqa: S603  (our own module, no shell)
        [sys.executable, "-m", "chaperone.engines.redaction.video.worker", *given],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment | ALLOCATOR | {"OMP_NUM_THREADS": "1"},
        pass_fds=numbers,
        start_new_session=True,
    )


def _listen(
    process: subprocess.Popen[bytes], request: dict[str, Any], watch: Watch, progress: Progress
) -> tuple[dict[str, Any], bytes]:
    assert process.stdin and process.stdout
    write_message(process.stdin, request)
    while True:
        header, data = read_message(process.stdout)
        if "progress" not in header:
            return header, data
        done, total = (int(number) for number in header["progress"])
        watch.moved(total)
        progress(done, total)


def _ending(watch: Watch) -> Exception:
    if watch.why == "cancelled":
        return Cancelled()
    if watch.why == "late":
        return Unreadable(
            "The video took too long and was stopped.", "Cut it into shorter parts, or export it smaller."
        )
    return Unreadable(
        "The video broke the program that reads it, or needs more memory than allowed.",
        "Export it again as MP4 in 1080p and use that.",
    )


def _checked(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    if header.get("memory"):
        raise Unreadable("The video needs more memory than allowed.", "Export it in 1080p and use that.")
    if header.get("fault"):
        raise Unreadable(
            f"The program failed on this video ({header['fault']}).",
            "Check the free space of the disk and export it again as MP4; if that fails too, tell whoever runs this.",
        )
    if not header["ok"]:
        raise Unreadable(header["reason"], header["remedy"])
    return header, data
