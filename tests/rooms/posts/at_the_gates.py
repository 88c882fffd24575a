"""The gates by their key, for a content as typed or as saved."""

from __future__ import annotations

from chaperone.channels.models import Channel
from chaperone.posts.content import Content
from chaperone.posts.gates import judge
from chaperone.posts.gates.verdict import Case, GateVerdict
from chaperone.posts.models import Post
from chaperone.posts.queries import saved_cases
from tests.story import Story


def gates_of(story: Story, content: Content, channel: Channel | None) -> dict[str, GateVerdict]:
    post = Post(practice=story.practice, author=story.mina.person)
    return by_key(judge(Case(story.practice, post, content, channel, story.now)))


def gates_of_saved(story: Story) -> dict[str, GateVerdict]:
    """The gates for the version that stands, on its one account."""
    return by_key(judge(saved_cases(story.version, at=story.now)[0]))


def by_key(verdicts: tuple[GateVerdict, ...]) -> dict[str, GateVerdict]:
    return {verdict.key: verdict for verdict in verdicts}
