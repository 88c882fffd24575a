"""Takedowns: asked for, deleted, looked for until nothing answers; a person is called when that takes long."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.channels.services import close_channel, connect, mark_needs_reconnect
from chaperone.engines.networks import Presence, ReconnectNeeded, Removal, Unsupported
from chaperone.engines.networks.sandbox import Sandbox
from chaperone.foundation.notices.models import Notice
from chaperone.publishing import removing, services
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.rules import Reason
from chaperone.publishing.signals import takedown_finished
from tests.rooms.publishing.network_seen import Seen
from tests.story import Story

Run = Callable[..., int]


@pytest.fixture
def live(story: Story) -> Delivery:
    return story.until_live()


@pytest.fixture
def asked(live: Delivery, story: Story) -> Takedown:
    """Mina asked to take it down."""
    takedown = services.take_down(
        delivery=live, reason=Reason.BY_HAND, by=actor_for(story.mina), at=story.now
    )
    assert takedown is not None
    return takedown


def stands(takedown: Takedown) -> tuple[str, str]:
    """The takedown's state and its delivery's."""
    takedown.refresh_from_db()
    return takedown.state, Delivery.objects.get(pk=takedown.delivery_id).state


def events() -> list[str]:
    rows = Entry.objects.filter(event__startswith="publishing.takedown.").order_by("id")
    return [event.rpartition(".")[2] for event in rows.values_list("event", flat=True)]


def calls() -> list[str]:
    """Who was called by e-mail."""
    return sorted(notice.to for notice in Notice.objects.filter(kind="publishing.takedown_open"))


def test_deleted_looked_for_and_gone(
    asked: Takedown, live: Delivery, story: Story, seen: Seen, run_due: Run
) -> None:
    ref = live.ref
    assert ref is not None
    finished: list[Takedown] = []
    takedown_finished.connect(keep := lambda takedown, **_: finished.append(takedown), weak=False)
    try:
        run_due(minutes=1)
    finally:
        takedown_finished.disconnect(keep)
    assert stands(asked) == ("gone", "removed")
    assert asked.gone_at == story.now
    assert events() == ["asked", "deleted", "verified_gone"]
    assert [seen.status(url) for url in (ref.url, *ref.media_urls)] == [404, 404]
    assert finished == [asked]
    assert calls() == []


class TestAPictureThatStaysReadable:
    """The network deletes the post, and its picture's own address goes on answering."""

    @pytest.fixture
    def kept(self, story: Story, asked: Takedown, run_due: Run) -> Takedown:
        story.network.faults.add("delete_post", "keep_media")
        run_due()
        return asked

    def test_the_case_stays_open(self, kept: Takedown, seen: Seen) -> None:
        assert stands(kept) == ("verifying", "live")
        assert (kept.problem, seen.readable_pictures) == ("Still answering: its picture.", 1)
        probe = kept.probes.get()
        assert (probe.api, probe.public_page, probe.media, probe.gone) == (
            "absent",
            "absent",
            "present",
            False,
        )

    def test_after_an_hour_somebody_is_called_once(self, kept: Takedown, run_due: Run) -> None:
        for _ in range(3):
            run_due(minutes=19)
        assert stands(kept) == ("verifying", "live")
        assert calls() == []
        for _ in range(4):
            run_due(minutes=16)
        kept.refresh_from_db()
        assert kept.escalated_at is not None
        assert calls() == ["raman@westlake.example", "reyes@westlake.example"]
        assert events().count("escalated") == 1

    def test_the_mail_says_nothing_of_the_post(self, kept: Takedown, run_due: Run) -> None:
        run_due(minutes=61)
        body = Notice.objects.filter(kind="publishing.takedown_open")[0].body
        assert f"/publishing/deliveries/{kept.delivery_id}/" in body
        assert "Maria" not in body
        assert "surgery" not in body

    def test_it_closes_once_the_picture_is_gone(self, kept: Takedown, story: Story, run_due: Run) -> None:
        import sqlite3
        from contextlib import closing

        run_due(minutes=2)
        with closing(sqlite3.connect(story.network.database_path)) as database, database:
            database.execute("UPDATE media SET readable = 0")
        run_due(minutes=16)
        assert stands(kept) == ("gone", "removed")
        assert kept.problem == ""


