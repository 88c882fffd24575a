"""Acts on secure messages: what somebody outside sends, and what the practice answers."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from chaperone.access.models import Practice
from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record
from chaperone.compliance.queries import jurisdictions_of
from chaperone.engines.screening import screen
from chaperone.foundation.notices.services import queue_email
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import links
from chaperone.messages.letters import answer_letter, received_letter
from chaperone.messages.models import Knock, Message, Thread, ThreadOpening
from chaperone.messages.queries import LINK, address_index
from chaperone.messages.rules import LINK_LASTS, MAX_TEXT, Side, State, email_in, may_write
from chaperone.messages.signals import urgent_message
from chaperone.patients.queries import lexicon_of

log = logging.getLogger("chaperone.messages")


@transaction.atomic
def start_thread(
    *, practice: Practice, name: str, contact: str, text: str, language: str, at: datetime
) -> tuple[Thread, str]:
    """Somebody wrote through the secure form. Returns the thread and the token of its private link.

    The link goes to the address she left, if it is an e-mail address; nobody has proved whose that is, so the
    e-mail says nothing but that there is a page.
    """
    thread = Thread(
        practice=practice, name=name, contact=contact, language=language, started_at=at, last_at=at
    )
    thread.save()
    _receive(thread, text, at)
    record(
        "messages.thread.started", by=_outside(thread), at=at, subject=thread, category=thread.category,
        urgent=thread.urgent, text=Commit(text),
    )  # fmt: skip
    token = _link(thread, at)
    _tell(thread, received_letter(thread, token), "messages.received", at)
    return thread, token


@transaction.atomic
def write_more(*, thread: Thread, text: str, at: datetime) -> Message:
    """She writes again, behind her link."""
    thread = Thread.objects.select_for_update().select_related("practice").get(pk=thread.pk)
    may_write(thread.state).or_refuse()
    message = _receive(thread, text, at)
    record(
        "messages.message.received", by=_outside(thread), at=at, subject=thread, message=message.pk,
        urgent=thread.urgent, text=Commit(text),
    )  # fmt: skip
    return message


def _receive(thread: Thread, text: str, at: datetime) -> Message:
    """Keep the words, sealed; what they are for decides how soon somebody should look."""
    category, urgent = _hear(thread.practice, _checked(text))
    message = Message(
        practice_id=thread.practice_id, thread=thread, side=Side.OUTSIDE, text=text, written_at=at
    )
    message.save()
    newly_urgent = urgent and not thread.urgent
    thread.category = category if urgent or not thread.category else thread.category
    thread.urgent, thread.state, thread.last_at = thread.urgent or urgent, State.WAITING, at
    thread.save(update_fields=["category", "urgent", "state", "last_at"])
    if newly_urgent:
        urgent_message.send(sender=Thread, thread=thread, at=at)
    return message


def _hear(practice: Practice, text: str) -> tuple[str, bool]:
    """Category, and whether somebody should look now. What cannot be judged is urgent."""
    try:
        found = screen(
            text, use="incoming", jurisdiction=jurisdictions_of(practice), practice=lexicon_of(practice)
        )
    except Exception as fault:
        log.error("a message could not be judged: %s", type(fault).__qualname__)
        return "", True
    alarm = any(finding.rule == "treatment.emergency" for finding in found.findings)
    return found.category or "other", alarm or found.category == "emergency"


@transaction.atomic
def answer(*, thread: Thread, text: str, by: Actor, at: datetime) -> Message:
    """The practice answers inside the thread; an e-mail without a word about it says that there is an answer."""
    require(by, "messages.read", practice_id=thread.practice_id)
    thread = Thread.objects.select_for_update().select_related("practice").get(pk=thread.pk)
    may_write(thread.state).or_refuse()
    message = Message(
        practice_id=thread.practice_id, thread=thread, side=Side.PRACTICE, text=_checked(text),
        written_by_id=by.id, written_at=at,
    )  # fmt: skip
    message.save()
    thread.state, thread.urgent, thread.last_at = State.ANSWERED, False, at
    thread.save(update_fields=["state", "urgent", "last_at"])
    record("messages.message.answered", by=by, at=at, subject=thread, message=message.pk, text=Commit(text))
    if email_in(thread.contact):
        _tell(thread, answer_letter(thread, _link(thread, at)), "messages.answered", at)
    return message


@transaction.atomic
def open_thread(*, thread: Thread, by: Actor, at: datetime) -> ThreadOpening:
    """Show a thread to this person for a quarter of an hour; recorded."""
    require(by, "messages.read", practice_id=thread.practice_id)
    opening = ThreadOpening.objects.create(thread=thread, person_id=by.id, at=at)
    record("messages.thread.opened", by=by, at=at, subject=thread)
    return opening


@transaction.atomic
def close_thread(*, thread: Thread, by: Actor, at: datetime) -> Thread:
    """It is done: nothing more is written here. Its link still reads until it runs out."""
    require(by, "messages.read", practice_id=thread.practice_id)
    may_write(thread.state).or_refuse()
    thread.state, thread.closed_at, thread.urgent = State.CLOSED, at, False
    thread.save(update_fields=["state", "closed_at", "urgent"])
    record("messages.thread.closed", by=by, at=at, subject=thread)
    return thread


def count_knock(*, practice: Practice, address: str, at: datetime) -> None:
    """Count one sent form, and forget the ones that count no more."""
    Knock.objects.filter(at__lt=at - timedelta(days=1)).delete()
    Knock.objects.create(practice=practice, address_index=address_index(practice, address, at), at=at)


def _checked(text: str) -> str:
    if not 0 < len(text.strip()) <= MAX_TEXT:
        raise Refusal(
            "messages.length", f"A message has 1 to {MAX_TEXT:,} characters.", "Make it shorter, or call us."
        )
    return text


def _outside(thread: Thread) -> Actor:
    """Whoever holds the link; who that is, nobody has checked."""
    return Actor("patient", f"thread:{thread.pk}", thread.practice_id)


def _link(thread: Thread, at: datetime) -> str:
    return links.issue(
        scope=thread.practice_id, purpose=LINK, subject_id=thread.pk, expires_at=at + LINK_LASTS
    )


def _tell(thread: Thread, letter: dict[str, str], kind: str, at: datetime) -> None:
    to = email_in(thread.contact)
    if to:
        queue_email(practice_id=thread.practice_id, kind=kind, to=to, at=at, **letter)
