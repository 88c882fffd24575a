"""The gates of an answer. They run when it is chosen or approved, and again when it is sent."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from chaperone.access.models import Membership, Person
from chaperone.access.rules import may
from chaperone.access.services import actor_for
from chaperone.channels.models import Channel
from chaperone.channels.rules import may_use
from chaperone.engines.networks import Draft, connector_for
from chaperone.engines.screening import Screening
from chaperone.foundation.refusal import Refusal
from chaperone.inbox.judging import Ears
from chaperone.inbox.models import Item, Reply
from chaperone.inbox.queries import free_text_allowed
from chaperone.inbox.rules import FREE_TEXT_OFF, may_approve_reply, may_move
from chaperone.inbox.templates import template_for
from chaperone.posts.clearance import Clearance


def clear_reply(reply: Reply, *, channel: Channel, at: datetime) -> Clearance:
    """Issue the answer's clearance; raises the ``Refusal`` of the first gate that does not open."""
    item = reply.item
    may_move(item.state, "answer").or_refuse()
    _same_words(reply)
    _approved(reply)
    _hands_still_clean(reply)
    judged = _judged(reply, item)
    _network(reply, channel)
    return Clearance(
        kind="reply",
        practice_id=reply.practice_id,
        subject_id=reply.pk,
        channel_id=channel.pk,
        content_sha256=reply.content_sha256,
        ruleset=judged.edition,
        authorizations=(),
        approved_by=str(reply.approved_by_id or reply.written_by_id),
        issued_at=at,
    )


def _same_words(reply: Reply) -> None:
    """What goes is what was chosen or approved, and a template still says the same."""
    now = reply.text if reply.is_own_words else _template_now(reply)
    if sha256(now.encode()).hexdigest() != reply.content_sha256:
        raise Refusal(
            "inbox.reply_changed", "The answer is not what was chosen any more.", "Choose or write it again."
        )


def _template_now(reply: Reply) -> str:
    return template_for(reply.template_key).filled(reply.practice, reply.language)


def _approved(reply: Reply) -> None:
    if reply.state not in (Reply.State.APPROVED, Reply.State.SENT):
        raise Refusal("inbox.reply_not_approved", "A second person has not approved this answer.", "Ask one.")
    if reply.is_own_words:
        if not free_text_allowed(reply.practice):
            FREE_TEXT_OFF.or_refuse()
        may_approve_reply(person_id=str(reply.approved_by_id), writer_id=str(reply.written_by_id)).or_refuse()


def _hands_still_clean(reply: Reply) -> None:
    """Whoever wrote and approved it still works here, in that role, with the policies attested."""
    _still_may(reply, reply.written_by, "inbox.answer")
    if reply.approved_by is not None:
        _still_may(reply, reply.approved_by, "inbox.approve_reply")


def _still_may(reply: Reply, person: Person, action: str) -> None:
    member = (
        Membership.objects.active()
        .select_related("practice")
        .filter(practice_id=reply.practice_id, person=person)
        .first()
    )
    if member is None:
        raise Refusal(
            "inbox.reply_left", "Somebody who worked on this answer has left.", "Choose or write it again."
        )
    may(actor_for(member), action).or_refuse()


def _judged(reply: Reply, item: Item) -> Screening:
    judged = Ears.of(reply.practice).judge_reply(reply.text, answers=item.text)
    for finding in judged.findings:
        if finding.severity == "block":
            raise Refusal("inbox.reply_discloses", finding.message, finding.suggestion)
    return judged


def _network(reply: Reply, channel: Channel) -> None:
    may_use(channel.state).or_refuse()
    problems = connector_for(channel.network).check(Draft(reply.text))
    if problems:
        raise Refusal(f"inbox.{problems[0].code}", problems[0].reason, problems[0].remedy)
