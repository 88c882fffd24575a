"""Redaction in a bounded process, warm and used again, killed when it takes too long, gone when nobody asks.

A hostile file can at worst end its worker: then this file is `Unreadable`, and the next one gets a new worker. A worker
that rested just as it was asked has read nothing: the request goes to a new one, once.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.options import Cover, Detect, FaceChoice, Mode, Options, OutputFormat
from chaperone.engines.redaction.report import Box, Line, Redaction, RedactionReport
from chaperone.engines.redaction.worker import RESTED, read_message, write_message

SECONDS = 120.0
MEMORY_BYTES = 3_000_000_000
"""Address space, of which a 60-megapixel JPEG really uses about 1.3 GB; the rest is mapped libraries and models."""
FILES_PER_WORKER = 50
IDLE_SECONDS = 60.0
"""After so long without a request a worker ends itself and gives back its half gigabyte."""
KEPT_ENVIRONMENT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "SYSTEMROOT",
    "COVERAGE_PROCESS_START",
)


@dataclass(frozen=True)
class Request:
    """`header` is what `worker.answer` understands; `data` the photo's bytes."""

    header: dict[str, Any]
    data: bytes


class Rested(Exception):
    """The worker had ended itself, unasked, before it read the request."""


@dataclass(eq=False)
class Worker:
    """One process. Used by one thread at a time."""

    memory_bytes: int
    idle_seconds: float = IDLE_SECONDS
    done: int = 0
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        limits = [str(self.memory_bytes), str(self.idle_seconds)]
        command = [sys.executable, "-m", "chaperone.engines.redaction.worker", *limits]
        self.process = subprocess.Popen(  # noqa: S603  (our own module, no shell)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )

    def ask(self, request: Request, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Raises `TimeoutError`, `EOFError` or `Rested`; the worker is dead then."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            assert self.process.stdin and self.process.stdout
            write_message(self.process.stdin, request.header, request.data)
            answer = read_message(self.process.stdout)
            self.done += 1
        except (
            OSError,
            EOFError,
            ValueError,
            OverflowError,
            MemoryError,
        ) as error:  # nonsense comes from the taken over
            self.close()
            raise self._ending(late=late.is_set()) from error
        except BaseException:  # Ctrl-C in the middle: nobody waits for this answer any more
            self.close()
            raise
        finally:
            timer.cancel()
        return answer

    def _ending(self, *, late: bool) -> Exception:
        """A worker that never served has not rested: whatever status it ended with, its first file ended it."""
        if late:
            return TimeoutError()
        served = self.done > 0
        return Rested() if served and self.process.returncode == RESTED else EOFError()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


class Workers:
    """Workers of this process; `idle` are those that wait. After a fork the child has none: pipes cannot be shared."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self.idle_seconds = idle_seconds
        self._lock = threading.Lock()
        self.idle: list[Worker] = []
        self._started: weakref.WeakSet[Worker] = weakref.WeakSet()
        os.register_at_fork(after_in_child=self._forget)

    def borrow(self, memory_bytes: int) -> Worker:
        with self._lock:
            self._bury()
            for worker in self.idle:
                if worker.memory_bytes == memory_bytes:
                    self.idle.remove(worker)
                    return worker
        return self.start(memory_bytes)

    def start(self, memory_bytes: int) -> Worker:
        worker = Worker(memory_bytes, self.idle_seconds)
        self._started.add(worker)
        return worker

    def give_back(self, worker: Worker) -> None:
        if worker.done >= FILES_PER_WORKER:
            worker.close()
            return
        with self._lock:
            self.idle.append(worker)

    def close(self) -> None:
        """End them all, also one that a thread still waits for."""
        with self._lock:
            idle, self.idle = self.idle, []
        for worker in list(self._started):
            worker.process.kill()
        for worker in idle:
            worker.close()

    def _bury(self) -> None:
        """Let go of those that rested or died, with their pipes."""
        for worker in [worker for worker in self.idle if worker.process.poll() is not None]:
            self.idle.remove(worker)
            worker.close()

    def _forget(self) -> None:
        self._lock = threading.Lock()
        for worker in self._started:
            worker.process.returncode = (
                0  # the parent's child, not ours: nothing to wait for, nothing to kill
            )
        self._started = weakref.WeakSet()
        self.idle = []


_workers = Workers()
atexit.register(_workers.close)


def run_isolated(
    request: Request,
    *,
    seconds: float = SECONDS,
    memory_bytes: int = MEMORY_BYTES,
    workers: Workers = _workers,
) -> tuple[dict[str, Any], bytes]:
    """One request in a bounded process: the answer's header and payload. Raises `Unreadable`."""
    try:
        header, payload = _answer_from(workers, request, seconds, memory_bytes)
    except TimeoutError as error:
        raise Unreadable(
            f"The picture took longer than {seconds:g} seconds and was stopped.",
            "Export a smaller copy and use that.",
        ) from error
    except EOFError as error:
        raise Unreadable(
            "The picture broke the program that reads it, or needs more memory than allowed.",
            "Export it again as JPEG or PNG, smaller if it is very large, and use that.",
        ) from error
    if header.get("memory"):
        raise Unreadable("The picture needs more memory than allowed.", "Export a smaller copy and use that.")
    if header.get("fault"):
        raise Unreadable(
            f"The program failed on this picture ({header['fault']}).",
            "Export it again as JPEG or PNG; if that fails too, tell whoever runs this program.",
        )
    if not header["ok"]:
        raise Unreadable(header["reason"], header["remedy"])
    return header, payload


def _answer_from(
    workers: Workers, request: Request, seconds: float, memory_bytes: int
) -> tuple[dict[str, Any], bytes]:
    """Raises `TimeoutError` or `EOFError`. Who rested as it was asked is replaced, once: a new worker never rests."""
    worker = workers.borrow(memory_bytes)
    try:
        answer = worker.ask(request, seconds)
    except Rested:
        worker = workers.start(memory_bytes)
        answer = worker.ask(request, seconds)
    workers.give_back(worker)
    return answer


def redact_isolated(
    data: bytes,
    *,
    mode: Mode = "mosaic",
    cover: Cover = "faces",
    detect: Detect = "all",
    add: Sequence[Box] = (),
    remove: Sequence[str | Box] = (),
    confirmed_not_a_person: Sequence[str] = (),
    write_held: bool = False,
    output_format: OutputFormat = "same",
    faces: Sequence[FaceChoice] = (),
    seconds: float = SECONDS,
    memory_bytes: int = MEMORY_BYTES,
) -> Redaction:
    """`redact` in a bounded process. Raises `Unreadable`, also when the worker was killed, and `ValueError`."""
    options = Options(
        mode,
        cover,
        detect,
        tuple(add),
        tuple(remove),
        tuple(confirmed_not_a_person),
        write_held,
        output_format,
        tuple(faces),
    )
    request = Request({"do": "redact", "options": options.as_dict()}, data)
    header, payload = run_isolated(request, seconds=seconds, memory_bytes=memory_bytes)
    read = tuple(Line((x, y, w, h), words, score) for (x, y, w, h), words, score in header.get("read", ()))
    return Redaction(RedactionReport.from_dict(header["report"]), payload if header["data"] else None, read)


def preview_isolated(
    data: bytes, *, max_side: int = 1600, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> bytes:
    """`preview` in a bounded process. Raises `Unreadable`."""
    request = Request({"do": "preview", "max_side": max_side}, data)
    return run_isolated(request, seconds=seconds, memory_bytes=memory_bytes)[1]
