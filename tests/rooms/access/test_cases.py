"""Cases from the field that end at the door; the letters name the rule that each is drawn from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.test import Client
from django.urls import reverse

from chaperone.access.models import Membership
from chaperone.access.services import actor_for, end_membership
from chaperone.foundation.jobs.queue import run_everything_due
from tests.rooms.posts.at_the_gates import gates_of_saved
from tests.story import Story


def test_r18_who_left_reaches_no_account_any_more(story: Story, as_: Callable[[Membership], Client]) -> None:
    """She never knew a network's password, so there is none to change; all that was hers ends on her last day."""
    story.until_approved()
    scheduled = story.schedule(story.now + timedelta(hours=2))
    phone = as_(story.mina)
    pages = [
        reverse(name, args=["westlake"]) for name in ("channels:list", "posts:list", "publishing:calendar")
    ]
    token = (story.channel.secrets or {})["token"]
    for page in pages:
        answer = phone.get(page)
        assert answer.status_code == 200
        assert token not in answer.content.decode()

    end_membership(membership=story.mina, by=actor_for(story.reyes), at=story.later(minutes=1))

    assert [phone.get(page).status_code for page in pages] == [302, 302, 302]
    scheduled.refresh_from_db()
    assert scheduled.state == "held"
    assert gates_of_saved(story)["practice"].verdict == "blocked"
    run_everything_due(now=story.later(hours=3))
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.remote_ref) == ("held", None)
