"""The process that touches hostile bytes. Started by `isolated.py` as `python -m chaperone.engines.redaction.worker`.

It limits itself before it reads anything: address space, file size 0 (it cannot write a file), no core dumps, no
sockets, no programs. It answers with JSON and raw bytes, never pickles, so that a taken-over worker cannot run
code in the process that started it. When nothing is asked for a while it ends itself, with the exit status `RESTED`,
because loaded models hold about half a gigabyte; nothing it had begun is lost by that.

A message, both ways, is: 8 bytes length of the header, 8 bytes length of the payload (big endian), header, payload.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import sys
from typing import IO, Any

LENGTHS = struct.Struct(">QQ")
RESTED = 75
"""Exit status of a worker that ended itself because nobody asked: no byte of a request was read."""
FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "ctypes.dlopen")


def write_message(stream: IO[bytes], header: dict[str, Any], payload: bytes = b"") -> None:
    head = json.dumps(header).encode()
    stream.write(LENGTHS.pack(len(head), len(payload)))
    stream.write(head)
    stream.write(payload)
    stream.flush()


def read_message(stream: IO[bytes]) -> tuple[dict[str, Any], bytes]:
    """Raises `EOFError` when the other side is gone, in the middle of a message or before it."""
    head_size, payload_size = LENGTHS.unpack(_exactly(stream, LENGTHS.size))
    head = json.loads(_exactly(stream, head_size))
    return head, _exactly(stream, payload_size)


def _exactly(stream: IO[bytes], size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("the other side closed the pipe")
    return data


def limit_myself(memory_bytes: int) -> None:
    """Ask the kernel to bound this process. Where a limit does not exist (Windows), the time limit remains."""
    with contextlib.suppress(ImportError):
        import resource

        for name, value in (("RLIMIT_AS", memory_bytes), ("RLIMIT_FSIZE", 0), ("RLIMIT_CORE", 0)):
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (value, value))


def leave_the_network() -> None:
    """A network namespace of its own, where the kernel allows it to an ordinary user (Linux, Python 3.12 and later)."""
    unshare = getattr(os, "unshare", None)
    if unshare is not None:
        with contextlib.suppress(OSError):
            unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)  # type: ignore[attr-defined,unused-ignore]


def forbid_doors() -> None:
    """Refuse sockets and programs from here on. A hook of the interpreter; it cannot be taken out again."""

    def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError("the redaction worker opens no sockets and starts no programs")

    sys.addaudithook(refuse)


def load_libraries() -> None:
    """Before the doors close. One thread per model: on a busy machine several would mostly wait for each other."""
    import cv2

    import chaperone.engines.redaction.pipeline  # noqa: F401

    cv2.setNumThreads(1)


def answer(header: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Do one request. Whatever happens comes back as a header."""
    from chaperone.engines.redaction.errors import Unreadable
    from chaperone.engines.redaction.options import Options
    from chaperone.engines.redaction.pipeline import preview, redact_with

    try:
        if header["do"] == "preview":
            return {"ok": True}, preview(data, max_side=int(header["max_side"]))
        done = redact_with(data, Options.from_dict(header["options"]))
    except Unreadable as error:
        return {"ok": False, "reason": error.reason, "remedy": error.remedy}, b""
    except MemoryError:
        return {"ok": False, "memory": True}, b""
    except (
        Exception
    ) as error:  # a fault of ours: its kind is said, never its message, which may quote the file
        return {"ok": False, "fault": type(error).__name__}, b""
    read = [(line.box, line.words, line.score) for line in done.read]
    head = {"ok": True, "report": done.report.as_dict(), "data": done.data is not None, "read": read}
    return head, done.data or b""


def wait_for_request(requests: IO[bytes], seconds: float | None) -> bool:
    """False when nobody asked for so long (None: for ever). Between requests the buffer is empty: the pipe tells."""
    try:
        return bool(select.select([requests], [], [], seconds)[0])
    except OSError:  # Windows cannot watch a pipe: there a worker stays until its parent ends it
        return True


def main() -> None:
    """Serve requests from standard input until it closes or nobody asks.

    Arguments: the memory limit in bytes, and after how many idle seconds to end.
    """
    patience = None  # whoever starts a worker has a request for it: a new one never rests
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a library that prints must not disturb the answers
    limit_myself(int(sys.argv[1]))
    leave_the_network()
    load_libraries()
    forbid_doors()
    while wait_for_request(requests, patience):
        try:
            header, data = read_message(requests)
        except EOFError:
            return
        write_message(answers, *answer(header, data))
        patience = float(sys.argv[2])
    os._exit(RESTED)  # at once: pipes that close before the status is set would look like a crash


if __name__ == "__main__":
    main()
