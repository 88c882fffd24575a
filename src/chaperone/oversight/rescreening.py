"""After a change of the rules everything that waits for approval, was approved or is live is judged again.

A run does :data:`RUN_BATCH` rows in a turn and remembers where it stopped, so that a large practice costs no more at
once than a small one. What was approved and not sent is held; what is live and blocks is put on the desk; a person
decides.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.compliance.models import RuleChange
from chaperone.foundation.jobs.leases import give_back, take
from chaperone.foundation.jobs.queue import nudge
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.judging import Ears
from chaperone.inbox.models import Reply
from chaperone.oversight.models import Doubt, RulesRun
from chaperone.oversight.rules import LEASE_SECONDS, RUN_BATCH, RunState
from chaperone.posts.gates import words
from chaperone.posts.models import Post, PostVersion
from chaperone.posts.queries import saved_cases
from chaperone.posts.rules import State as Stage
from chaperone.publishing.models import Delivery
from chaperone.publishing.rules import PERHAPS_PUBLIC, UNSENT
from chaperone.publishing.services import hold

RUN_JOB = "oversight.rules"
STAGES = ("posts", "live")
WHY_HELD = "The practice's rules changed, and the words would not pass as they are."
log = logging.getLogger("chaperone.oversight")


def start_run(*, practice: Practice, change: RuleChange, at: datetime) -> RulesRun:
    """Write the run of a change, in the caller's transaction; one that still waits is replaced by it."""
    RulesRun.objects.of(practice).filter(state=RunState.WAITING).update(state=RunState.REPLACED, ended_at=at)
    total = sum(_rows(practice, stage).count() for stage in STAGES)
    run = RulesRun.objects.create(
        practice=practice, rule=change.rule, number=change.number, total=total, started_at=at
    )
    nudge(RUN_JOB, run.pk)
    return run


def runs_of(practice: Practice) -> QuerySet[RulesRun]:
    """Newest first."""
    return RulesRun.objects.of(practice).order_by("-started_at", "-number")


def open_doubts(practice: Practice) -> QuerySet[Doubt]:
    """What a person has still to decide about: still there as it was judged."""
    rows = Doubt.objects.of(practice).filter(settled_at=None).select_related(
        "delivery__channel", "version__post", "practice"
    )  # fmt: skip
    live = rows.filter(delivery__state__in=PERHAPS_PUBLIC)
    waiting = rows.filter(
        delivery=None,
        version=F("version__post__current"),
        version__post__state__in=[Stage.IN_REVIEW, Stage.APPROVED],
    )
    return (live | waiting).order_by("-found_at")


def work(*, run_id: str, at: datetime) -> None:
    """One turn with one run."""
    rows = RulesRun.objects.filter(pk=run_id, state=RunState.WAITING)
    lease = take(rows, now=at, seconds=LEASE_SECONDS)
    if lease is None:
        return
    run = RulesRun.objects.select_related("practice").get(pk=run_id)
    try:
        _turn(run, at)
    finally:
        give_back(RulesRun.objects.filter(pk=run_id), lease)


def _turn(run: RulesRun, at: datetime) -> None:
    rows = _rows(run.practice, run.stage).order_by("pk")
    rows = rows.filter(pk__gt=run.after) if run.after else rows
    batch: list[Any] = list(rows[:RUN_BATCH])
    for row in batch:
        with transaction.atomic():
            raised = _judge(row, at)
            run.done, run.after, run.raised = run.done + 1, row.pk, run.raised + raised
            _save(run)
    if len(batch) < RUN_BATCH:
        _next_stage(run, at)
    if run.state == RunState.WAITING:
        nudge(RUN_JOB, run.pk)


def _save(run: RulesRun) -> None:
    """Only while nobody replaced it, and without its lease."""
    fields = ("done", "after", "raised", "stage")
    RulesRun.objects.filter(pk=run.pk, state=RunState.WAITING).update(
        **{field: getattr(run, field) for field in fields}
    )


@transaction.atomic
def _next_stage(run: RulesRun, at: datetime) -> None:
    if run.stage != STAGES[-1]:
        run.stage, run.after = STAGES[STAGES.index(run.stage) + 1], None
        _save(run)
        return
    finished = RulesRun.objects.filter(pk=run.pk, state=RunState.WAITING).update(
        state=RunState.DONE, ended_at=at, total=run.done
    )
    run.state = RunState.DONE
    if finished:
        by = Actor.program(run.practice_id, "oversight")
        record(
            "oversight.rules.applied",
            by=by,
            at=at,
            subject=run,
            rule=run.rule,
            judged=run.done,
            raised=run.raised,
        )


def _rows(practice: Practice, stage: str) -> QuerySet[Post] | QuerySet[Delivery]:
    if stage == "posts":
        standing = Post.objects.of(practice).filter(state__in=[Stage.IN_REVIEW, Stage.APPROVED])
        return standing.filter(current__isnull=False).select_related("current__post__practice", "practice")
    return Delivery.objects.filter(practice=practice, state__in=PERHAPS_PUBLIC).select_related(
        "version__post__practice", "version__practice", "channel", "practice"
    )


