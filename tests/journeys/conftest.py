"""A real server with the demo practice, and a real browser. Each module of stories begins with a fresh practice."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 180


@dataclass
class Site:
    """The running house. ``people`` are the one-tap links by first name; each works once."""

    url: str
    var: Path
    people: dict[str, str]
    process: subprocess.Popen[str]

    @property
    def network_url(self) -> str:
        """The sandbox network's public pages."""
        return f"{self.url}/sandbox-network"


def _environment(var: Path) -> dict[str, str]:
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("CHAPERONE_", "DJANGO_"))
    }
    return {**clean, "CHAPERONE_VAR": str(var), "CHAPERONE_PULL_SECONDS": "2", "COLUMNS": "200"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_house(var: Path, port: int, *, environment: dict[str, str] | None = None) -> Site:
    """``chaperone demo`` on ``port``, seeded when ``var`` is empty; returns when it answers."""
    command = [str(Path(sys.executable).parent / "chaperone"), "demo", "--port", str(port)]
    log = var.with_suffix(".log")
    with log.open("w") as output:
        process = subprocess.Popen(
            command,
            env={**_environment(var), **(environment or {})},
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if "Ctrl-C stops" in log.read_text() and _answers(port):
            return Site(url, var, _links(log.read_text()), process)
        time.sleep(0.1)
    stop_house(process)
    pytest.fail(f"the house did not start:\n{log.read_text()[-3000:]}")


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _links(text: str) -> dict[str, str]:
    """The printed links by first and by last name."""
    found = re.findall(r"^  (?:Dr\. )?(\w+) (\w+), [^\n]*\n\s+(http\S+/account/demo/\S+)", text, re.MULTILINE)
    return {name: link for first, last, link in found for name in (first, last)}


def stop_house(process: subprocess.Popen[str]) -> None:
    """End the server with everything it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    """A folder with the seeded demo and the port it was seeded for; copied for each module."""
    var, port = tmp_path_factory.mktemp("seed") / "var", _free_port()
    stop_house(start_house(var, port).process)
    return var, port


@pytest.fixture(scope="module")
def site(seeded: tuple[Path, int], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demo practice, fresh, with its worker running."""
    template, port = seeded
    var = tmp_path_factory.mktemp("site") / "var"
    shutil.copytree(template, var)
    house = start_house(var, port)
    yield house
    stop_house(house.process)


# For one module, not for the run: while it lives, an event loop runs in this thread, and Django refuses
# to touch the database beside one. Left running, it failed every test that came after a journey.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    launched = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
    yield launched
    launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh browser window at desktop width, signed in nowhere."""
    context = browser.new_context(viewport=DESK, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()


Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def enter(browser: Browser, site: Site) -> Iterator[Enter]:
    """``enter("Mina")``: a window of hers, signed in by her one-tap link; ``phone=True`` for a small one."""
    contexts = {}

    def open_window(name: str, *, phone: bool = False) -> Page:
        if name not in contexts:
            contexts[name] = browser.new_context(viewport=DESK, reduced_motion="reduce")  # type: ignore[arg-type]
            contexts[name].set_default_timeout(20_000)
            door = contexts[name].new_page()
            door.goto(site.people[name])
            door.get_by_role("button").first.click()
            door.wait_for_url(re.compile(r"/p/"))
            door.close()
        window = contexts[name].new_page()
        window.set_viewport_size(PHONE if phone else DESK)  # type: ignore[arg-type]
        return window

    yield open_window
    for context in contexts.values():
        context.close()
