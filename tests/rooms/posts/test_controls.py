"""What every rule must let through: posts that harm nobody pass all gates, are approved, and get their clearance.

The rest of the case list stops things; these are its controls (R25 and the allowed sentences of the claims table),
in our own words. A gate that holds one of them is as wrong as one that lets a case through.
"""

from __future__ import annotations

from typing import Any

import pytest

from chaperone.access.models import Practice
from chaperone.consents.rules import Purpose
from chaperone.posts import services
from chaperone.posts.content import Picture
from tests.rooms.posts.at_the_gates import gates_of
from tests.rooms.posts.others import second_picture
from tests.story import Story

WORDS = {
    "R25": "What is a rhinoplasty? It can bleed, get infected, or need a revision. Ask a board-certified plastic "
    "surgeon.",
    "AL001": "Results differ from person to person. Every operation carries risks, bleeding and infection among them.",
    "AL002": "Certified by the American Board of Plastic Surgery.",
    "AL003": "Rhinoplasty reshapes the nose. Recovery often takes weeks.",
    "AL007": "Breast surgery information evening: open house on 12 May, RSVP on our website.",
    "AL008": "Please share honest feedback about your experience.",
    "AL009": "Paid collaboration: the speaker received free travel from our practice.",
    "AL012": "Dr. Reyes completed her residency in plastic surgery at Example University in 2011.",
}


def goes_out(story: Story, text: str, **shown: Any) -> None:
    """Written, nothing asks for a look, approved by somebody else, cleared."""
    content = story.content(text, purpose=Purpose.EDUCATION, **shown)
    verdicts = gates_of(story, content, story.channel)
    held = {
        key: verdict.sentence
        for key, verdict in verdicts.items()
        if verdict.verdict not in ("clear", "waiting")
    }
    assert held == {}
    story.write(text, purpose=Purpose.EDUCATION, **shown)
    story.approve()
    clearance = services.clear(version=story.version, channel=story.channel, at=story.now)
    assert clearance.content_sha256 == story.version.content_sha256


@pytest.fixture
def connected(story: Story) -> Story:
    story.connect()
    return story


@pytest.mark.parametrize("state", ["US-TX", "US-CA", "US-NY", "US-FL"])
@pytest.mark.parametrize("control", WORDS)
def test_harmless_words_go_out_in_every_state(
    connected: Story, practice: Practice, control: str, state: str
) -> None:
    practice.jurisdictions = [state]
    practice.save()
    goes_out(connected, WORDS[control], pictures=())


@pytest.mark.parametrize("state", ["US-TX", "US-CA", "US-NY"])
@pytest.mark.parametrize(
    ("subject", "text"),
    [
        pytest.param(
            "model", "Our office is open on Saturdays. Model - not an actual patient result.", id="AL006"
        ),
        pytest.param("illustration", "This drawing shows where incisions are commonly placed.", id="AL010"),
        pytest.param("illustration", WORDS["R25"], id="R25"),
        pytest.param("team", "Dr. Reyes explains how she plans an operation.", id="team"),
    ],
)
def test_pictures_of_nobody_who_is_a_patient_go_out(
    connected: Story, practice: Practice, subject: str, text: str, state: str
) -> None:
    practice.jurisdictions = [state]
    practice.save()
    picture = second_picture(connected, subject=subject)
    goes_out(connected, text, pictures=(Picture(picture, "Described for those who do not see it"),))