def test_a_post_that_answers_again_is_deleted_again(asked: Takedown, seen: Seen, run_due: Run) -> None:
    """The network says "deleted" and does nothing; the next look finds it, so it is asked again."""
    with pytest.MonkeyPatch.context() as lying:
        lying.setattr(Sandbox, "remove", lambda *_: Removal("gone"))
        run_due()
    assert stands(asked) == ("due", "live")
    assert seen.standing == 1
    run_due(minutes=1)
    assert stands(asked) == ("gone", "removed")
    assert seen.standing == 0


def test_what_somebody_deleted_by_hand_counts(
    asked: Takedown, live: Delivery, story: Story, run_due: Run
) -> None:
    from chaperone.channels.queries import account_for

    assert live.ref is not None
    Sandbox().remove(account_for(story.channel), live.ref)
    run_due()
    assert stands(asked) == ("gone", "removed")


@pytest.mark.parametrize(("point", "kind"), [("delete_post", "rate_limited"), ("read", "rate_limited")])
def test_slow_down(asked: Takedown, story: Story, run_due: Run, point: str, kind: str) -> None:
    story.network.faults.add(point, kind, times=9, seconds=60)
    run_due()
    assert stands(asked)[1] == "live"
    assert asked.problem == "The network asked us to wait."
    story.network.faults.clear()
    run_due(minutes=2)
    assert stands(asked) == ("gone", "removed")


@pytest.mark.usefixtures("impatient")
def test_a_lost_answer_to_a_deletion_is_asked_again(asked: Takedown, story: Story, run_due: Run) -> None:
    story.network.faults.add("delete_post", "timeout_after_commit")
    run_due()
    run_due(minutes=1)
    assert stands(asked) == ("gone", "removed")


@pytest.mark.usefixtures("impatient")
def test_a_network_that_is_down_is_asked_again(
    asked: Takedown, story: Story, seen: Seen, run_due: Run
) -> None:
    story.network.faults.add("delete_post", "error", times=3)
    run_due()
    assert stands(asked) == ("due", "live")
    run_due(minutes=1)
    assert stands(asked) == ("gone", "removed")
    assert seen.standing == 0


