"""Starts the whole Bluesky network on loopback, with a PostgreSQL and a Redis of its own that vanish with it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .pds import BlueskyServer, NotInstalled, node_server

_HINT = "run tests/servers/install.sh, and: apt-get install postgresql redis-server"


@contextmanager
def bluesky_network() -> Iterator[BlueskyServer]:
    """Data server, directory, AppView and moderation, about 20 seconds after the start.

    Raises NotInstalled when a program is missing, RuntimeError when the network does not come up.
    """
    with _postgres() as database_url, _redis() as redis_host:
        settings = {"NODE_ENV": "development", "DB_POSTGRES_URL": database_url, "REDIS_HOST": redis_host}
        with node_server("network.mjs", settings) as ready:
            yield BlueskyServer(ready["pds"], ready["plc"], ready["appview"])


@contextmanager
def _postgres() -> Iterator[str]:
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    if not tools:
        raise NotInstalled(f"PostgreSQL is not installed; {_HINT}")
    # It refuses to run as root, and takes a folder that nobody else can enter.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="chaperone-postgres-"))
    if user:
        shutil.chown(folder, user, user)
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    control = [str(tools[-1]), "-D", str(folder / "data"), "-s"]
    log = str(folder / "log")
    try:
        _run([*control, "initdb", "-o", "-A trust -U bsky --no-sync"], folder, user)
        _run([*control, "-w", "-l", log, "-o", options, "start"], folder, user)
        try:
            yield f"postgresql://bsky@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"], folder, user)
    finally:
        shutil.rmtree(folder)


def _run(command: list[str], folder: Path, user: str | None) -> None:
    subprocess.run(command, cwd=folder, user=user, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _redis() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        raise NotInstalled(f"Redis is not installed; {_HINT}")
    port = _free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            ready = any("ready to accept" in line.lower() for line in process.stdout or ())
            if not ready:
                raise RuntimeError("Redis did not start")
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
