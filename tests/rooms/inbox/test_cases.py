"""What others were fined for, replayed on the sandbox network in our own words; named by the reference's case ids."""

from __future__ import annotations

import pytest

from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.foundation.refusal import Refusal
from chaperone.inbox import services
from chaperone.inbox.models import Item, Moderation, Reply
from chaperone.inbox.rules import Action, Reason
from chaperone.publishing.models import Delivery
from tests.rooms.inbox.conftest import Desk


@pytest.fixture
def open_desk(desk: Desk) -> Desk:
    """A practice that allowed own words."""
    services.allow_free_text(practice=desk.story.practice, allowed=True, by=desk.officer, at=desk.story.now)
    return desk


def reviewed(desk: Desk, text: str, name: str = "a_visitor") -> Item:
    desk.review(text, name=name)
    desk.work()
    return desk.one(kind="review")


@pytest.mark.parametrize(
    ("review", "words"),
    [
        pytest.param(
            "Two stars. Pricey, and the invoice was a mystery.",
            "Mrs. Vandermeer, your plan was three implants, your insurer paid 35% and $980 is still open.",
            id="C01",
        ),
        pytest.param(
            "Would not go back.",
            "Odd that Gregor Halloran complains after two visits since 2014. He came with jaw pain and left.",
            id="C02-unmasks-a-pseudonym",
        ),
        pytest.param(
            "I told the newspaper what happened to me.",
            "The article is wrong: our patient in room 9 was never undernourished and her labs were normal.",
            id="C05",
        ),
        pytest.param(
            "Is this place any good?", "As a client here I can say my facelift changed my life!", id="C24"
        ),
    ],
)
def test_reply_that_cost_others_a_fine_is_refused(open_desk: Desk, review: str, words: str) -> None:
    item = reviewed(open_desk, review)
    with pytest.raises(services.Disclosing) as refused:
        services.write_reply(item=item, text=words, by=open_desk.front_desk, at=open_desk.story.now)
    assert refused.value.reason
    assert (Reply.objects.count(), Delivery.objects.count()) == (0, 0)
    assert Entry.objects.filter(event="inbox.reply.refused").count() == 1


def test_c05_senior_role_does_not_bypass(open_desk: Desk) -> None:
    item = reviewed(open_desk, "I told the newspaper what happened to me.")
    with pytest.raises(Refusal):
        services.write_reply(
            item=item,
            text="Her chart shows that she was discharged in good health.",
            by=actor_for(open_desk.story.priya),
            at=open_desk.story.now,
        )


def test_r06_medical_question_by_message_gets_the_routing_text_only(open_desk: Desk) -> None:
    open_desk.message("Hello, my right breast is hot and swollen six days after surgery, what should I do?")
    open_desk.work()
    item = open_desk.one(kind="dm")
    assert "urgent" in item.raised
    assert item.state == "needs_person"
    services.answer_with_template(
        item=item, key="emergency", language="en", by=open_desk.front_desk, at=open_desk.story.now
    )
    open_desk.work(seconds=1)
    text = Reply.objects.get().text
    assert "911" in text
    assert "/s/westlake/" in text
    assert "breast" not in text
    assert Delivery.objects.get().state == "live"


def test_r08_third_party_names_a_patient(live: Desk) -> None:
    item = live.arrives("omg that's Nadia Ferreira from my gym!!", name="gym_friend")
    assert (item.state, item.proposed) == ("needs_person", "privacy")
    assert "names" in item.raised
    flag = Entry.objects.get(event="inbox.post.flagged")
    assert flag.subject_kind == "publishing.delivery"
    assert "Nadia" in live.public(), "nothing that others wrote goes without a person"
    services.moderate(
        item=item, action=Action.HIDE, reason=Reason.PRIVACY, by=live.officer, at=live.story.now
    )
    live.work(seconds=1)
    assert "Nadia" not in live.public()
    assert Moderation.objects.get().snapshot.content["text"].startswith("omg")


def test_r09_honest_review_is_kept(desk: Desk) -> None:
    item = reviewed(
        desk, "Waited ninety minutes and the front desk was unfriendly. I would not recommend it."
    )
    assert (item.category, item.state, item.proposed, item.raised) == ("complaint", "new", "", [])
    with pytest.raises(Refusal) as refused:
        services.moderate(
            item=item,
            action=Action.HIDE,
            reason="negative",  # type: ignore[arg-type]
            by=desk.officer,
            at=desk.story.now,
        )
    assert refused.value.code == "inbox.no_such_reason"
    services.keep(item=item, by=desk.officer, at=desk.story.now)
    desk.work()
    item.refresh_from_db()
    assert item.state == "kept"
    assert "ninety minutes" in desk.public(f"{desk.site}/@westlake")


def test_r24_neutral_answer_is_allowed(open_desk: Desk) -> None:
    item = reviewed(open_desk, "They ruined my lift!")
    words = (
        "Privacy rules keep us from discussing anything about individuals here. We welcome feedback; anyone with a "
        "concern can call our office manager at 512 555 0100."
    )
    reply = services.write_reply(item=item, text=words, by=open_desk.front_desk, at=open_desk.story.now)
    services.approve_reply(reply=reply, by=open_desk.officer, at=open_desk.story.now)
    open_desk.work(seconds=1)
    assert Delivery.objects.get().state == "live"
