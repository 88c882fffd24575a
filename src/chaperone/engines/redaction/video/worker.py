"""The process that touches a hostile video. Started by `video/isolated.py`, one per video, gone with it.

The file to read and the file to write are handed over open, as numbers; the process limits itself as the photos' worker
does (address space, no core dumps, no sockets, no programs) and the size of what it may write. It tells how far it is
with messages `{"progress": [done, total]}` and ends with one answer.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import time
from typing import IO, Any

from chaperone.engines.redaction.worker import forbid_doors, leave_the_network, read_message, write_message

SAY_SECONDS = 0.2


def limit_myself(memory_bytes: int, output_bytes: int) -> None:
    """Where a limit does not exist, the time limit of whoever started this process remains."""
    with contextlib.suppress(ImportError):
        import resource

        limits = (("RLIMIT_AS", memory_bytes), ("RLIMIT_FSIZE", output_bytes), ("RLIMIT_CORE", 0))
        for name, value in limits:
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))


class Teller:
    """Tells how far the work is, a few times a second."""

    def __init__(self, answers: IO[bytes]) -> None:
        self._answers = answers
        self._said = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self._said >= SAY_SECONDS:
            self._said = now
            write_message(self._answers, {"progress": [done, total]})


def answer(
    header: dict[str, Any], source: IO[bytes], target: IO[bytes] | None, tell: Teller
) -> tuple[dict[str, Any], bytes]:
    """Do the one request. Whatever happens comes back as a header."""
    from chaperone.engines.redaction.errors import Unreadable
    from chaperone.engines.redaction.video.options import VideoOptions
    from chaperone.engines.redaction.video.pipeline import redact_video
    from chaperone.engines.redaction.video.posters import poster

    try:
        if target is None:
            made = poster(source, at=header["at"])
            return {
                "ok": True,
                "report": made.report.as_dict(),
                "data": made.data is not None,
            }, made.data or b""
        report = redact_video(source, target, VideoOptions.from_dict(header["options"]), progress=tell)
    except Unreadable as error:
        return {"ok": False, "reason": error.reason, "remedy": error.remedy}, b""
    except (MemoryError, ImportError):  # a library that finds no room to be loaded
        return {"ok": False, "memory": True}, b""
    except OSError as error:  # the target: a full disk, or more than may be written
        return {"ok": False, "fault": type(error).__name__}, b""
    except Exception as error:
        if _NO_ROOM.search(str(error)):  # the libraries below Python say so in errors of their own
            return {"ok": False, "memory": True}, b""
        # A fault of ours: its kind is said, never its message, which may quote the file
        return {"ok": False, "fault": type(error).__name__}, b""
    return {"ok": True, "report": report.as_dict()}, b""


_NO_ROOM = re.compile(r"alloc|out of memory|insufficient memory|cannot allocate", re.IGNORECASE)


def load_libraries() -> None:
    """Before the doors close."""
    import chaperone.engines.redaction.video.pipeline
    import chaperone.engines.redaction.video.posters  # noqa: F401


def main() -> None:
    """Arguments: memory limit and output limit in bytes, the number of the open source, and of the open target or
    -1.
    """
    memory_bytes, output_bytes, source_number, target_number = (int(given) for given in sys.argv[1:5])
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb the answers
    limit_myself(memory_bytes, output_bytes)
    leave_the_network()
    load_libraries()
    forbid_doors()
    header, _ = read_message(requests)
    source = os.fdopen(source_number, "rb")
    target = os.fdopen(target_number, "r+b") if target_number >= 0 else None
    write_message(answers, *answer(header, source, target, Teller(answers)))
    if target is not None:
        target.close()


if __name__ == "__main__":
    main()
