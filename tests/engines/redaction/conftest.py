"""The portrait is redacted once per way and looked at by many tests."""

from __future__ import annotations

import pytest

from chaperone.engines.redaction import Redaction, redact
from tests.engines.redaction import material


@pytest.fixture(scope="session")
def portrait_jpeg() -> bytes:
    return material.jpeg(material.portrait())


@pytest.fixture(scope="session")
def covered(portrait_jpeg: bytes) -> Redaction:
    """Solid, so that what lies under the cover can be counted."""
    return redact(portrait_jpeg, mode="solid")
