"""Cases from the field that end on the network: what goes out, what comes down, and what is kept of it.

The letters name the public case or the rule that each is drawn from; nobody in them exists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db.models import ProtectedError

from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.consents.models import Authorization
from chaperone.engines.networks import Removal
from chaperone.engines.networks.sandbox import Sandbox
from chaperone.foundation.notices.models import Notice
from chaperone.foundation.refusal import Refusal
from chaperone.posts.services import clear, send_back
from chaperone.publishing import services
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.queries import live_posts_of
from chaperone.publishing.rules import Reason
from tests.rooms.posts.others import another_account
from tests.rooms.publishing.network_seen import Seen
from tests.story import Story

Run = Callable[..., int]


def on_both_accounts(story: Story, run_due: Run) -> list[Delivery]:
    """One approved post, live on two accounts of the practice."""
    both = (story.channel, another_account(story, "second"))
    story.write(channels=both)
    story.approve()
    for channel in both:
        clearance = clear(version=story.version, channel=channel, at=story.now)
        services.schedule(clearance=clearance, due_at=story.now, by=actor_for(story.mina), at=story.now)
    run_due()
    return list(Delivery.objects.filter(state="live"))


def test_c07_a_campaign_comes_down_and_its_evidence_stays(story: Story, seen: Seen, run_due: Run) -> None:
    """Others deleted first and asked later who had signed. Here each post knows its authorization, and a takedown
    deletes on the network only: words, picture, signature and trail are still there to be looked at."""
    story.until_covered()
    campaign = on_both_accounts(story, run_due)
    certificate = campaign[0].clearance["authorizations"]
    assert len(certificate) == 1
    for delivery in campaign:
        services.take_down(
            delivery=delivery, reason=Reason.BY_HAND, by=actor_for(story.priya), at=story.later(minutes=1)
        )
    run_due()
    assert (seen.standing, seen.readable_pictures) == (0, 0)
    for delivery in campaign:
        delivery.refresh_from_db()
        assert delivery.state == "removed"
        assert delivery.clearance["authorizations"] == certificate
        assert delivery.version is not None and delivery.version.text
        (image,) = delivery.version.images.all()
        assert image.rendition.read() and image.rendition.original.read()
        gone = Entry.objects.get(event="publishing.takedown.verified_gone", data__delivery=str(delivery.pk))
        assert (gone.data["api"], gone.data["public_page"], gone.data["media"]) == ("absent",) * 3


@pytest.mark.parametrize("what", ["post", "version", "rendition", "original", "authorization", "patient"])
def test_c07_nobody_deletes_what_was_published(story: Story, what: str) -> None:
    """Not a program, not by a mistake: whatever a live post stands on cannot be deleted from the database."""
    delivery = story.until_live()
    assert delivery.version is not None
    row: Any = {
        "post": story.post, "version": delivery.version, "rendition": story.rendition, "original": story.original,
        "authorization": Authorization.objects.get(), "patient": story.patient,
    }[what]  # fmt: skip
    with pytest.raises(ProtectedError):
        row.delete()


def test_c14_the_public_file_is_fetched_and_says_nothing(story: Story, run_due: Run) -> None:
    delivery = story.until_live()
    assert delivery.ref is not None and delivery.ref.url is not None
    page = httpx.get(delivery.ref.url).text
    (address,) = set(re.findall(r'<img[^>]+src="([^"]+)"', page))
    picture = httpx.get(httpx.URL(delivery.ref.url).join(address))
    assert picture.headers["content-type"] == "image/jpeg"
    for said in (page.encode(), address.encode(), picture.content, str(picture.headers).encode()):
        for secret in (b"maria", b"castellanos", b"owner of the camera", b"img_0042"):
            assert secret not in said.lower()
    assert b"Exif" not in picture.content and b"http://ns.adobe.com" not in picture.content


def test_r01_approved_in_time_and_sent_too_late(story: Story, seen: Seen, run_due: Run) -> None:
    story.add_patient()
    story.add_photo()
    story.ask_and_sign(days=2)
    story.connect()
    story.write()
    story.approve()
    delivery = story.schedule(story.now + timedelta(days=4))
    run_due(days=4)
    delivery.refresh_from_db()
    assert delivery.state in {"held", "cancelled"}
    assert seen.ever == 0


def test_r03_each_live_place_has_its_own_takedown(story: Story, seen: Seen, run_due: Run) -> None:
    """Two accounts and one more post that is only scheduled; on one account only a person can delete."""
    story.add_patient(email="maria@patient.example")
    story.add_photo()
    story.ask_and_sign()
    story.connect()
    live = on_both_accounts(story, run_due)
    story.write("What to ask before an operation.")
    story.approve()
    scheduled = story.schedule(story.now + timedelta(days=3))
    real, by_hand = Sandbox.remove, live[1].channel.account_id

    def remove(connector: Sandbox, account: Any, ref: Any) -> Removal:
        if account.account_id == by_hand:
            return Removal("needs_human", url=ref.url)
        return real(connector, account, ref)

    story.later(minutes=5)
    story.withdraw()
    assert Takedown.objects.filter(reason=Reason.WITHDRAWN).count() == 2
    scheduled.refresh_from_db()
    assert scheduled.state == "cancelled"
    with pytest.MonkeyPatch.context() as network:
        network.setattr(Sandbox, "remove", remove)
        run_due()
    states = {row.delivery_id: row.state for row in Takedown.objects.all()}
    assert states == {live[0].pk: "gone", live[1].pk: "needs_person"}
    assert Takedown.objects.get(delivery=live[1]).by_hand_url.startswith(story.network.url)
    assert Notice.objects.filter(kind="publishing.takedown_open").count() == 2
    assert Notice.objects.filter(kind="consents.stopped").count() == 1
    assert {one.state for one in live_posts_of(story.patient)} == {"removed", "live"}
    assert seen.standing == 1
    run_due(minutes=16)  # now it lets itself be asked again
    assert [row.state for row in Takedown.objects.all()] == ["gone", "gone"]
    assert (seen.standing, seen.readable_pictures) == (0, 0)


def test_r03_later_use_is_refused(story: Story) -> None:
    story.until_live()
    story.withdraw()
    with pytest.raises(Refusal) as refused:
        clear(version=story.version, channel=story.channel, at=story.later(minutes=1))
    assert refused.value.code == "gate.consent"


def test_r08_what_identified_somebody_goes_out_again_only_after_a_new_approval(
    story: Story, run_due: Run
) -> None:
    delivery = story.until_live()
    services.take_down(
        delivery=delivery, reason=Reason.DISCLOSURE, by=actor_for(story.priya), at=story.later(minutes=1)
    )
    run_due()
    story.later(minutes=1)
    with pytest.raises(Refusal) as refused:
        story.schedule()
    assert refused.value.code == "publishing.disclosed"
    send_back(version=story.version, note="", by=actor_for(story.priya), at=story.now)
    story.approve()
    story.schedule()
    run_due()
    assert Delivery.objects.filter(state="live").count() == 1


def test_r08_the_same_picture_under_other_words_waits_as_well(story: Story, run_due: Run) -> None:
    delivery = story.until_live()
    story.write("What to ask before an operation.")
    story.approve()
    services.take_down(
        delivery=delivery, reason=Reason.DISCLOSURE, by=actor_for(story.priya), at=story.later(minutes=1)
    )
    with pytest.raises(Refusal) as refused:
        story.schedule()
    assert refused.value.code == "publishing.disclosed"
