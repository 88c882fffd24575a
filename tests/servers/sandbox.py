"""The sandbox network in this process, on a real loopback port."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from chaperone.engines.networks import Account
from chaperone.engines.networks.sandbox_server import FaultPlan, create_app, register_account


class _Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = False  # closing waits for every request, so no thread outlives its test
    request_queue_size = 64


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: a test's output is its assertions."""


@dataclass(frozen=True)
class SandboxSite:
    """`faults.add("create_post", "timeout_after_commit")` plans misbehaviour."""

    url: str
    database_path: Path
    faults: FaultPlan

    def open_account(self, handle: str, name: str = "") -> Account:
        made = register_account(self.database_path, handle=handle, name=name or handle)
        return Account("sandbox", self.url, handle, {"token": made.token}, made.account_id)


@contextmanager
def sandbox_site(folder: Path) -> Iterator[SandboxSite]:
    faults = FaultPlan()
    database = folder / "sandbox.sqlite3"
    app = create_app(database, faults=faults)
    server = make_server("127.0.0.1", 0, app, server_class=_Threaded, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield SandboxSite(f"http://127.0.0.1:{server.server_port}", database, faults)
    finally:
        faults.clear()
        server.shutdown()
        server.server_close()
        thread.join()
