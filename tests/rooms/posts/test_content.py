"""What an approval is bound to: one change of anything a reader sees is another content."""

from __future__ import annotations

from dataclasses import replace

import pytest

from chaperone.library.models import Rendition
from chaperone.posts.content import Content, Picture, content_of
from tests.rooms.posts.others import another_account
from tests.story import Story


@pytest.fixture
def content(covered: Story, another_picture: Rendition) -> Content:
    pictures = (Picture(covered.rendition, "A resting person"), Picture(another_picture, "A drawing"))
    return covered.content(pictures=pictures)


def _with_other_bytes(picture: Picture) -> Picture:
    """As if one byte of the covered file had changed."""
    other = Rendition.objects.get(pk=picture.rendition.pk)
    other.sha256 = other.sha256[:-1] + ("0" if other.sha256[-1] != "0" else "1")
    return Picture(other, picture.alt)


CHANGES = {
    "one character": lambda c: replace(c, text=c.text + "."),
    "the case of a letter": lambda c: replace(c, text=c.text.swapcase()),
    "a character nobody sees": lambda c: replace(c, text=c.text + "\u200b"),
    "the purpose": lambda c: replace(c, purpose="education"),
    "before and after": lambda c: replace(c, before_after=True),
    "the order of the pictures": lambda c: replace(c, pictures=c.pictures[::-1]),
    "one byte of a picture": lambda c: replace(c, pictures=(_with_other_bytes(c.pictures[0]), c.pictures[1])),
    "a picture less": lambda c: replace(c, pictures=c.pictures[:1]),
    "a description": lambda c: replace(
        c, pictures=(replace(c.pictures[0], alt="Somebody resting"), c.pictures[1])
    ),
    "no account": lambda c: replace(c, channels=()),
}


@pytest.mark.parametrize("change", CHANGES)
def test_another_content_has_another_hash(content: Content, change: str) -> None:
    assert CHANGES[change](content).sha256 != content.sha256


def test_one_account_more_is_another_content(content: Content, covered: Story) -> None:
    more = replace(content, channels=(*content.channels, another_account(covered, "second")))
    assert more.sha256 != content.sha256
    assert replace(more, channels=more.channels[::-1]).sha256 == more.sha256  # their order says nothing


def test_what_was_saved_reads_back_as_the_same_content(content: Content, covered: Story) -> None:
    version = covered.write(pictures=content.pictures)
    assert content_of(version).sha256 == version.content_sha256 == content.sha256


def test_the_words_are_the_caption_and_every_description(content: Content) -> None:
    assert content.words.split("\n") == [content.text, "A resting person", "A drawing"]
