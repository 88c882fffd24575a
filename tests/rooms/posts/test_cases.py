"""Cases from the field, in our own words, as they end at the gates.

The letters name the public case or the rule that each is drawn from; nobody in them exists.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.access.models import Practice
from chaperone.channels.models import Channel
from chaperone.consents.rules import Offer, Purpose
from chaperone.foundation.refusal import Refusal
from chaperone.library.models import Rendition
from chaperone.posts import services
from chaperone.posts.content import Content, Picture
from chaperone.posts.gates.verdict import GateVerdict
from tests.rooms.posts.at_the_gates import gates_of
from tests.rooms.posts.conftest import Judged
from tests.story import Story

CAUTION = "These results may not occur for all patients."


def stopped_by(verdicts: dict[str, GateVerdict]) -> set[str]:
    """The gates that block."""
    return {key for key, verdict in verdicts.items() if verdict.verdict == "blocked"}


@pytest.fixture
def unsigned(story: Story) -> Story:
    """She said yes at the front desk, and nothing was signed."""
    story.add_patient()
    story.add_photo()
    story.connect()
    return story


def test_c06_a_named_testimonial_with_a_spoken_yes(unsigned: Story) -> None:
    text = "The kindest therapists anywhere! - Laura Benning"
    assert stopped_by(gates_of(unsigned, unsigned.content(text), unsigned.channel)) == {"consent", "words"}


def test_c06_neither_is_cured_by_the_other(unsigned: Story) -> None:
    """Signed, but with her name in it; harmless words, but nothing signed."""
    assert stopped_by(gates_of(unsigned, unsigned.content(), unsigned.channel)) == {"consent"}
    unsigned.ask_and_sign()
    named = unsigned.content("The kindest therapists anywhere! - Laura Benning")
    assert "words" in stopped_by(gates_of(unsigned, named, unsigned.channel))


def test_c15_signed_for_the_album_in_the_office_only(unsigned: Story) -> None:
    unsigned.ask_and_sign(offers=[Offer(Purpose.IN_OFFICE, "office")])
    verdicts = gates_of(unsigned, unsigned.content(), unsigned.channel)
    assert stopped_by(verdicts) == {"consent"}
    assert verdicts["consent"].action_label == "Ask for an authorization"


def test_c15_her_name_under_the_pair(unsigned: Story) -> None:
    unsigned.ask_and_sign()
    content = unsigned.content("Before and after: Maria Castellanos", before_after=True)
    assert "words" in stopped_by(gates_of(unsigned, content, unsigned.channel))


def test_c16_a_line_she_struck_is_a_no(unsigned: Story) -> None:
    unsigned.ask_and_sign(allow=lambda line: line.purpose != "organic_social")
    assert "consent" in stopped_by(gates_of(unsigned, unsigned.content(), unsigned.channel))


def test_c16_nobody_looked_for_freckles_and_scars(unsigned: Story) -> None:
    unsigned.ask_and_sign()
    unsigned.rendition.marks_checked_at = None
    verdicts = gates_of(unsigned, unsigned.content(), unsigned.channel)
    assert stopped_by(verdicts) == {"media"}
    assert "tattoos, birthmarks" in verdicts["media"].sentence


def test_r01_the_authorization_ran_out(unsigned: Story) -> None:
    unsigned.ask_and_sign(days=2)
    assert stopped_by(gates_of(unsigned, unsigned.content(), unsigned.channel)) == set()
    unsigned.later(days=3)
    assert stopped_by(gates_of(unsigned, unsigned.content(), unsigned.channel)) == {"consent"}


def test_r01_and_it_is_looked_at_again_when_it_is_sent(unsigned: Story) -> None:
    unsigned.ask_and_sign(days=2)
    unsigned.write()
    unsigned.approve()
    services.clear(version=unsigned.version, channel=unsigned.channel, at=unsigned.now)
    with pytest.raises(Refusal) as refused:
        services.clear(
            version=unsigned.version, channel=unsigned.channel, at=unsigned.now + timedelta(days=3)
        )
    assert refused.value.code == "gate.consent"


def test_r10_her_own_public_story_is_no_authorization(unsigned: Story) -> None:
    """Sharing what she posted herself confirms that she was here; her tag is not a signature."""
    content = unsigned.content("Shared from her story: thank you for the trust!")
    assert "consent" in stopped_by(gates_of(unsigned, content, unsigned.channel))


def test_r14_surgery_as_a_prize(judged: Judged) -> None:
    verdict = judged("Tag three friends to win a free breast augmentation!", pictures=())["words"]
    assert verdict.verdict == "blocked"
    assert "prize" in {finding.kind for finding in verdict.findings}


@pytest.mark.parametrize("pictures", ["pair", "none"])
def test_r15_a_pair_in_california(judged: Judged, covered: Story, practice: Practice, pictures: str) -> None:
    practice.jurisdictions = ["US-CA"]
    practice.save()
    shown = {} if pictures == "pair" else {"pictures": ()}
    verdicts = judged("What a transformation by Dr. Reyes", before_after=True, **shown)
    assert {"practice", "words"} <= stopped_by(verdicts)


def test_r15_the_opposite_duty_needs_her_permission(unsigned: Story, practice: Practice) -> None:
    """California wants the procedure named; step 9 lets only her own authorization name it."""
    practice.jurisdictions = ["US-CA"]
    practice.save()
    text = f"Abdominoplasty, two months between. {CAUTION}"
    unsigned.ask_and_sign()
    content = unsigned.content(text, before_after=True)
    assert "consent" in stopped_by(gates_of(unsigned, content, unsigned.channel))
    offers = [
        Offer(Purpose.ORGANIC_SOCIAL, "sandbox"),
        Offer(Purpose.ORGANIC_SOCIAL, "sandbox", names_procedure=True),
    ]
    unsigned.ask_and_sign(offers=offers)
    assert stopped_by(gates_of(unsigned, content, unsigned.channel)) == set()


@pytest.mark.parametrize(("state", "blocked"), [("US-NY", True), ("US-TX", False)])
def test_r16_a_testimonial_in_new_york(judged: Judged, practice: Practice, state: str, blocked: bool) -> None:
    practice.jurisdictions = [state]
    practice.save()
    verdicts = judged("“Dr. Reyes gave me my life back” - a happy patient", pictures=())
    assert ("words" in stopped_by(verdicts)) == blocked
    assert verdicts["words"].verdict != "clear"  # elsewhere a person looks at it


def test_r19_today_a_job_a_place_and_a_procedure(judged: Judged) -> None:
    text = "Straight from the OR this morning: a mommy makeover for everybody's favorite local teacher"
    verdicts = judged(text)
    assert stopped_by(verdicts) == {"consent", "words"}


def test_r25_teaching_with_a_diagram_is_free(
    covered: Story, another_picture: Rendition, judged: Judged
) -> None:
    text = (
        "What is a rhinoplasty? It can bleed, get infected, or need a second operation. "
        "Ask a board-certified plastic surgeon."
    )
    pictures = (Picture(another_picture, "A drawing of a nose"),)
    assert stopped_by(judged(text, pictures=pictures, purpose=Purpose.EDUCATION)) == set()
    channel: Channel = covered.channel
    content: Content = covered.content(text, pictures=pictures, purpose=Purpose.EDUCATION)
    assert stopped_by(gates_of(covered, content, channel)) == set()
    covered.write(text, pictures=pictures, purpose=Purpose.EDUCATION)
    covered.approve()
    assert services.clear(version=covered.version, channel=channel, at=covered.now).authorizations == ()