class TestTheAccountIsLost:
    def test_the_network_no_longer_accepts_us(
        self, asked: Takedown, story: Story, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def no_more(*_: object) -> Removal:
            raise ReconnectNeeded

        with monkeypatch.context() as lost:
            lost.setattr(Sandbox, "remove", no_more)
            run_due()
        assert stands(asked) == ("needs_person", "live")
        assert asked.by_hand_url.startswith(story.network.url)
        assert len(calls()) == 2
        for _ in range(3):
            run_due(minutes=16)
        assert events().count("needs_person") == 1
        self.reconnect(story)
        run_due(minutes=16)
        assert stands(asked) == ("gone", "removed")
        assert seen.standing == 0

    def reconnect(self, story: Story) -> None:
        story.channel.refresh_from_db()
        connect(
            practice=story.practice, network="sandbox", handle=story.channel.handle, base_url=story.network.url,
            credentials={"token": self.token}, by=actor_for(story.reyes), at=story.now,
        )  # fmt: skip

    @pytest.fixture(autouse=True)
    def remember_the_token(self, story: Story, live: Delivery) -> None:
        self.token = story.channel.secrets["token"]

    def test_it_was_marked_before_the_worker_came(
        self, asked: Takedown, story: Story, seen: Seen, run_due: Run
    ) -> None:
        mark_needs_reconnect(channel=story.channel, at=story.now)
        run_due()
        assert stands(asked) == ("needs_person", "live")
        assert asked.problem == "The network no longer accepts this connection."
        self.reconnect(story)
        run_due(minutes=16)
        assert stands(asked) == ("gone", "removed")

    def test_it_was_closed_and_connected_anew(
        self, asked: Takedown, story: Story, seen: Seen, run_due: Run
    ) -> None:
        close_channel(channel=story.channel, by=actor_for(story.reyes), at=story.now)
        run_due()
        assert stands(asked) == ("needs_person", "live")
        assert (asked.problem, len(calls())) == ("This account was closed.", 2)
        self.reconnect(story)
        run_due(minutes=16)
        assert stands(asked) == ("gone", "removed")
        assert seen.standing == 0

    def test_without_it_a_visitor_can_still_see_that_it_is_gone(
        self, asked: Takedown, story: Story, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """On a network that shows its posts to anybody, nobody needs an account to look."""
        close_channel(channel=story.channel, by=actor_for(story.reyes), at=story.now)
        monkeypatch.setattr(Sandbox, "probe", lambda *_: Presence("absent", "absent", "absent"))
        run_due()
        assert stands(asked) == ("gone", "removed")


@pytest.mark.parametrize("way", ["says so", "cannot"])
def test_a_network_where_only_a_person_deletes(
    asked: Takedown, live: Delivery, story: Story, run_due: Run, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """She opens the address and deletes it; we keep looking until it is gone."""
    from chaperone.channels.queries import account_for

    real = Sandbox.remove

    def by_hand(*_: object) -> Removal:
        if way == "cannot":
            raise Unsupported("remove")
        return Removal("needs_human", url=f"{story.network.url}/post/1")

    with monkeypatch.context() as network:
        network.setattr(Sandbox, "remove", by_hand)
        run_due()
        run_due(minutes=16)
    assert stands(asked) == ("needs_person", "live")
    assert (events().count("needs_person"), len(calls())) == (1, 2)
    assert live.ref is not None
    real(Sandbox(), account_for(story.channel), live.ref)
    run_due(minutes=16)
    assert stands(asked) == ("gone", "removed")


def test_of_two_workers_one_works(asked: Takedown, story: Story) -> None:
    real = Sandbox.remove

    def remove(connector: Sandbox, *said: object) -> Removal:
        before = Takedown.objects.values().get()
        removing.work(takedown_id=str(asked.pk), at=story.now)
        assert Takedown.objects.values().get() == before
        return real(connector, *said)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sandbox, "remove", remove)
        removing.work(takedown_id=str(asked.pk), at=story.now)
    assert stands(asked) == ("gone", "removed")
    assert asked.lease is None


def test_a_worker_that_died_loses_its_lease(asked: Takedown, story: Story, run_due: Run) -> None:
    from uuid import uuid4

    Takedown.objects.update(lease=uuid4(), leased_until=story.now.replace(minute=2))
    run_due(seconds=30)
    assert stands(asked) == ("due", "live")
    run_due(seconds=120)
    assert stands(asked) == ("gone", "removed")


def test_asked_while_nobody_knows_whether_it_is_live(
    story: Story, seen: Seen, run_due: Run, impatient: None, mina: Membership
) -> None:
    story.until_approved()
    delivery = story.schedule()
    story.network.faults.add("create_post", "timeout_after_commit")
    run_due()
    delivery.refresh_from_db()
    assert delivery.state == "unknown"
    takedown = services.take_down(
        delivery=delivery, reason=Reason.DISCLOSURE, by=actor_for(mina), at=story.now
    )
    assert takedown is not None
    for _ in range(3):
        run_due(seconds=3)
    assert stands(takedown) == ("gone", "removed")
    assert (seen.ever, seen.standing) == (1, 0)


def test_asked_while_unknown_and_it_never_was(
    story: Story, seen: Seen, run_due: Run, impatient: None
) -> None:
    story.until_approved()
    delivery = story.schedule()
    story.network.faults.add("create_post", "error")
    run_due()
    delivery.refresh_from_db()
    takedown = services.take_down(
        delivery=delivery, reason=Reason.DISCLOSURE, by=actor_for(story.mina), at=story.now
    )
    assert takedown is not None
    for _ in range(10):
        run_due(minutes=1)
    assert stands(takedown) == ("gone", "cancelled")
    assert not takedown.probes.exists()
    assert seen.ever == 0
    last = Entry.objects.filter(event="publishing.takedown.verified_gone").get()
    assert last.data["never_public"] is True
