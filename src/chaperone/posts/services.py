"""Acts on posts: start, save, ask, approve, send back, and the clearance that publishing needs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record
from chaperone.channels.models import Channel
from chaperone.foundation.refusal import Refusal
from chaperone.posts.clearance import Clearance
from chaperone.posts.content import Content, content_of
from chaperone.posts.gates import judge
from chaperone.posts.gates.verdict import Case
from chaperone.posts.gates.words import question_marks
from chaperone.posts.models import Post, PostImage, PostTarget, PostVersion, Review
from chaperone.posts.queries import saved_cases
from chaperone.posts.rules import APPROVAL_LASTS, MAX_TEXT, MOVES, may_approve, may_move
from chaperone.posts.signals import approval_voided, post_approved, version_saved


@transaction.atomic
def start_post(
    *, practice: Practice, content: Content, by: Actor, at: datetime, key: uuid.UUID | None = None
) -> Post:
    """A new draft with its first version.

    ``key`` names the form it comes from: sent twice (a double press, a reload) it is still one post, and the
    second time counts as a change of it.
    """
    require(by, "posts.write", practice_id=practice.id)
    author = uuid.UUID(by.id)
    same = Post.objects.of(practice).filter(pk=key, author_id=author).first() if key else None
    if same is not None:
        save_version(post=same, content=content, by=by, at=at)
        return same
    post = Post.objects.create(
        pk=_free_key(key), practice=practice, author_id=author, created_at=at, changed_at=at
    )
    record("posts.post.started", by=by, at=at, subject=post)
    save_version(post=post, content=content, by=by, at=at)
    return post


def _free_key(key: uuid.UUID | None) -> uuid.UUID:
    """The form's key as the post's own, unless somebody else's post has it."""
    return key if key and not Post.objects.filter(pk=key).exists() else uuid.uuid4()


@transaction.atomic
def save_version(*, post: Post, content: Content, by: Actor, at: datetime) -> PostVersion:
    """Keep what was written as the next version; whatever was approved before is void.

    Saving the same content again changes nothing and returns the version that is there.
    """
    require(by, "posts.write", practice_id=post.practice_id)
    post = _locked(post)
    if post.current is not None and post.current.content_sha256 == content.sha256:
        return post.current
    _check_belongs(post, content)
    version = _write_version(post, content, by, at)
    _void_approvals(post, by=by, at=at)
    _move(
        post, "save", by=by, at=at, version=version.pk, number=version.number, content=Commit(content.sha256)
    )
    post.current = version
    post.save(update_fields=["current"])
    version_saved.send(sender=Post, version=version, at=at)
    return version


@transaction.atomic
def ask_review(*, post: Post, by: Actor, at: datetime) -> Post:
    """Put the current version before the approvers."""
    require(by, "posts.write", practice_id=post.practice_id)
    post = _locked(post)
    _move(post, "ask_review", by=by, at=at)
    return post


@transaction.atomic
def approve(*, version: PostVersion, respectful: bool, by: Actor, at: datetime) -> Review:
    """Approve exactly this version: the approver saw every finding that asks for a look and lets it pass.

    Refused for its author, when a newer version exists, when a gate before approval is blocked, and without the
    attestation that the pictures and words are respectful (ASPS).
    """
    require(by, "posts.approve", practice_id=version.practice_id)
    post = _locked(version.post)
    _check_current(post, version)
    may_approve(
        person_id=by.id, author_id=str(post.author_id), writer_id=str(version.written_by_id)
    ).or_refuse()
    if not respectful:
        raise Refusal(
            "posts.respect",
            "Say that the post is respectful, or send it back.",
            "Tick the statement to approve.",
        )
    cases = saved_cases(version, at=at)
    _refuse_blocked(cases)
    review = Review.objects.create(
        practice_id=version.practice_id,
        version=version,
        person_id=uuid.UUID(by.id),
        decision=Review.Decision.APPROVED,
        content_sha256=version.content_sha256,
        ruleset=cases[0].screening.ruleset,
        respectful=True,
        accepted=sorted({mark for case in cases for mark in question_marks(case)}),
        at=at,
        expires_at=at + APPROVAL_LASTS,
    )
    _move(post, "approve", by=by, at=at, version=version.pk, review=review.pk, accepted=review.accepted)
    post_approved.send(sender=Post, version=version, by=by, at=at)
    return review


