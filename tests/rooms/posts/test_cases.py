"""Cases from the field, in our own words, as they end at the gates.

The letters name the public case or the rule that each is drawn from; nobody in them exists.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from chaperone.access.models import Practice
from chaperone.access.services import actor_for
from chaperone.channels.models import Channel
from chaperone.consents.rules import Offer, Purpose
from chaperone.foundation.refusal import Refusal
from chaperone.library.models import Rendition
from chaperone.posts import services
from chaperone.posts.content import Content, Picture
from chaperone.posts.gates.verdict import GateVerdict
from tests.rooms.posts.at_the_gates import gates_of
from tests.rooms.posts.conftest import Judged
from tests.rooms.posts.others import second_picture
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


def test_c14_her_name_in_the_alternative_text(judged: Judged, covered: Story) -> None:
    """Search engines read what hangs under a picture, and so does the gate."""
    verdict = judged(pictures=(Picture(covered.rendition, "Maria Castellanos, three months after"),))["words"]
    assert verdict.verdict == "blocked"
    assert "name" in {finding.kind for finding in verdict.findings}


def test_c21_surgery_as_a_live_show(judged: Judged) -> None:
    text = "Tonight we are going live: ask the surgeon anything while he operates!"
    verdict = judged(text, pictures=())["words"]
    assert verdict.verdict == "blocked"
    assert "livestream" in {finding.kind for finding in verdict.findings}


def test_c24_an_employee_speaks_as_a_client(judged: Judged) -> None:
    text = "Speaking as a client I can say my facelift was life changing!"
    assert stopped_by(judged(text, pictures=())) == {"consent", "words"}


def test_c24_a_patients_voice_that_nobody_signed_for(judged: Judged) -> None:
    """No picture, no name, no false claim: still somebody's story, and nobody asked her."""
    verdict = judged("“Dr. Reyes gave me my life back” - a happy patient", pictures=())["consent"]
    assert verdict.verdict == "blocked"
    assert verdict.sentence.startswith("These words speak as a patient, and no signed authorization")
    assert "16 CFR 465.2 and 465.5" in verdict.law
    assert verdict.action_label == "Ask for an authorization"


def test_c24_beside_the_picture_she_signed_for_a_person_looks(judged: Judged) -> None:
    verdicts = judged("“They gave me my life back.”")
    assert (verdicts["consent"].verdict, verdicts["words"].verdict) == ("clear", "look")


def test_c24_the_practices_own_voice_stays_free(judged: Judged) -> None:
    for text in ("We take our time with every patient.", "My favorite part of the day is the garden."):
        assert judged(text, pictures=())["consent"].verdict == "clear"


def test_c31_tissue_as_a_joke(judged: Judged) -> None:
    verdict = judged("Meet our new baby 😂")["words"]
    assert verdict.verdict == "blocked"
    assert "disrespect" in {finding.kind for finding in verdict.findings}


def test_c31_a_joke_without_words_is_the_approvers_to_stop(unsigned: Story) -> None:
    """No program sees that a sticker mocks; nobody can approve without saying that the post is respectful."""
    unsigned.ask_and_sign()
    unsigned.write()
    services.ask_review(post=unsigned.post, by=actor_for(unsigned.mina), at=unsigned.now)
    with pytest.raises(Refusal) as refused:
        services.approve(
            version=unsigned.version, respectful=False, by=actor_for(unsigned.reyes), at=unsigned.now
        )
    assert refused.value.code == "posts.respect"


def test_c33_one_drug_is_called_safer_than_another(judged: Judged) -> None:
    text = "Choose the natural, additive-free wrinkle relaxer: safer than Botox!"
    verdict = judged(text, pictures=())["words"]
    assert verdict.verdict == "blocked"
    assert {"claim"} <= {finding.kind for finding in verdict.findings if finding.severity == "block"}


def test_r11_a_boy_of_fifteen(story: Story) -> None:
    story.add_patient(born_on="2011-06-01")
    story.add_photo()
    story.connect()
    verdict = gates_of(story, story.content(), story.channel)["consent"]
    assert verdict.verdict == "blocked"
    assert "under 18" in verdict.sentence


@pytest.fixture
def model(covered: Story) -> Rendition:
    """A stock photo of somebody who was never a patient."""
    return second_picture(covered, subject="model")


@pytest.mark.parametrize(
    ("text", "before_after", "sentence"),
    [
        ("Real results.", False, "The post presents a result"),
        ("Real results. Model, not a patient.", False, "The post presents a result"),
        ("Model, not a patient. What a transformation!", False, "The post presents a result"),
        ("Eight weeks between them. Model, not a patient.", True, "The post presents a result"),
        ("A quiet autumn at the office.", False, "The picture shows a model, and the caption"),
    ],
)
def test_r22_a_model_is_no_result(
    judged: Judged, model: Rendition, text: str, before_after: bool, sentence: str
) -> None:
    verdicts = judged(text, before_after=before_after, pictures=(Picture(model, "Model, not a patient"),))
    assert "practice" in stopped_by(verdicts)
    assert verdicts["practice"].sentence.startswith(sentence)
    assert "651(b)(3)(B)" in verdicts["practice"].law


def test_r22_a_model_who_is_called_one_may_be_shown(judged: Judged, model: Rendition) -> None:
    text = "Our office is open on Saturdays from now on. Model, not a patient."
    assert stopped_by(judged(text, pictures=(Picture(model, "A woman at a desk"),))) == set()


def test_r22_a_generated_picture_is_no_real_result(judged: Judged, another_picture: Rendition) -> None:
    pictures = (Picture(another_picture, "A drawing"),)
    assert "practice" in stopped_by(judged("Real results", pictures=pictures))
    assert "practice" in stopped_by(judged("Six weeks between.", before_after=True, pictures=pictures))
    assert stopped_by(judged("How a nose is measured.", pictures=pictures)) == set()


def test_r28_her_permission_lists_no_accounts_of_others(judged: Judged) -> None:
    """She allowed posts about the practice on its own account; advertising with a partner is another purpose."""
    verdict = judged("Together with our partners.", purpose=Purpose.PAID_AD)["consent"]
    assert verdict.verdict == "blocked"
    assert "does not list" in verdict.sentence
