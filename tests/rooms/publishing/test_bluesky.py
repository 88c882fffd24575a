"""A real Bluesky server: published, read by a stranger's program, withdrawn, and proved to be gone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from atproto import Client
from atproto_client.exceptions import AtProtocolError

from chaperone.access.services import actor_for
from chaperone.channels.services import connect
from chaperone.consents.rules import Offer, Purpose
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.publishing.models import Delivery, Takedown
from tests.servers.pds import BlueskyAccount, BlueskyServer
from tests.story import SAFE_WORDS, Story

pytestmark = pytest.mark.server


@pytest.fixture
def account(bluesky_pds: BlueskyServer) -> BlueskyAccount:
    return bluesky_pds.create_account(f"w{uuid4().hex[:12]}")


@pytest.fixture
def stranger(account: BlueskyAccount) -> Iterator[Client]:
    """Somebody else's program, signed in nowhere."""
    client = Client(base_url=f"{account.base_url}/xrpc")
    yield client
    client.request.close()


@pytest.fixture
def approved(story: Story, account: BlueskyAccount) -> Story:
    """A covered post for the practice's Bluesky account, approved. A demo practice may speak to this machine."""
    story.practice.is_demo = True
    story.practice.save()
    story.add_patient()
    story.add_photo()
    story.ask_and_sign(offers=[Offer(Purpose.ORGANIC_SOCIAL, "bluesky")])
    story.channel = connect(
        practice=story.practice,
        network="bluesky",
        handle=account.handle,
        base_url=account.base_url,
        credentials={"app_password": account.app_password},
        by=actor_for(story.reyes),
        at=story.now,
    )
    story.write()
    story.approve()
    return story


Records = Callable[[], list[str]]


@pytest.fixture
def records(stranger: Client, account: BlueskyAccount) -> Records:
    """The texts of all posts that the server shows to anybody."""

    def read() -> list[str]:
        found = stranger.com.atproto.repo.list_records(
            {"repo": account.did, "collection": "app.bsky.feed.post", "limit": 100}
        )
        return [record.value.text for record in found.records]

    return read


def test_published_withdrawn_and_gone(
    approved: Story, account: BlueskyAccount, stranger: Client, records: Records
) -> None:
    delivery = approved.schedule()
    run_everything_due(now=approved.now)
    delivery.refresh_from_db()
    assert (delivery.state, records()) == ("live", [SAFE_WORDS])
    assert delivery.ref is not None
    uri, blob = delivery.ref.native_id, delivery.ref.parts[1]
    key = uri.rpartition("/")[2]
    post = stranger.com.atproto.repo.get_record(
        {"repo": account.did, "collection": "app.bsky.feed.post", "rkey": key}
    )
    assert post.value.embed.images[0].alt == "A resting person, face covered"
    picture = stranger.com.atproto.sync.get_blob({"did": account.did, "cid": blob})
    assert picture[:3] == b"\xff\xd8\xff"
    assert b"Exif" not in picture
    assert b"GPS" not in picture

    approved.later(minutes=5)
    approved.withdraw()
    run_everything_due(now=approved.now)
    for _ in range(5):  # the server may keep the picture for a moment after the record
        if Takedown.objects.get().state == "gone":
            break
        run_everything_due(now=approved.later(minutes=16))
    delivery.refresh_from_db()
    takedown = Takedown.objects.get()
    assert (takedown.state, delivery.state, records()) == ("gone", "removed", [])
    last = takedown.probes.last()
    assert last is not None
    assert (last.api, last.media, last.gone) == ("absent", "absent", True)
    with pytest.raises(AtProtocolError):
        stranger.com.atproto.repo.get_record(
            {"repo": account.did, "collection": "app.bsky.feed.post", "rkey": key}
        )
    with pytest.raises(AtProtocolError):
        stranger.com.atproto.sync.get_blob({"did": account.did, "cid": blob})


def test_a_worker_that_died_after_the_call_makes_no_second_post(approved: Story, records: Records) -> None:
    """It is found under its own key."""
    from chaperone.engines.networks import Step
    from chaperone.engines.networks.bluesky import Bluesky

    class Died(BaseException):
        """As a kill is: nothing is saved after it."""

    delivery, real = approved.schedule(), Bluesky.commit

    def commit(connector: Bluesky, *asked: object) -> Step:
        real(connector, *asked)  # type: ignore[arg-type]
        raise Died

    with pytest.MonkeyPatch.context() as patch, pytest.raises(Died):
        patch.setattr(Bluesky, "commit", commit)
        run_everything_due(now=approved.now)
    assert Delivery.objects.get().state == "requested"
    assert records() == [SAFE_WORDS]
    run_everything_due(now=approved.later(minutes=3))
    delivery.refresh_from_db()
    assert (delivery.state, records()) == ("live", [SAFE_WORDS])


def test_withdrawn_before_its_time_it_never_appears(approved: Story, records: Records) -> None:
    from datetime import timedelta

    delivery = approved.schedule(approved.now + timedelta(hours=1))
    approved.withdraw()
    run_everything_due(now=approved.later(hours=2))
    delivery.refresh_from_db()
    assert (delivery.state, records()) == ("cancelled", [])
