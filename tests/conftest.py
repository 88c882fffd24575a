"""The personas and the fixed time that every test shares."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest

# Before Django reads its settings: a folder of this run's own, and no queue (tests run due rows themselves).
# pytest must not know the settings' name before this file does (no DJANGO_SETTINGS_MODULE in pyproject.toml), or
# pytest-django reads them first. A worker of pytest-xdist inherits all three from the run that started it.
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["CHAPERONE_VAR"] = tempfile.mkdtemp(prefix="chaperone-test-")
    os.environ["CHAPERONE_JOBS"] = "off"
    os.environ["DJANGO_SETTINGS_MODULE"] = "chaperone.project.settings"
    Path(os.environ["CHAPERONE_VAR"], "static").mkdir()
    atexit.register(shutil.rmtree, os.environ["CHAPERONE_VAR"], ignore_errors=True)
django.setup()

# What stories are told with says, as a test does, what it expected and what it saw
pytest.register_assert_rewrite("tests.journeys.chapters")
pytest_plugins = ["tests.personas", "tests.story", "tests.servers.fixtures"]

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The founders' reference data; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the shared reference data is not on this machine")
    return SHARED
