"""What harms a person goes: snapshot first, a person confirms, and it is read again until it is hidden."""

from __future__ import annotations

import pytest

from chaperone.audit.models import Entry
from chaperone.channels.queries import account_for
from chaperone.engines.networks import connector_for
from chaperone.foundation.refusal import Refusal
from chaperone.inbox import services
from chaperone.inbox.models import Moderation, Snapshot
from chaperone.inbox.rules import Action, Reason
from tests.rooms.inbox.conftest import CRITICISM, DISCLOSURE, Desk


def test_hidden_comment_is_proved_hidden(live: Desk) -> None:
    item = live.arrives(DISCLOSURE)
    assert "tummy tuck" in live.public()
    services.moderate(
        item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    live.work(seconds=1)
    item.refresh_from_db()
    moderation = Moderation.objects.get()
    assert (item.state, item.hidden_on_network, moderation.state) == ("hidden", True, "done")
    assert "tummy tuck" not in live.public()
    events = Entry.objects.filter(event__startswith="inbox.").order_by("id").values_list("event", flat=True)
    assert [event for event in events if event != "inbox.post.flagged"] == [
        "inbox.item.arrived",
        "inbox.moderation.asked",
        "inbox.moderation.sent",
        "inbox.item.hidden",
    ]


def test_deleted_comment_is_read_for_again(live: Desk) -> None:
    item = live.arrives(DISCLOSURE)
    services.moderate(
        item=item, action=Action.DELETE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    live.work(seconds=1)
    item.refresh_from_db()
    assert (item.state, Moderation.objects.get().state) == ("removed", "done")
    assert "tummy tuck" not in live.public()


def test_nothing_is_removed_without_a_snapshot(live: Desk) -> None:
    item = live.arrives(DISCLOSURE)
    Snapshot.objects.all().delete()
    with pytest.raises(Refusal) as refused:
        services.moderate(
            item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
        )
    assert refused.value.code == "inbox.no_snapshot"
    assert not Moderation.objects.exists()


def test_snapshot_keeps_the_words_after_they_are_gone(live: Desk) -> None:
    item = live.arrives(DISCLOSURE)
    services.moderate(
        item=item, action=Action.DELETE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    live.work(seconds=1)
    content = Moderation.objects.get().snapshot.content
    assert (content["text"], content["author_handle"]) == (DISCLOSURE, "dana_r")
    assert DISCLOSURE.encode() not in bytes(Snapshot.objects.get().content_sealed)


def test_lost_answer_is_asked_again(live: Desk) -> None:
    item = live.arrives(DISCLOSURE)
    live.story.network.faults.add("moderate", "error", times=3)
    services.moderate(
        item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    live.work(seconds=1)
    live.work(seconds=60)
    item.refresh_from_db()
    assert item.state == "hidden"


def test_negative_is_no_reason(desk: Desk) -> None:
    desk.review(CRITICISM)
    desk.work()
    item = desk.one(kind="review")
    with pytest.raises(Refusal) as refused:
        services.moderate(
            item=item, action=Action.HIDE, reason="negative", by=desk.officer, at=desk.story.now
        )  # type: ignore[arg-type]
    assert "465.7" in refused.value.reason


def test_criticism_goes_only_after_somebody_said_why_it_is_not_criticism(desk: Desk) -> None:
    desk.review(CRITICISM)
    desk.work()
    item = desk.one(kind="review")
    asked = {
        "item": item,
        "action": Action.HIDE,
        "reason": Reason.SPAM,
        "by": desk.officer,
        "at": desk.story.now,
    }
    with pytest.raises(Refusal) as refused:
        services.moderate(**asked)  # type: ignore[arg-type]
    assert refused.value.code == "inbox.criticism"
    assert services.moderate(not_criticism=True, **asked).state == "due"  # type: ignore[arg-type]


def test_shown_again_by_somebody_else_is_raised(live: Desk) -> None:
    item = live.arrives(DISCLOSURE)
    services.moderate(
        item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    live.work(seconds=1)
    channel = live.story.channel
    connector_for("sandbox").moderate(account_for(channel), item.as_network_item(), "unhide")
    live.work()
    item.refresh_from_db()
    assert (item.state, item.raised[-1]) == ("needs_person", "shown_again")
