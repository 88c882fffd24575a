"""Everything said is read once, judged, sealed, and kept together with the place where reading goes on."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import connection

from chaperone.audit.models import Entry
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.inbox import arriving, judging, watching
from chaperone.inbox.models import Item, Moderation, Snapshot, Watch
from chaperone.inbox.rules import Action, Reason
from chaperone.inbox.services import moderate
from chaperone.inbox.signals import disclosure_found
from tests.rooms.inbox.conftest import CRITICISM, DISCLOSURE, Desk


def test_comment_review_and_message_arrive(live: Desk) -> None:
    live.comment("What a kind team.", name="sol")
    live.review(CRITICISM)
    live.message("Do you have parking?")
    live.work()
    assert {(item.kind, item.author_handle, item.rating, item.state) for item in Item.objects.all()} == {
        ("comment", "sol", None, "new"),
        ("review", "NC_Driver77", 1, "new"),
        ("dm", "dana_r", None, "new"),
    }
    comment = live.one(kind="comment")
    assert comment.parent_delivery == live.post
    assert (comment.category, comment.verdict) == ("praise", "clear")


def test_nothing_lies_in_the_database_in_the_clear(live: Desk) -> None:
    live.arrives(DISCLOSURE)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(
                [[bytes(one) if isinstance(one, memoryview) else one for one in row] for row in cursor]
            )
            assert "tummy tuck" not in rows, table
            assert "555-0147" not in rows, table


def test_reading_again_changes_nothing(live: Desk) -> None:
    live.arrives(DISCLOSURE)
    Watch.objects.update(cursor=None)
    live.work()
    assert (Item.objects.count(), Snapshot.objects.count()) == (1, 1)
    assert Entry.objects.filter(event="inbox.item.arrived").count() == 1


def test_cursor_and_items_are_saved_together_or_not_at_all(
    live: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.comment("What a kind team.")
    live.comment(DISCLOSURE)
    take = arriving.take_snapshot
    calls = []

    def dies(*args: object, **kwargs: object) -> object:
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return take(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(arriving, "take_snapshot", dies)
    before = Watch.objects.get(stream="comments").cursor
    with pytest.raises(KeyboardInterrupt):
        live.work()
    assert (Item.objects.count(), Watch.objects.get(stream="comments").cursor) == (0, before)
    monkeypatch.undo()
    live.work()
    assert Item.objects.count() == 2


def test_worker_that_lost_its_lease_saves_nothing(live: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    live.comment("What a kind team.")
    watch = Watch.objects.get(stream="comments")
    keep = arriving.Arrivals.keep

    def slow(self: arriving.Arrivals, found: object) -> None:
        keep(self, found)  # type: ignore[arg-type]
        Watch.objects.filter(pk=watch.pk).update(lease=None)

    monkeypatch.setattr(arriving.Arrivals, "keep", slow)
    watching.turn(watch_id=watch.pk, at=live.story.later(minutes=2))
    assert (Item.objects.count(), Watch.objects.get(pk=watch.pk).cursor) == (0, watch.cursor)


def test_what_a_network_does_not_offer_is_said(desk: Desk) -> None:
    watch = Watch.objects.get(stream="mentions")
    assert (watch.state, watch.problem) == ("unsupported", "This network cannot do that.")


def test_network_that_asks_to_wait_is_waited_for(live: Desk) -> None:
    live.comment("What a kind team.")
    live.story.network.faults.add("read", "rate_limited", seconds=300, times=4)
    live.work()
    assert Watch.objects.filter(problem="The network asked us to slow down.").count() == 4
    live.work(seconds=120)
    assert not Item.objects.exists()
    live.work(seconds=200)
    assert Item.objects.count() == 1


def test_connection_that_is_not_accepted_any_more_needs_an_owner(live: Desk) -> None:
    channel = live.story.channel
    channel.secrets = {"token": "taken back"}
    channel.save()
    live.work()
    channel.refresh_from_db()
    assert channel.state == "needs_reconnect"
    live.work()  # and is left alone until then


def test_edited_comment_is_judged_again_and_the_earlier_words_stay(live: Desk) -> None:
    live.arrives("What a kind team.")
    with sqlite3.connect(live.story.network.database_path) as network:
        network.execute("UPDATE entry SET text = ?, seq = seq + 100 WHERE kind = 'comment'", (DISCLOSURE,))
    live.work()
    item = live.one()
    assert (item.text, item.state, item.discloses) == (DISCLOSURE, "needs_person", True)
    kept = [snapshot.content["text"] for snapshot in item.snapshots.all()]
    assert kept == ["What a kind team.", DISCLOSURE]
    assert Entry.objects.filter(event="inbox.item.edited").count() == 1


def test_disclosure_is_announced_and_the_post_above_it_flagged(live: Desk) -> None:
    heard: list[Item] = []

    def hear(item: Item, **_: object) -> None:
        heard.append(item)

    disclosure_found.connect(hear)
    try:
        item = live.arrives(DISCLOSURE)
        live.arrives("What a kind team.", name="sol")
    finally:
        disclosure_found.disconnect(hear)
    assert heard == [item]
    flag = Entry.objects.get(event="inbox.post.flagged")
    assert live.post is not None
    assert flag.subject_id == str(live.post.pk)


def test_text_that_cannot_be_judged_needs_a_person(live: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(judging, "screen", broken)
    item = live.arrives("What a kind team.")
    assert (item.state, item.raised, item.verdict) == ("needs_person", ["unjudged"], "")


def test_rogue_post_is_found_within_one_reading_and_taken_down(live: Desk) -> None:
    native_id = live.post_outside("So proud of Maria Castellanos after her facelift!")
    live.work()
    item = live.one(kind="post")
    assert (item.native_id, item.state) == (native_id, "needs_person")
    assert "rogue" in item.raised
    moderate(item=item, action=Action.DELETE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now)
    live.work(seconds=1)
    item.refresh_from_db()
    assert (item.state, Moderation.objects.get().state) == ("removed", "done")
    assert "Maria" not in live.public(f"{live.site}/@westlake")


def test_our_own_posts_are_no_rogues(live: Desk) -> None:
    live.work()
    assert not Item.objects.exists()


def test_posts_from_before_are_judged_and_not_called_rogue(story: object, desk: Desk) -> None:
    Watch.objects.all().delete()
    desk.post_outside("Our office is closed on Monday.")
    run_everything_due(now=desk.story.later(minutes=1))
    item = desk.one(kind="post")
    assert (item.state, item.raised) == ("new", [])
