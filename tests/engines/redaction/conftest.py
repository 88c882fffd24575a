"""What is redacted once and looked at by many tests."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

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


@pytest.fixture(scope="session")
def small_jpeg() -> bytes:
    return material.jpeg(material.portrait(256))


@pytest.fixture(scope="session")
def rebuilt() -> Callable[[str], Redaction]:
    """A picture of nobody, full of metadata, in each format; redacted once and judged by several tests."""

    @cache
    def one(name: str) -> Redaction:
        return redact(material.MAKERS[name](material.meadow()))

    return one
