"""A desk with the sandbox network behind it: visitors write on its public pages, workers read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx
import pytest

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.consents.rules import Purpose
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.inbox.models import Item
from chaperone.posts import services as posts
from chaperone.posts.content import Content
from chaperone.publishing.models import Delivery
from tests.story import SAFE_WORDS, Story

DISCLOSURE = "You did my tummy tuck in June, call me 512-555-0147"
CRITICISM = "Waited two hours and the staff were rude. Would not recommend."


@dataclass
class Desk:
    """The story so far and the network's public pages."""

    story: Story
    flo: Membership
    post: Delivery | None = None

    @property
    def front_desk(self) -> Actor:
        return actor_for(self.flo)

    @property
    def officer(self) -> Actor:
        return actor_for(self.story.priya)

    @property
    def site(self) -> str:
        return self.story.network.url

    @property
    def post_page(self) -> str:
        assert self.post is not None and self.post.ref is not None and self.post.ref.url is not None
        return self.post.ref.url

    def comment(self, text: str, name: str = "dana_r") -> None:
        """A visitor writes under the live post."""
        _sent(httpx.post(f"{self.post_page}/comments", data={"name": name, "text": text}))

    def review(self, text: str, rating: int = 1, name: str = "NC_Driver77") -> None:
        page = f"{self.site}/@{self.story.practice.slug}/reviews"
        _sent(httpx.post(page, data={"name": name, "rating": str(rating), "text": text}))

    def message(self, text: str, name: str = "dana_r") -> None:
        page = f"{self.site}/@{self.story.practice.slug}/messages"
        _sent(httpx.post(page, data={"name": name, "text": text}))

    def post_outside(self, text: str) -> str:
        """Somebody posts on the account without Chaperone; returns the post's id."""
        token = (self.story.channel.secrets or {})["token"]
        answer = httpx.post(
            f"{self.site}/api/posts",
            json={"text": text, "media": []},
            headers={"Authorization": f"Bearer {token}"},
        )
        _sent(answer)
        return str(answer.json()["id"])

    def public(self, page: str = "") -> str:
        """What a visitor without an account reads, tags left out."""
        body = httpx.get(page or self.post_page).text
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))

    def work(self, **passed: float) -> None:
        """Time goes on and the worker does what is due."""
        run_everything_due(now=self.story.later(**(passed or {"seconds": 61})))

    def one(self, **where: object) -> Item:
        return Item.objects.select_related("channel", "practice").get(**where)

    def arrives(self, text: str, **kwargs: str) -> Item:
        """A comment, read by the worker."""
        self.comment(text, **kwargs)
        self.work()
        return max(Item.objects.select_related("channel", "practice"), key=lambda item: item.written_at)


def _sent(answer: httpx.Response) -> None:
    assert not answer.is_error, answer.text


@pytest.fixture
def desk(story: Story, flo: Membership) -> Desk:
    """A connected account, watched, nothing live."""
    story.connect()
    run_everything_due(now=story.now)
    return Desk(story, flo)


@pytest.fixture
def live(story: Story, flo: Membership) -> Desk:
    """A post without a picture is live and its account is watched."""
    story.connect()
    content = Content(
        SAFE_WORDS, Purpose.ORGANIC_SOCIAL, before_after=False, pictures=(), channels=(story.channel,)
    )
    story.post = posts.start_post(
        practice=story.practice, content=content, by=actor_for(story.mina), at=story.now
    )
    story.approve()
    delivery = story.schedule()
    run_everything_due(now=story.now)
    delivery.refresh_from_db()
    assert delivery.state == "live", delivery.reason
    run_everything_due(now=story.now)
    return Desk(story, flo, delivery)
