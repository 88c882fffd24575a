"""What others were fined for, replayed on the sandbox network in our own words; named by the reference's case ids."""

from __future__ import annotations

import pytest

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.foundation.refusal import Refusal
from chaperone.inbox import services
from chaperone.inbox.models import Item, Moderation, Reply
from chaperone.inbox.rules import Action, Reason
from chaperone.publishing.models import Delivery, Takedown
from tests.rooms.inbox.conftest import Desk
from tests.story import Story


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


@pytest.fixture
def shown(story: Story, flo: Membership) -> Desk:
    """Maria's covered picture is live, and its account is watched."""
    delivery = story.until_live()
    run_everything_due(now=story.now)
    return Desk(story, flo, delivery)


@pytest.mark.parametrize(
    "words", ["omg that's Maria Castellanos from my gym!!", "Isn't this maria castelanos?"]
)
def test_r08_the_patient_herself_is_recognized_and_the_post_comes_down(shown: Desk, words: str) -> None:
    """From now on the practice knows: its own post comes down at once, everywhere, and waits for a new approval."""
    item = shown.arrives(words, name="gym_friend")
    assert (item.state, item.proposed, item.snapshots.count()) == ("needs_person", "privacy", 1)
    takedown = Takedown.objects.get()
    assert (takedown.delivery, takedown.reason) == (shown.post, "disclosure")
    assert Entry.objects.filter(event="inbox.post.flagged").count() == 1
    shown.work(seconds=1)
    takedown.refresh_from_db()
    assert (takedown.state, takedown.delivery.state) == ("gone", "removed")
    with pytest.raises(Refusal) as refused:
        shown.story.schedule()
    assert refused.value.code == "publishing.disclosed"


def test_r08_another_name_is_a_persons_to_judge(shown: Desk) -> None:
    """Nobody knows whether it is true; the post above is flagged and stays until the privacy officer looks."""
    item = shown.arrives("omg that's Nadia Ferreira from my gym!!", name="gym_friend")
    assert item.state == "needs_person"
    assert Entry.objects.filter(event="inbox.post.flagged").count() == 1
    assert not Takedown.objects.exists()


def test_r08_criticism_of_the_practice_takes_nothing_down(shown: Desk) -> None:
    item = shown.arrives("Dr. Reyes was late and the place is overpriced.", name="a_visitor")
    assert not Takedown.objects.exists(), item.raised


def test_c07_what_somebody_posted_past_the_gates_is_kept_before_it_goes(live: Desk) -> None:
    """A success story that nobody signed for: without a sealed copy it is not removed, with one it is."""
    live.post_outside("Our success story of the month: Maria Castellanos walks again!")
    live.work()
    item = live.one(kind="post")
    kept = item.snapshots.get()
    how = {
        "action": Action.DELETE,
        "reason": Reason.PRIVACY,
        "by": live.officer,
        "at": live.story.now,
    }
    item.snapshots.update(digest="an earlier state")
    with pytest.raises(Refusal) as refused:
        services.moderate(item=item, **how)  # type: ignore[arg-type]
    assert refused.value.code == "inbox.no_snapshot"
    item.snapshots.update(digest=kept.digest)
    services.moderate(item=item, **how)  # type: ignore[arg-type]
    live.work(seconds=1)
    item.refresh_from_db()
    assert (item.state, Moderation.objects.get().state) == ("removed", "done")
    assert kept.content["text"].startswith("Our success story")


@pytest.mark.parametrize(
    "words",
    [
        "We will refund you $200 if you take this review down.",
        "Remove this review within a week or our lawyers will write to you.",
    ],
)
def test_c23_nobody_buys_or_threatens_a_review_away(open_desk: Desk, words: str) -> None:
    item = reviewed(open_desk, "The waiting room was cold and nobody said sorry.")
    with pytest.raises(services.Disclosing):
        services.write_reply(item=item, text=words, by=open_desk.front_desk, at=open_desk.story.now)
    assert not Reply.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "Waited two hours and the staff was rude. Would not recommend.",
        "Overpriced. The parking is a nightmare, too.",
        "One star. They never call back.",
        "Not impressed at all, go somewhere else.",
        "Worst clinic in town.",
    ],
)
def test_r09_criticism_in_a_comment_stays_and_nothing_is_proposed(live: Desk, words: str) -> None:
    item = live.arrives(words, name="a_visitor")
    assert (item.state, item.proposed, item.raised) == ("new", "", [])
    assert not Moderation.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(
            "Privacy rules limit what we may say in public. Please call the office manager at 512 555 0100.",
            id="AL004",
        ),
        pytest.param(
            "We read all feedback and use it to improve. You can reach us through the patient portal.",
            id="AL005",
        ),
        pytest.param("If this is an emergency call 911. For medical questions use the portal.", id="AL011"),
    ],
)
def test_r24_allowed_answers_go_out(open_desk: Desk, words: str) -> None:
    item = reviewed(open_desk, "They ruined my lift!")
    reply = services.write_reply(item=item, text=words, by=open_desk.front_desk, at=open_desk.story.now)
    services.approve_reply(reply=reply, by=open_desk.officer, at=open_desk.story.now)
    open_desk.work(seconds=1)
    assert (Delivery.objects.get().state, Reply.objects.get().state) == ("live", "sent")
