"""What a room above shows on the patient's own page: where her photos are live, and how removal goes on."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from chaperone.patients.models import Patient


@dataclass(frozen=True, slots=True)
class LivePost:
    """One post in plain terms; ``state`` is ``live``, ``removing``, ``gone`` or ``needs_person``."""

    title: str
    network: str
    state: str
    url: str
    changed_at: datetime
    thumbnail_rendition_id: uuid.UUID | None = None


FindPosts = Callable[[Patient], Iterable[LivePost]]
_FINDERS: list[FindPosts] = []


def register_live_posts(find: FindPosts) -> None:
    """Tell the patient's page where her photos are. Called once, when a room starts."""
    if find not in _FINDERS:
        _FINDERS.append(find)


def live_posts_of(patient: Patient) -> list[LivePost]:
    """Every room's posts with her photos, what changed last first."""
    return sorted(
        (post for find in _FINDERS for post in find(patient)), key=lambda post: post.changed_at, reverse=True
    )
