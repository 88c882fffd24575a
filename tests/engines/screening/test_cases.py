"""Enforcement cases and the scenarios that follow from the rules, replayed in words of our own; all persons invented.

The numbers are those of the case list that the design was made from: C are published cases, R follow from a rule.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from chaperone.engines.screening import Screening, screen


@dataclass(frozen=True)
class Case:
    """What was written, what must be decided, and which kinds must be named."""

    id: str
    text: str
    verdict: str
    kinds: frozenset[str] = frozenset()
    use: str = "caption"
    context: str = ""
    jurisdiction: tuple[str, ...] = ()
    category: str | None = field(default=None)

    def judged(self) -> Screening:
        return screen(self.text, use=self.use, context=self.context, jurisdiction=self.jurisdiction)  # type: ignore[arg-type]


def k(*kinds: str) -> frozenset[str]:
    return frozenset(kinds)


CASES = (
    Case(
        "C01 a dental reply with name, plan and debt",
        "Ms. Vandermeer, the plan was three crowns, your insurer paid a third of it and you still owe us "
        "$900.",
        "block",
        k("name", "relationship"),
        "reply",
        "Two stars. Pricey and nobody explained the bill. - Dana",
    ),
    Case(
        "C02 a pseudonym replaced by a real name",
        "Funny that Gregory Alcott complains after two visits since 2013. He came in with a toothache, got "
        "a referral and "
        "never returned. Gregory Alcott should stick to his warehouse job.",
        "block",
        k("name", "relationship", "disrespect"),
        "reply",
        "Bad experience, would not return. - 'NightOwl44'",
    ),
    Case(
        "C03 handles answered with full names",
        "Philippa Norcross, your insurance was billed for the visit on 3 May.",
        "block",
        k("name", "relationship"),
        "reply",
        "meh. - @sunny_side",
    ),
    Case(
        "C04 a diagnosis in a reply",
        "Your diabetes explains the slow healing, not our work.",
        "block",
        k("treatment"),
        "reply",
        "Took months to heal",
    ),
    Case(
        "C05 facts about a patient for the press",
        "The story is false. Our patient in room 9 never had sepsis; her labs at admission were fine and "
        "here is her discharge note.",
        "block",
        k("relationship"),
        "reply",
        "Hospital neglected a woman, says paper",
    ),
    Case(
        "C06 a testimonial signed with a full name",
        "Kindest surgeons ever, I love my results! - Lorraine Beckwith",
        "block",
        k("name"),
        "caption",
    ),
    Case(
        "C14 a file name that names a patient",
        "Hartley_Josephine_BA_postop_front.jpg",
        "block",
        k("name"),
        "caption",
    ),
    Case(
        "C15 a page title with a name",
        "Abdominoplasty of our patient M. Sandringham, torso, before and after",
        "block",
        k("procedure"),
        "caption",
    ),
    Case(
        "C21 surgery streamed live",
        "We are going live on TikTok during lipo, the surgeon answers your questions while he operates!",
        "block",
        k("livestream"),
        "caption",
    ),
    Case(
        "C23 a clause that forbids reviews and waives rights",
        "Patient agrees not to post any review under 4 stars; if one appears, patient waives HIPAA so that "
        "we may answer.",
        "block",
        k("claim"),
        "caption",
    ),
    Case(
        "C24 staff who speak as clients",
        "As a client I can tell you my facelift was life changing!",
        "block",
        k("claim"),
        "caption",
    ),
    Case("C31 tissue made fun of", "meet our new little baby 😂", "block", k("disrespect"), "caption"),
    Case(
        "C32 a reply that thanks for filler",
        "Thank you for trusting us with your filler!",
        "block",
        k("relationship"),
        "reply",
        "Loved it",
    ),
    Case(
        "C33 a drug called safer",
        "Choose the natural, additive-free wrinkle relaxer: safer than Botox!",
        "block",
        k("claim"),
        "caption",
    ),
    Case(
        "R06 a medical question with danger signs",
        "Hello, my right breast turned red and hot, surgery was 5 days ago. What should I do?",
        "review",
        frozenset(),
        "incoming",
        category="emergency",
    ),
    Case(
        "R08 a bystander names someone",
        "wait that's Marisol Etxeberria from my yoga class!!",
        "block",
        k("name"),
        "incoming",
        category="other",
    ),
    Case(
        "R09 an honest bad review stays",
        "We waited two hours and the desk was rude. Not recommended.",
        "clear",
        frozenset(),
        "incoming",
        category="complaint",
    ),
    Case(
        "R14 surgery as a prize",
        "Tag three friends and WIN a breast augmentation, free!",
        "block",
        k("prize"),
        "caption",
    ),
    Case(
        "R15 a Californian pair without its statement",
        "Unbelievable transformation by Dr. Ito",
        "block",
        k("claim"),
        "caption",
        "",
        ("US-CA",),
    ),
    Case("R15 the same elsewhere", "Unbelievable transformation by Dr. Ito", "review", k("claim"), "caption"),
    Case(
        "R16 a testimonial in New York",
        "'Dr. P changed my life' - a grateful patient",
        "block",
        k("claim"),
        "caption",
        "",
        ("US-NY",),
    ),
    Case(
        "R19 posted on the day of surgery",
        "Straight from the OR this morning: mommy makeover for our favorite local teacher",
        "block",
        k("place_now", "procedure", "other_id"),
        "caption",
    ),
    Case(
        "R24 a safe reply",
        "Privacy rules keep us from discussing anything about individuals here. We welcome feedback; "
        "anyone with a concern can "
        "reach our office manager at 555-0100.",
        "clear",
        frozenset(),
        "reply",
        "They botched my lift!",
    ),
    Case(
        "R25 education",
        "What is a rhinoplasty? Its risks include bleeding, infection and revision. Ask a board-certified "
        "plastic surgeon.",
        "clear",
        frozenset(),
        "caption",
    ),
)

# Controls: what the rules must always let through, in the spirit of the allowed rows of the claims table.
ALLOWED = (
    (
        "caption",
        "Results differ from person to person. Surgery carries risks such as bleeding and infection.",
    ),
    ("caption", "Certified by the American Board of Plastic Surgery."),
    ("caption", "Rhinoplasty reshapes the nose. Recovery often takes weeks."),
    ("reply", "Privacy rules limit what we can say in public. Please call the office manager at 555-0100."),
    ("reply", "We read all feedback and use it to improve. You can reach us through the patient portal."),
    ("caption", "Model - not an actual patient result."),
    ("caption", "Breast surgery information evening: open house on 12 May, RSVP on our website."),
    ("caption", "Please share honest feedback about your experience."),
    ("caption", "Paid collaboration: the speaker received free travel from our practice."),
    ("caption", "This drawing shows where incisions are commonly placed."),
    ("reply", "If this is an emergency call 911. For medical questions use the portal."),
    ("caption", "Dr. Adeyemi completed residency in plastic surgery at Example University in 2011."),
)


@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_case_is_decided_as_the_rule_says(case: Case) -> None:
    judged = case.judged()
    found = {f.kind for f in judged.findings if f.severity != "note"}
    assert (judged.verdict, case.kinds - found) == (case.verdict, frozenset())
    assert judged.category == case.category


@pytest.mark.parametrize(("use", "text"), ALLOWED)
@pytest.mark.parametrize("place", ["US-CA", "US-NY", "US-TX", "US-FL", None])
def test_allowed_wording_is_clear_everywhere(use: str, text: str, place: str | None) -> None:
    assert screen(text, use=use, jurisdiction=[place] if place else []).verdict == "clear"  # type: ignore[arg-type]
