"""Answers neither confirm nor deny: templates by two taps, own words only with a second person, once."""

from __future__ import annotations

import pytest

from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.foundation.refusal import Refusal
from chaperone.inbox import services
from chaperone.inbox.models import Reply
from chaperone.inbox.rules import Action, Reason
from chaperone.publishing import services as publishing
from chaperone.publishing.models import Delivery
from chaperone.publishing.rules import Reason as TakedownReason
from tests.rooms.inbox.conftest import CRITICISM, DISCLOSURE, Desk


@pytest.fixture
def reviewed(desk: Desk) -> Desk:
    """A critical review arrived."""
    desk.review(CRITICISM)
    desk.work()
    return desk


def profile(desk: Desk) -> str:
    return desk.public(f"{desk.site}/@{desk.story.practice.slug}")


def test_template_answers_a_review_once(reviewed: Desk) -> None:
    item = reviewed.one()
    services.answer_with_template(
        item=item, key="complaint", language="en", by=reviewed.front_desk, at=reviewed.story.now
    )
    reviewed.work(seconds=1)
    item.refresh_from_db()
    delivery = Delivery.objects.get(kind="reply")
    assert (item.state, Reply.objects.get().state, delivery.state) == ("answered", "sent", "live")
    page = profile(reviewed)
    assert page.count("Privacy rules prevent us") == 1
    assert "/s/westlake/" in page


def test_second_tap_makes_no_second_answer(reviewed: Desk) -> None:
    item = reviewed.one()
    answer = {
        "item": item,
        "key": "complaint",
        "language": "en",
        "by": reviewed.front_desk,
        "at": reviewed.story.now,
    }
    services.answer_with_template(**answer)  # type: ignore[arg-type]
    with pytest.raises(Refusal) as refused:
        services.answer_with_template(**answer)  # type: ignore[arg-type]
    assert refused.value.code == "inbox.answered_already"
    assert Delivery.objects.filter(kind="reply").count() == 1


def test_lost_answer_is_looked_for_and_never_sent_twice(reviewed: Desk) -> None:
    reviewed.story.network.faults.add("reply", "error_after_commit")
    services.answer_with_template(
        item=reviewed.one(), key="complaint", language="en", by=reviewed.front_desk, at=reviewed.story.now
    )
    reviewed.work(seconds=1)
    reviewed.work(seconds=30)
    assert Delivery.objects.get(kind="reply").state == "live"
    assert profile(reviewed).count("Privacy rules prevent us") == 1


def test_own_answer_comes_down_again(reviewed: Desk) -> None:
    services.answer_with_template(
        item=reviewed.one(), key="complaint", language="en", by=reviewed.front_desk, at=reviewed.story.now
    )
    reviewed.work(seconds=1)
    delivery = Delivery.objects.get(kind="reply")
    publishing.take_down(
        delivery=delivery, reason=TakedownReason.BY_HAND, by=reviewed.front_desk, at=reviewed.story.now
    )
    reviewed.work(seconds=1)
    delivery.refresh_from_db()
    assert delivery.state == "removed"
    assert "Privacy rules prevent us" not in profile(reviewed)


def test_own_words_are_off_until_somebody_allows_them(reviewed: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        services.write_reply(
            item=reviewed.one(), text="Hello.", by=reviewed.front_desk, at=reviewed.story.now
        )
    assert refused.value.code == "inbox.free_text_off"


def test_front_desk_does_not_allow_own_words(reviewed: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        services.allow_free_text(
            practice=reviewed.story.practice, allowed=True, by=reviewed.front_desk, at=reviewed.story.now
        )
    assert refused.value.code == "access.role"


@pytest.fixture
def own_words(reviewed: Desk) -> Desk:
    """The privacy officer allowed own words."""
    services.allow_free_text(
        practice=reviewed.story.practice, allowed=True, by=reviewed.officer, at=reviewed.story.now
    )
    return reviewed


SAFE = "Thank you for the feedback. Privacy rules keep us from saying more here. Anyone with a concern can call us."


def test_own_words_wait_for_a_second_person(own_words: Desk) -> None:
    reply = services.write_reply(
        item=own_words.one(), text=SAFE, by=own_words.front_desk, at=own_words.story.now
    )
    own_words.work(seconds=1)
    assert (reply.state, Delivery.objects.count()) == ("waiting_approval", 0)
    services.approve_reply(reply=reply, by=actor_for(own_words.story.reyes), at=own_words.story.now)
    own_words.work(seconds=1)
    reply.refresh_from_db()
    assert reply.state == "sent"
    assert SAFE in profile(own_words)


def test_writer_never_approves_her_own_words(own_words: Desk) -> None:
    reply = services.write_reply(
        item=own_words.one(), text=SAFE, by=own_words.officer, at=own_words.story.now
    )
    with pytest.raises(Refusal) as refused:
        services.approve_reply(reply=reply, by=own_words.officer, at=own_words.story.now)
    assert refused.value.code == "inbox.own_reply"
    assert not Delivery.objects.exists()


def test_disclosing_words_are_refused_with_the_reason_and_the_attempt_is_kept(own_words: Desk) -> None:
    words = "We are sorry that your visit in June took so long."
    with pytest.raises(services.Disclosing) as refused:
        services.write_reply(
            item=own_words.one(), text=words, by=own_words.front_desk, at=own_words.story.now
        )
    assert "confirm or deny" in refused.value.reason
    assert not Reply.objects.exists()
    attempt = Entry.objects.get(event="inbox.reply.refused")
    assert "relationship.confirms" in attempt.data["rules"]
    assert words not in str(attempt.data)


def test_switching_own_words_off_holds_what_was_approved(own_words: Desk) -> None:
    reply = services.write_reply(
        item=own_words.one(), text=SAFE, by=own_words.front_desk, at=own_words.story.now
    )
    services.approve_reply(reply=reply, by=actor_for(own_words.story.reyes), at=own_words.story.now)
    services.allow_free_text(
        practice=own_words.story.practice, allowed=False, by=own_words.officer, at=own_words.story.now
    )
    own_words.work(seconds=1)
    assert Delivery.objects.get().state == "held"
    assert SAFE not in profile(own_words)


def test_changed_facts_of_the_practice_hold_a_template(reviewed: Desk) -> None:
    services.answer_with_template(
        item=reviewed.one(), key="complaint", language="en", by=reviewed.front_desk, at=reviewed.story.now
    )
    reviewed.story.practice.phone = "+1 512 555 0199"
    reviewed.story.practice.save()
    reviewed.work(seconds=1)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.reason) == ("held", "The answer is not what was chosen any more.")


def test_answer_to_something_hidden_is_held(live: Desk) -> None:
    item = live.arrives(DISCLOSURE)
    services.moderate(
        item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    live.work(seconds=1)
    item.refresh_from_db()
    with pytest.raises(Refusal) as refused:
        services.answer_with_template(
            item=item, key="self_disclosure", language="en", by=live.front_desk, at=live.story.now
        )
    assert refused.value.code == "inbox.state"
