"""Fixtures for tests that talk to a network: the sandbox always, a real Bluesky server where it is installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from .network import bluesky_network
from .pds import BlueskyServer, NotInstalled, bluesky_server
from .sandbox import SandboxSite, sandbox_site


@pytest.fixture
def sandbox_network(tmp_path: Path) -> Iterator[SandboxSite]:
    """An empty sandbox network of this test's own."""
    with sandbox_site(tmp_path) as site:
        yield site


@pytest.fixture(scope="session")
def bluesky_pds() -> Iterator[BlueskyServer]:
    """A real Bluesky personal data server on loopback, one per run: give each test accounts of its own.

    Skips where it is not installed; fails instead when CHAPERONE_REQUIRE_SERVERS=1 (CI).
    """
    yield from _or_skip(bluesky_server())


@pytest.fixture(scope="session")
def bluesky_whole_network() -> Iterator[BlueskyServer]:
    """The same with an AppView, so that answers and mentions can be read; needs PostgreSQL and Redis as well."""
    yield from _or_skip(bluesky_network())


def _or_skip(running: AbstractContextManager[BlueskyServer]) -> Iterator[BlueskyServer]:
    try:
        with running as server:
            yield server
    except NotInstalled as why:
        if os.environ.get("CHAPERONE_REQUIRE_SERVERS") == "1":
            pytest.fail(str(why))
        pytest.skip(str(why))
