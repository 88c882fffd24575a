"""Answers: a template in two taps, own words only where the practice allows them and with a second person."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record
from chaperone.channels.queries import capabilities_of
from chaperone.engines.screening import Finding, Screening
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.clearing import clear_reply
from chaperone.inbox.judging import Ears
from chaperone.inbox.models import Item, Reply, ReplyPolicy
from chaperone.inbox.queries import deliveries_for, free_text_allowed
from chaperone.inbox.rules import FREE_TEXT_OFF, may_approve_reply, may_move
from chaperone.inbox.signals import answer_judged, answer_settled
from chaperone.inbox.templates import template_for
from chaperone.publishing.services import deliver

MAX_TEXT = 2_000
_ENDED = ("failed", "cancelled", "removed")


class Disclosing(Refusal):
    """An answer that would disclose something; ``findings`` mark it for the person who typed it."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        first = next(finding for finding in findings if finding.severity == "block")
        super().__init__("inbox.reply_discloses", first.message, first.suggestion)
        self.findings = findings


@transaction.atomic
def answer_with_template(*, item: Item, key: str, language: str, by: Actor, at: datetime) -> Reply:
    """Send a template; only the practice's own facts are in it. The gates run again when it goes."""
    require(by, "inbox.answer", practice_id=item.practice_id)
    text = template_for(key).filled(item.practice, language)
    _can_be_answered(item, text)
    reply = _write(item, text, by, at, template_key=key, language=language, state=Reply.State.APPROVED)
    record("inbox.reply.chosen", by=by, at=at, subject=reply, item=item.pk, template=key, language=language)
    deliver(clearance=clear_reply(reply, channel=item.channel, at=at), due_at=at, by=by, at=at)
    return reply


def write_reply(*, item: Item, text: str, by: Actor, at: datetime) -> Reply:
    """Own words, judged together with what they answer; they wait for a second person.

    Raises :class:`Disclosing` when they would confirm or deny that somebody is a patient, or tell anything about
    a person. The attempt is kept in the trail (45 CFR 164.530(e)), the words only as a commitment.
    """
    require(by, "inbox.answer", practice_id=item.practice_id)
    if not free_text_allowed(item.practice):
        FREE_TEXT_OFF.or_refuse()
    text = text.strip()
    if not 0 < len(text) <= MAX_TEXT:
        raise Refusal("inbox.reply_length", f"An answer has 1 to {MAX_TEXT:,} characters.", "Change it.")
    judged = Ears.of(item.practice).judge_reply(text, answers=item.text)
    if judged.verdict == "block":
        _note_attempt(item, text, judged, by, at)
        raise Disclosing(judged.findings)
    return _await_second_person(item, text, judged, by, at)


@transaction.atomic
def _note_attempt(item: Item, text: str, judged: Screening, by: Actor, at: datetime) -> None:
    rules = sorted({finding.rule for finding in judged.findings if finding.severity == "block"})
    record("inbox.reply.refused", by=by, at=at, subject=item, rules=rules, text=Commit(text))
    answer_judged.send(sender=Reply, item=item, screening=judged, refused=True, at=at)


@transaction.atomic
def _await_second_person(item: Item, text: str, judged: Screening, by: Actor, at: datetime) -> Reply:
    _can_be_answered(item, text)
    reply = _write(item, text, by, at, template_key="", language="", state=Reply.State.WAITING)
    record("inbox.reply.written", by=by, at=at, subject=reply, item=item.pk, text=Commit(text))
    answer_judged.send(sender=Reply, item=item, screening=judged, refused=False, at=at)
    return reply


@transaction.atomic
def approve_reply(*, reply: Reply, by: Actor, at: datetime) -> Reply:
    """A second person lets own words go; the author never does."""
    require(by, "inbox.approve_reply", practice_id=reply.practice_id)
    reply = Reply.objects.select_for_update().select_related("item__channel", "practice").get(pk=reply.pk)
    _is_waiting(reply)
    may_approve_reply(person_id=by.id, writer_id=str(reply.written_by_id)).or_refuse()
    reply.state, reply.approved_by_id, reply.approved_at = Reply.State.APPROVED, _person(by), at
    reply.save(update_fields=["state", "approved_by", "approved_at"])
    record("inbox.reply.approved", by=by, at=at, subject=reply, item=reply.item_id)
    clearance = clear_reply(reply, channel=reply.item.channel, at=at)
    deliver(clearance=clearance, due_at=at, by=by, at=at)
    answer_settled.send(sender=Reply, item=reply.item, approved=True, at=at)
    return reply


@transaction.atomic
def send_back_reply(*, reply: Reply, note: str, by: Actor, at: datetime) -> Reply:
    """A second person does not let it go, and says why."""
    require(by, "inbox.approve_reply", practice_id=reply.practice_id)
    reply = Reply.objects.select_for_update().get(pk=reply.pk)
    _is_waiting(reply)
    reply.state, reply.note = Reply.State.SENT_BACK, note.strip()[:300]
    reply.save(update_fields=["state", "note_sealed"])
    record("inbox.reply.sent_back", by=by, at=at, subject=reply, item=reply.item_id)
    answer_settled.send(sender=Reply, item=reply.item, approved=False, at=at)
    return reply


@transaction.atomic
def allow_free_text(*, practice: Practice, allowed: bool, by: Actor, at: datetime) -> ReplyPolicy:
    """Switch answers in own words on or off for the whole practice: the owner's or the privacy officer's decision."""
    require(by, "compliance.write", practice_id=practice.id)
    policy, _ = ReplyPolicy.objects.update_or_create(
        practice=practice, defaults={"free_text": allowed, "changed_by": by.id, "changed_at": at}
    )
    event = "inbox.free_text.allowed" if allowed else "inbox.free_text.forbidden"
    record(event, by=by, at=at, subject=policy)
    return policy


def _write(item: Item, text: str, by: Actor, at: datetime, **fields: str) -> Reply:
    reply = Reply(
        practice_id=item.practice_id, item=item, text=text, content_sha256=_sha256(text),
        written_by_id=_person(by), written_at=at, **fields,
    )  # fmt: skip
    reply.save()
    return reply


def _sha256(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _person(by: Actor) -> str:
    if by.kind != "person":
        raise Refusal("inbox.person_answers", "Only a person answers.", "")
    return by.id


def _is_waiting(reply: Reply) -> None:
    if reply.state != Reply.State.WAITING:
        raise Refusal("inbox.reply_state", "This answer is no longer waiting.", "Open it again.")


def _can_be_answered(item: Item, text: str) -> None:
    """Locks the item first, so that two taps or two people make one answer."""
    current = Item.objects.select_for_update().get(pk=item.pk)
    may_move(current.state, "answer").or_refuse()
    earlier = list(item.replies.exclude(state=Reply.State.SENT_BACK))
    on_the_way = deliveries_for(earlier)
    for reply in earlier:
        delivery = on_the_way.get(reply.pk)
        if delivery is not None and delivery.state in _ENDED:
            continue
        if reply.state != Reply.State.SENT or reply.content_sha256 == _sha256(text):
            raise Refusal(
                "inbox.answered_already", "There is an answer to this already.", "Open it to see how it goes."
            )
    if item.kind == "post":
        raise Refusal("inbox.own_post", "This is a post of your own account.", "Take it down, or keep it.")
    if capabilities_of(item.channel).reply == "no":
        raise Refusal(
            "inbox.no_replies", "This network takes no answers from us.", "Copy the text and answer there."
        )
