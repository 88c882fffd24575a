"""Redaction in a bounded process, warm and used again, killed when it takes too long.

A hostile file can at worst end its worker: then this file is `Unreadable`, and the next one gets a new worker.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.options import Cover, Detect, Mode, Options, OutputFormat
from chaperone.engines.redaction.report import Box, Redaction, RedactionReport
from chaperone.engines.redaction.worker import read_message, write_message

SECONDS = 120.0
MEMORY_BYTES = 3_000_000_000
"""Address space, of which a 60-megapixel JPEG really uses about 1.3 GB; the rest is mapped libraries and models."""
FILES_PER_WORKER = 50
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


@dataclass
class Worker:
    """One process. Used by one thread at a time."""

    memory_bytes: int
    done: int = 0
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        command = [sys.executable, "-m", "chaperone.engines.redaction.worker", str(self.memory_bytes)]
        self.process = subprocess.Popen(  # noqa: S603  (our own module, no shell)
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )

    def ask(self, request: Request, seconds: float) -> tuple[dict[str, Any], bytes]:
        """Raises `TimeoutError` or `EOFError`; the worker is dead then."""
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        timer = threading.Timer(seconds, stop)
        timer.start()
        try:
            assert self.process.stdin and self.process.stdout
            write_message(self.process.stdin, request.header, request.data)
            self.done += 1
            return read_message(self.process.stdout)
        except (OSError, EOFError) as error:
            self.close()
            raise (TimeoutError() if late.is_set() else EOFError()) from error
        finally:
            timer.cancel()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()


class Workers:
    """Idle workers of this process. After a fork the child starts with none, because pipes cannot be shared."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        os.register_at_fork(after_in_child=self._forget)

    def borrow(self, memory_bytes: int) -> Worker:
        with self._lock:
            for worker in self._idle:
                if worker.memory_bytes == memory_bytes and worker.process.poll() is None:
                    self._idle.remove(worker)
                    return worker
        return Worker(memory_bytes)

    def give_back(self, worker: Worker) -> None:
        if worker.done >= FILES_PER_WORKER:
            worker.close()
            return
        with self._lock:
            self._idle.append(worker)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _forget(self) -> None:
        self._lock = threading.Lock()
        for worker in self._idle:
            worker.process.returncode = 0  # the parent's child, not ours: nothing to wait for
        self._idle = []


_workers = Workers()
atexit.register(_workers.close)


def run_isolated(
    request: Request, *, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> tuple[dict[str, Any], bytes]:
    """One request in a bounded process: the answer's header and payload. Raises `Unreadable`."""
    worker = _workers.borrow(memory_bytes)
    try:
        header, payload = worker.ask(request, seconds)
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
    _workers.give_back(worker)
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
    )
    request = Request({"do": "redact", "options": options.as_dict()}, data)
    header, payload = run_isolated(request, seconds=seconds, memory_bytes=memory_bytes)
    return Redaction(RedactionReport.from_dict(header["report"]), payload if header["data"] else None)


def preview_isolated(
    data: bytes, *, max_side: int = 1600, seconds: float = SECONDS, memory_bytes: int = MEMORY_BYTES
) -> bytes:
    """`preview` in a bounded process. Raises `Unreadable`."""
    request = Request({"do": "preview", "max_side": max_side}, data)
    return run_isolated(request, seconds=seconds, memory_bytes=memory_bytes)[1]
