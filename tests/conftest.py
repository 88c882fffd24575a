"""The personas and the fixed time that every test shares."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

# Before Django reads its settings: a folder of this run's own, and no queue (tests run due rows themselves).
os.environ["CHAPERONE_VAR"] = tempfile.mkdtemp(prefix="chaperone-test-")
os.environ["CHAPERONE_JOBS"] = "off"
os.environ["DJANGO_SETTINGS_MODULE"] = "chaperone.project.settings"

import pytest  # noqa: E402

pytest_plugins = ["tests.personas", "tests.servers.fixtures"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The founders' reference data; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared reference data is not on this machine")
    return SHARED
