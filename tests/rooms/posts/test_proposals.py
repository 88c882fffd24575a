"""The anonymous version: shown as a difference, taken only when somebody presses, and never saved by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils.html import escape

from chaperone.access.models import Membership
from chaperone.audit.models import Entry
from chaperone.foundation.refusal import Refusal
from chaperone.posts.models import Post
from chaperone.posts.proposals import difference, propose
from chaperone.posts.rules import MAX_TEXT
from tests.rooms.posts.test_pages import typed, url
from tests.story import Story

As = Callable[[Membership], Client]
STORY = "Two weeks after her mini facelift, Yolanda is already back to gardening"


def test_the_difference_is_shown_and_nothing_is_kept(covered: Story, as_: As) -> None:
    client, before = as_(covered.mina), Entry.objects.count()
    answer = client.post(url("compose"), typed(covered, STORY, propose="1"), headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert "<del>Yolanda</del>" in page
    assert "a patient</ins>" in page
    assert "<html" not in page
    assert not Post.objects.exists()
    assert Entry.objects.count() == before


def test_without_javascript_the_composer_comes_back_with_it(covered: Story, as_: As) -> None:
    page = as_(covered.mina).post(url("compose"), typed(covered, STORY, propose="1")).content.decode()
    assert "<del>Yolanda</del>" in page
    assert STORY in page  # what was typed still stands in the field
    assert str(covered.rendition.pk) in page


def test_using_it_fills_the_caption_and_saves_nothing(covered: Story, as_: As) -> None:
    page = as_(covered.mina).post(url("compose"), typed(covered, STORY, use="1")).content.decode()
    assert escape(propose(STORY, practice=covered.practice).text) in page
    assert "Yolanda" not in page
    assert not Post.objects.exists()


def test_what_points_at_nobody_is_said_so(covered: Story, as_: As) -> None:
    page = as_(covered.mina).post(url("compose"), typed(covered, propose="1")).content.decode()
    assert "Nothing here points at anybody" in page


def test_a_story_of_nothing_but_her_has_no_anonymous_version(covered: Story, as_: As) -> None:
    page = (
        as_(covered.mina)
        .post(url("compose"), typed(covered, "#AbigailsNewNose", propose="1"))
        .content.decode()
    )
    assert "There is no anonymous version of this" in page


def test_too_long_is_refused(covered: Story) -> None:
    with pytest.raises(Refusal, match="Shorten"):
        propose("a " * MAX_TEXT, practice=covered.practice)


def test_a_patient_of_the_practice_goes_by_her_digest_alone(covered: Story) -> None:
    name = covered.patient.name
    assert name not in propose(f"so proud of {name.lower()} today", practice=covered.practice).text


@pytest.mark.parametrize(
    ("before", "after"),
    [("one two", "one three"), ("", "new"), ("old", ""), ("a,  b\nc", "a b c"), ("same", "same")],
)
def test_the_parts_are_both_texts(before: str, after: str) -> None:
    parts = difference(before, after)
    assert "".join(part.text for part in parts if part.sort != "new") == before
    assert "".join(part.text for part in parts if part.sort != "out") == after