def _judge(row: Post | Delivery, at: datetime) -> int:
    return _judge_post(row, at) if isinstance(row, Post) else _judge_live(row, at)


def _judge_post(post: Post, at: datetime) -> int:
    """Not public yet: what blocks is raised; of what was approved also a new question is. Its deliveries wait."""
    assert post.current is not None
    version = post.current
    is_out = Delivery.objects.filter(version=version, state__in=PERHAPS_PUBLIC).exists()
    found = _standing(version, at, ("block", "review") if post.state == Stage.APPROVED else ("block",))
    if not found:
        return _settled(version=version, delivery=None, at=at)
    for delivery in Delivery.objects.filter(version=version, state__in=UNSENT):
        by = Actor.program(post.practice_id, "oversight")
        hold(
            delivery=delivery,
            reason=WHY_HELD,
            remedy="Change the words, or approve them again.",
            by=by,
            at=at,
        )
    if is_out:  # the next stage judges what is out, and says so once
        return 0
    return _raise(practice_id=post.practice_id, version=version, delivery=None, found=found, at=at)


def _judge_live(delivery: Delivery, at: datetime) -> int:
    if delivery.version is not None:
        found = _standing(delivery.version, at, ("block",))
    else:
        found = _standing_in_answer(delivery)
    if not found:
        return _settled(version=delivery.version, delivery=delivery, at=at)
    return _raise(
        practice_id=delivery.practice_id, version=delivery.version, delivery=delivery, found=found, at=at
    )


Found = list[tuple[str, str]]
"""(rule, severity) of what is in the way."""
UNJUDGED: Found = [("unjudged", "block")]


def _standing(version: PostVersion, at: datetime, grave: tuple[str, ...]) -> Found:
    """What the words gate would say now; questions that an approver let pass do not count."""
    try:
        return sorted(set(_asked(version, at, grave)))
    except Exception as fault:  # what cannot be judged is looked at by a person
        log.error("version %s could not be judged again: %s", version.pk, type(fault).__qualname__)
        return UNJUDGED


def _asked(version: PostVersion, at: datetime, grave: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for case in saved_cases(version, at=at):
        if words.judge(case).verdict == "clear":
            continue
        for finding in words.standing_findings(case):
            if finding.severity in grave:
                yield finding.rule, finding.severity


def _standing_in_answer(delivery: Delivery) -> Found:
    reply = Reply.objects.select_related("item", "practice").filter(pk=delivery.subject_id).first()
    if reply is None:
        return []
    try:
        judged = Ears.of(reply.practice).judge_reply(reply.text, answers=reply.item.text)
    except Exception as fault:
        log.error("answer %s could not be judged again: %s", reply.pk, type(fault).__qualname__)
        return UNJUDGED
    return sorted({(one.rule, one.severity) for one in judged.findings if one.severity == "block"})


def _raise(
    *,
    practice_id: uuid.UUID,
    version: PostVersion | None,
    delivery: Delivery | None,
    found: Found,
    at: datetime,
) -> int:
    """Put it on the desk, once; returns 1, or 0 for what a person let stand because of the same rules before."""
    rules = sorted({rule for rule, _ in found})
    severity = "block" if any(level == "block" for _, level in found) else "review"
    same = Doubt.objects.filter(practice_id=practice_id, version=version, delivery=delivery)
    if same.exclude(settled_at=None).exclude(settled_by="").filter(rules=rules).exists():
        return 0
    said = {"rules": rules, "severity": severity}
    Doubt.objects.update_or_create(
        practice_id=practice_id,
        version=version,
        delivery=delivery,
        settled_at=None,
        defaults=said,
        create_defaults={**said, "found_at": at},
    )
    return 1


def _settled(*, version: PostVersion | None, delivery: Delivery | None, at: datetime) -> int:
    """The rules ask nothing any more: what was raised is off the desk by itself."""
    Doubt.objects.filter(version=version, delivery=delivery, settled_at=None).update(settled_at=at)
    return 0


@transaction.atomic
def let_stand(*, doubt: Doubt, note: str, by: Actor, at: datetime) -> Doubt:
    """A person looked at it and lets it be, with a reason."""
    require(by, "rules.tune", practice_id=doubt.practice_id)
    doubt = Doubt.objects.select_for_update().get(pk=doubt.pk)
    if doubt.settled_at is not None:
        raise Refusal(
            "oversight.doubt_settled", "Somebody decided about this already.", "Open the page again."
        )
    if len(note.strip()) < 10:
        raise Refusal(
            "oversight.doubt_reason", "Say why it may stand.", "Write a sentence that an auditor understands."
        )
    doubt.settled_at, doubt.settled_by, doubt.note = at, by.id, note.strip()
    doubt.save(update_fields=["settled_at", "settled_by", "note_sealed"])
    record("oversight.doubt.let_stand", by=by, at=at, subject=doubt, rules=doubt.rules)
    return doubt
