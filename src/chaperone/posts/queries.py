"""Reads of posts; each starts from the practice."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import datetime

from django.db.models import Q, QuerySet

from chaperone.access.models import Practice
from chaperone.posts.content import Content, content_of
from chaperone.posts.gates.verdict import Case
from chaperone.posts.models import Post, PostVersion, Review
from chaperone.posts.rules import State


def posts_of(practice: Practice) -> QuerySet[Post]:
    """All posts, latest change first."""
    return Post.objects.of(practice).select_related("author", "current", "practice").order_by("-changed_at")


def versions_of(practice: Practice) -> QuerySet[PostVersion]:
    """All versions."""
    return PostVersion.objects.filter(practice=practice).select_related(
        "post__author", "practice", "written_by"
    )


def waiting_for(practice: Practice, person_id: uuid.UUID) -> QuerySet[Post]:
    """Posts in review that this person neither started nor wrote last, so that she may decide about them."""
    own = Q(author=person_id) | Q(current__written_by=person_id)
    return Post.objects.of(practice).filter(state=State.IN_REVIEW).exclude(own)


def saved_cases(version: PostVersion, *, at: datetime) -> list[Case]:
    """One case for each account the saved version is meant for (one without account when there is none)."""
    return cases_for(version.post, content_of(version), at=at, version=version)


def cases_for(
    post: Post, content: Content, *, at: datetime, version: PostVersion | None = None
) -> list[Case]:
    """Cases for a content, saved or as typed just now; it counts as saved only when nothing differs."""
    saved = version if version is not None and version.content_sha256 == content.sha256 else None
    channels = content.channels or (None,)
    return [Case(post.practice, post, content, channel, at, saved) for channel in channels]


def posts_with_faces(practice: Practice) -> QuerySet[Post]:
    """Posts for the list: with accounts and first pictures, in a constant number of queries."""
    return posts_of(practice).prefetch_related(
        "current__targets__channel", "current__images__rendition", "current__practice"
    )


def history_of(post: Post) -> list[dict[str, object]]:
    """What happened to a post, newest first, as the timeline component takes it."""
    versions = post.versions.select_related("written_by")
    written: list[dict[str, object]] = [
        {"at": version.written_at, "title": f"Version {version.number} saved", "by": version.written_by.name}
        for version in versions
    ]
    reviews = Review.objects.filter(version__post=post).select_related("person", "version")
    decided = [_decision(review) for review in reviews]
    return sorted([*decided, *written], key=lambda event: str(event["at"]), reverse=True)


def _decision(review: Review) -> dict[str, object]:
    void = " It is void: the post was changed." if review.voided_at else ""
    return {
        "at": review.at,
        "title": f"{review.get_decision_display()}, version {review.version.number}",
        "by": review.person.name,
        "sentence": f"{review.note}{void}".strip(),
        "verdict": "waiting" if review.voided_at or review.decision != Review.Decision.APPROVED else "clear",
    }


def find_post(practice: Practice, key: str) -> Post | None:
    """The post with this id, or ``None`` (also when ``key`` is no id at all)."""
    with suppress(ValueError):
        return posts_of(practice).filter(pk=uuid.UUID(key)).first()
    return None
