"""The web server: gunicorn with threads, and the worker beside it in the same process (the embedded default)."""

from __future__ import annotations

import signal
import socket
from typing import Any

from gunicorn.app.base import BaseApplication

from chaperone.foundation.refusal import Refusal
from chaperone.project.logs import ServerLogger

THREADS = 8


def check_port(host: str, port: int) -> None:
    """Raise a :class:`Refusal` with one clear line when the address cannot be used."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise Refusal(
                "serve.port",
                f"Port {port} on {host} is taken or not allowed ({fault.strerror}).",
                f"Stop what uses it, or choose another: make run PORT={port + 1}",
            ) from fault


def serve(*, host: str, port: int, with_worker: bool, quiet: bool = True) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    check_port(host, port)
    _Server(host, port, with_worker=with_worker, quiet=quiet).run()


class _Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, configured here and not by files; the application is loaded after the fork."""

    def __init__(self, host: str, port: int, *, with_worker: bool, quiet: bool) -> None:
        self._bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._with_worker, self._quiet = with_worker, quiet
        super().__init__()

    def load_config(self) -> None:
        """One process, several threads; no access log, since addresses hold patients' links."""
        settings: dict[str, Any] = {
            "bind": self._bind,
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 120,
            "graceful_timeout": 25,
            "accesslog": None,
            "logger_class": ServerLogger,
            "loglevel": "error" if self._quiet else "info",
            "proc_name": "chaperone",
            "control_socket_disable": True,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)
        self.cfg.set("post_worker_init", _start_worker if self._with_worker else _end_in_order)
        if self._with_worker:
            self.cfg.set("worker_exit", _stop_worker)

    def load(self) -> Any:
        """The WSGI application."""
        from chaperone.project.wsgi import application

        return application


def _end_in_order(process: Any) -> None:
    """Ctrl-C ends the web like SIGTERM does: what was asked is answered, then the sockets close, then the jobs stop.

    A terminal sends Ctrl-C to both processes, and the parent passes it on as SIGQUIT. gunicorn's gthread worker would
    deadlock on the second of the two (its handler waits for a lock that it interrupted), and after one alone leave its
    sockets open, unanswered: a job that reads the sandbox network in this same process would wait for its time limit.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGQUIT, process.handle_exit)


def _start_worker(process: Any) -> None:
    from chaperone.project.worker import start_beside

    _end_in_order(process)
    process.chaperone_worker = start_beside()


def _stop_worker(arbiter: Any, process: Any) -> None:
    from chaperone.project.worker import stop_beside

    if hasattr(process, "chaperone_worker"):
        stop_beside(process.chaperone_worker)
