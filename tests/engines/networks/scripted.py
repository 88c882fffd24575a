"""A server on a real socket that says exactly what its script says, however wrong that is."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class ScriptedServer:
    """Reads each request to its end, then says the next line of its script; the last one is repeated."""

    def __init__(self, *script: bytes) -> None:
        self._script = list(script)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self.requests: list[bytes] = []
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.requests.append(_whole_request(connection))
                line = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                with contextlib.suppress(OSError):
                    connection.sendall(line)

    def __enter__(self) -> ScriptedServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


def _whole_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = connection.recv(65536)
        if not chunk:
            return data
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def answer(status: str, body: bytes = b"{}", headers: str = "") -> bytes:
    return (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{headers}\r\n".encode()
        + body
    )


@contextlib.contextmanager
def answering(*script: bytes) -> Iterator[ScriptedServer]:
    with ScriptedServer(*script) as server:
        yield server
