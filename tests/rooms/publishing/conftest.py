"""What stands on the sandbox network, as a visitor and as its own database see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chaperone.engines.networks.sandbox import Sandbox
from chaperone.engines.networks.transport import Transport
from tests.rooms.publishing.network_seen import Seen
from tests.story import Story


@pytest.fixture
def seen(story: Story) -> Seen:
    """The network behind the story."""
    return Seen(story.network)


@pytest.fixture
def run_due(story: Story) -> Callable[..., int]:
    """Workers do what is due after some time has passed."""
    from chaperone.foundation.jobs.queue import run_everything_due

    def run(**passed: float) -> int:
        return run_everything_due(now=story.later(**passed))

    return run


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same connector with time limits of a test: an answer that does not come is given up after half a second."""
    quick = Sandbox(Transport(answer_seconds=0.5, first_wait=0.01))
    for module in ("sending", "removing"):
        monkeypatch.setattr(f"chaperone.publishing.{module}.connector_for", lambda key: quick)
