"""More than the story has: another picture, another account, another practice's things."""

from __future__ import annotations

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.channels.models import Channel
from chaperone.channels.services import connect
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.library import services as library
from chaperone.library.models import Rendition
from tests.rooms.library.pictures import plain
from tests.story import Story


def second_picture(
    story: Story,
    *,
    size: tuple[int, int] = (64, 64),
    by: Membership | None = None,
    subject: str = "illustration",
) -> Rendition:
    """A cleaned drawing: no patient is in it. With ``by`` it belongs to her practice."""
    uploader = by or story.mina
    original = library.upload_photo(
        practice=uploader.practice,
        data=plain(size),
        claimed_name="drawing.jpg",
        subject=subject,
        by=actor_for(uploader),
        at=story.now,
    )
    run_everything_due(now=story.now)
    rendition = Rendition.objects.get(original=original)
    assert rendition.state == "clean", rendition.reasons
    return rendition


def another_account(story: Story, handle: str, *, by: Membership | None = None) -> Channel:
    """One more account on the sandbox network."""
    owner = by or story.reyes
    return connect(
        practice=owner.practice,
        network="sandbox",
        handle=handle,
        base_url=story.network.url,
        credentials={"name": handle},
        by=actor_for(owner),
        at=story.now,
    )