@transaction.atomic
def send_back(*, version: PostVersion, note: str, by: Actor, at: datetime) -> Review:
    """Return a post to its author with a note; an approval that stood is void."""
    require(by, "posts.approve", practice_id=version.practice_id)
    post = _locked(version.post)
    _check_current(post, version)
    _void_approvals(post, by=by, at=at)
    review = Review.objects.create(
        practice_id=version.practice_id,
        version=version,
        person_id=uuid.UUID(by.id),
        decision=Review.Decision.SENT_BACK,
        content_sha256=version.content_sha256,
        ruleset="",
        note=note,
        at=at,
        expires_at=at,
    )
    _move(post, "send_back", by=by, at=at, version=version.pk, review=review.pk)
    return review


def clear(*, version: PostVersion, channel: Channel, at: datetime) -> Clearance:
    """The clearance for one account, or a :class:`Refusal` naming the first gate that is not clear."""
    content = content_of(version)
    if channel.pk not in {target.pk for target in content.channels}:
        raise Refusal(
            "posts.target", "This post was not approved for that account.", "Choose it and ask again."
        )
    case = Case(version.practice, version.post, content, channel, at, version)
    if content.sha256 != version.content_sha256:
        raise Refusal(
            "posts.bytes_changed", "Something in this post changed since it was saved.", "Save it again."
        )
    verdicts = judge(case)
    for verdict in verdicts:
        if verdict.verdict != "clear":
            raise Refusal(f"gate.{verdict.key}", f"{verdict.title}: {verdict.sentence}", verdict.action_label)
    assert case.approval is not None  # the approval gate was clear
    return Clearance(
        kind="post",
        practice_id=version.practice_id,
        subject_id=version.pk,
        channel_id=channel.pk,
        content_sha256=version.content_sha256,
        ruleset=case.screening.edition,
        authorizations=tuple(certificate for verdict in verdicts for certificate in verdict.certificates),
        approved_by=str(case.approval.person_id),
        issued_at=at,
    )


def _locked(post: Post) -> Post:
    """The post as it is now, held until this transaction ends: of two people at once, the second sees the first."""
    return Post.objects.select_for_update().select_related("current", "practice").get(pk=post.pk)


def _move(post: Post, move: str, *, by: Actor, at: datetime, **data: object) -> None:
    may_move(post.state, move).or_refuse()
    _, post.state, event = MOVES[move]
    post.changed_at = at
    post.save(update_fields=["state", "changed_at"])
    record(event, by=by, at=at, subject=post, **data)


def _check_current(post: Post, version: PostVersion) -> None:
    if post.current_id != version.pk:
        raise Refusal(
            "posts.newer_version", "Somebody saved a newer version.", "Open it again and look at that one."
        )


def _refuse_blocked(cases: Sequence[Case]) -> None:
    for case in cases:
        for verdict in judge(case):
            if verdict.verdict == "blocked":
                raise Refusal(
                    f"gate.{verdict.key}", f"{verdict.title}: {verdict.sentence}", verdict.action_label
                )


def _void_approvals(post: Post, *, by: Actor, at: datetime) -> None:
    standing = Review.objects.filter(version__post=post, decision=Review.Decision.APPROVED, voided_at=None)
    if standing.update(voided_at=at):
        approval_voided.send(sender=Post, post=post, by=by, at=at)


def _check_belongs(post: Post, content: Content) -> None:
    """Pictures and accounts of another practice never get in, whatever a form says."""
    owners = [picture.rendition.practice_id for picture in content.pictures]
    owners += [channel.practice_id for channel in content.channels]
    if any(owner != post.practice_id for owner in owners):
        raise Refusal("posts.elsewhere", "A picture or account belongs to another practice.", "Choose again.")
    if len(content.text) > MAX_TEXT:
        raise Refusal(
            "posts.too_long",
            f"The text is longer than {MAX_TEXT:,} characters.",
            "Shorten it and save again.",
        )


def _write_version(post: Post, content: Content, by: Actor, at: datetime) -> PostVersion:
    version = PostVersion.objects.create(
        practice_id=post.practice_id,
        post=post,
        number=post.versions.count() + 1,
        text=content.text,
        purpose=content.purpose,
        before_after=content.before_after,
        content_sha256=content.sha256,
        written_by_id=uuid.UUID(by.id),
        written_at=at,
    )
    for position, picture in enumerate(content.pictures):
        PostImage.objects.create(
            practice_id=post.practice_id,
            version=version,
            rendition=picture.rendition,
            position=position,
            alt=picture.alt,
        )
    PostTarget.objects.bulk_create(
        PostTarget(version=version, channel=channel) for channel in content.channels
    )
    return version
