"""What rooms above show on a post's page (when it goes out, where it is live)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypedDict

from chaperone.audit.actors import Actor
from chaperone.posts.models import Post


class Section(TypedDict):
    """A template to include and what it needs."""

    template: str
    context: dict[str, Any]


MakeSection = Callable[[Post, Actor], Section | None]
_SECTIONS: list[MakeSection] = []


def register_section(make: MakeSection) -> None:
    """Called once, when a room starts."""
    if make not in _SECTIONS:
        _SECTIONS.append(make)


def sections_of(post: Post, actor: Actor) -> list[Section]:
    """Every room's section for one post, as this person sees it."""
    return [section for make in _SECTIONS if (section := make(post, actor)) is not None]
