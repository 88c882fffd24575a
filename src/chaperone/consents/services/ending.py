"""The end of an authorization: the patient takes it back, all or in part, or its last day is over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chaperone.access.services import require
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
from chaperone.consents.letters import stopped_letter
from chaperone.consents.models import Authorization, Grant
from chaperone.consents.queries import live_of_patient, past_their_end
from chaperone.consents.rules import may_move
from chaperone.consents.services.copies import page_link
from chaperone.consents.services.moving import move
from chaperone.consents.signals import consent_expired, consent_withdrawn
from chaperone.foundation.notices.services import queue_email
from chaperone.foundation.refusal import Refusal
from chaperone.patients.models import Patient

BY_STAFF = frozenset({"phone", "paper", "person"})


@dataclass(frozen=True, slots=True)
class _Word:
    """How her word reached the practice, who took it and when."""

    by: Actor
    at: datetime
    how: str
    taken_by: str
    received_at: datetime


@transaction.atomic
def withdraw(
    *,
    authorization: Authorization,
    by: Actor,
    at: datetime,
    grants: Iterable[Grant] | None = None,
    how: str = "page",
    taken_by: str = "",
    received_at: datetime | None = None,
) -> Authorization:
    """Take back all of it, or only some lines (``grants``). Receivers stop and remove in this transaction.

    ``by`` is the patient herself, or somebody of the practice who enters what she said by ``phone``, on ``paper``
    or in ``person``; then ``taken_by`` names who heard it and ``received_at`` says when.
    """
    row = _take_back(authorization, grants, _Word(by, at, how, taken_by.strip(), received_at or at))
    _tell(row, at)
    authorization.refresh_from_db()
    return row


@transaction.atomic
def withdraw_everything(
    *,
    patient: Patient,
    by: Actor,
    at: datetime,
    how: str = "page",
    taken_by: str = "",
    received_at: datetime | None = None,
) -> int:
    """Take back all that this patient ever allowed and still allows; returns how many authorizations ended."""
    word = _Word(by, at, how, taken_by.strip(), received_at or at)
    ended = [_take_back(row, None, word) for row in live_of_patient(patient)]
    if ended:
        _tell(ended[0], at)
    return len(ended)


def _take_back(authorization: Authorization, grants: Iterable[Grant] | None, word: _Word) -> Authorization:
    locked = Authorization.objects.select_for_update(of=("self",)).select_related("practice", "patient")
    row = locked.get(pk=authorization.pk)
    _may_withdraw(row, word)
    lines = None if grants is None else _strike(row, grants, word.at)
    if lines is not None and not row.grants.filter(allowed=True).exists():
        lines = None  # nothing is left: that is all of it
    if lines is None:
        _end(row, word)
    else:
        ids = [str(one.pk) for one in lines]
        record("consents.lines.withdrawn", by=word.by, at=word.at, subject=row, lines=ids, how=word.how)
    consent_withdrawn.send(sender=Authorization, authorization=row, by=word.by, at=word.at, grants=lines)
    return row


def _may_withdraw(row: Authorization, word: _Word) -> None:
    if word.by.kind == "patient":
        if word.by.practice_id != row.practice_id or word.by.id != str(row.patient_id):
            raise Refusal("consents.elsewhere", "This belongs to somebody else.")
    else:
        require(word.by, "consents.withdraw", practice_id=row.practice_id)
        if word.how not in BY_STAFF or not word.taken_by:
            raise Refusal(
                "consents.withdrawal_unsaid",
                "Say how it arrived and who took it.",
                "Fill in both, then save.",
            )
        if word.received_at > word.at:
            raise Refusal("consents.withdrawal_future", "That time has not come yet.", "Say when it arrived.")
    may_move(row.state, "withdrawn").or_refuse()


def _strike(row: Authorization, grants: Iterable[Grant], at: datetime) -> tuple[Grant, ...]:
    mine = tuple(row.grants.filter(pk__in=[one.pk for one in grants], allowed=True))
    if not mine:
        raise Refusal(
            "consents.nothing_to_withdraw",
            "None of these lines is allowed now.",
            "Look at what is still allowed.",
        )
    row.grants.filter(pk__in=[one.pk for one in mine]).update(allowed=False, withdrawn_at=at)
    return mine


def _end(row: Authorization, word: _Word) -> None:
    row.grants.filter(allowed=True).update(allowed=False, withdrawn_at=word.at)
    row.withdrawn_taken_by = word.taken_by
    fields = {
        "withdrawn_at": word.at,
        "ended_at": word.at,
        "withdrawn_how": word.how,
        "withdrawn_entered_by": word.by.id if word.by.kind == "person" else "",
        "withdrawn_taken_by_sealed": row.withdrawn_taken_by_sealed,
        "withdrawn_received_at": word.received_at,
    }
    received = word.received_at.isoformat()
    move(row, "withdrawn", by=word.by, at=word.at, fields=fields, how=word.how, received_at=received)


def _tell(row: Authorization, at: datetime) -> None:
    """Confirm it to her, once for all that she stopped."""
    if row.patient.email:
        letter = stopped_letter(row, page_link(authorization=row, at=at))
        address = row.patient.email
        queue_email(practice_id=row.practice_id, kind="consents.stopped", to=address, at=at, **letter)


@transaction.atomic
def expire(*, authorization_id: str | UUID, at: datetime) -> bool:
    """End one authorization whose last day is over; whether it was this call that did."""
    row = Authorization.objects.select_related("practice", "patient").get(pk=authorization_id)
    over = row.expires_on is not None and row.expires_on < row.practice.local(at).date()
    if not over or not may_move(row.state, "expired"):
        return False
    by = Actor.program(row.practice_id, "consents")
    move(row, "expired", by=by, at=at, fields={"ended_at": at}, last_day=str(row.expires_on))
    consent_expired.send(sender=Authorization, authorization=row, by=by, at=at)
    return True


def expire_due(at: datetime) -> int:
    """End all whose last day is over; returns how many."""
    return sum(expire(authorization_id=pk, at=at) for pk in past_their_end(at))
