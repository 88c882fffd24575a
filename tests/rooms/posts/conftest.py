"""A patient's cleaned picture, covered by her authorization, and an account it may go to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chaperone.library.models import Rendition
from chaperone.posts.gates.verdict import GateVerdict
from tests.rooms.posts.at_the_gates import gates_of
from tests.rooms.posts.others import second_picture
from tests.story import Story

Judged = Callable[..., dict[str, GateVerdict]]


@pytest.fixture
def covered(story: Story) -> Story:
    """Everything is there, nothing is written."""
    return story.until_covered()


@pytest.fixture
def approved(story: Story) -> Story:
    """An approved post that could go out."""
    return story.until_approved()


@pytest.fixture
def another_picture(covered: Story) -> Rendition:
    return second_picture(covered)


@pytest.fixture
def judged(covered: Story) -> Judged:
    """The gates by key, for a content that nobody has saved; ``channel=None`` when no account is chosen."""

    def at_the_gates(
        text: str | None = None, *, channel: Any = ..., **changed: Any
    ) -> dict[str, GateVerdict]:
        content = covered.content(text, **changed) if text is not None else covered.content(**changed)
        return gates_of(covered, content, covered.channel if channel is ... else channel)

    return at_the_gates


@pytest.fixture
def covered_by_hand(story: Story, monkeypatch: pytest.MonkeyPatch) -> Story:
    """For tests marked ``unattested``: everything was there before a policy came that nobody has read yet."""
    from chaperone.access import rules
    from chaperone.foundation.refusal import YES

    with monkeypatch.context() as earlier:
        earlier.setitem(rules._CHECKS, "attestation", lambda actor: YES)
        return story.until_covered()
