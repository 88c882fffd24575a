"""The end of an authorization: the patient takes it back, all or in part, or its last day is over."""

from __future__ import annotations

from collections.abc import Iterable
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

    ``by`` is the patient herself, or somebody of the practice who enters what she said by ``phone`` or on
    ``paper``; then ``taken_by`` names who heard it and ``received_at`` says when.
    """
    row = (
        Authorization.objects.select_for_update()
        .select_related("practice", "patient")
        .get(pk=authorization.pk)
    )
    _may_withdraw(row, by, at, how, taken_by, received_at)
    taken_back = None if grants is None else _take_back(row, grants, at)
    if taken_back is not None and not row.grants.filter(allowed=True).exists():
        taken_back = None  # nothing is left: that is all of it
    if taken_back is None:
        _end(row, by, at, how, taken_by, received_at)
    else:
        lines = [str(one.pk) for one in taken_back]
        record("consents.lines.withdrawn", by=by, at=at, subject=row, lines=lines, how=how)
    if row.patient.email and by.kind == "patient":
        letter = stopped_letter(row, page_link(authorization=row, at=at))
        queue_email(
            practice_id=row.practice_id, kind="consents.stopped", to=row.patient.email, at=at, **letter
        )
    consent_withdrawn.send(sender=Authorization, authorization=row, by=by, at=at, grants=taken_back)
    authorization.refresh_from_db()
    return row


def _may_withdraw(
    row: Authorization, by: Actor, at: datetime, how: str, taken_by: str, received_at: datetime | None
) -> None:
    if by.kind == "patient":
        if by.practice_id != row.practice_id or by.id != str(row.patient_id):
            raise Refusal("consents.elsewhere", "This belongs to somebody else.")
    else:
        require(by, "consents.withdraw", practice_id=row.practice_id)
        if how not in {"phone", "paper", "person"} or not taken_by.strip():
            raise Refusal(
                "consents.withdrawal_unsaid",
                "Say how it arrived and who took it.",
                "Fill in both, then save.",
            )
        if received_at is not None and received_at > at:
            raise Refusal("consents.withdrawal_future", "That time has not come yet.", "Say when it arrived.")
    may_move(row.state, "withdrawn").or_refuse()


def _take_back(row: Authorization, grants: Iterable[Grant], at: datetime) -> tuple[Grant, ...]:
    mine = tuple(row.grants.filter(pk__in=[one.pk for one in grants], allowed=True))
    if not mine:
        raise Refusal(
            "consents.nothing_to_withdraw",
            "None of these lines is allowed now.",
            "Look at what is still allowed.",
        )
    row.grants.filter(pk__in=[one.pk for one in mine]).update(allowed=False, withdrawn_at=at)
    return mine


def _end(
    row: Authorization, by: Actor, at: datetime, how: str, taken_by: str, received_at: datetime | None
) -> None:
    row.grants.filter(allowed=True).update(allowed=False, withdrawn_at=at)
    move(
        row,
        "withdrawn",
        by=by,
        at=at,
        fields={
            "withdrawn_at": at,
            "ended_at": at,
            "withdrawn_how": how,
            "withdrawn_entered_by": by.id if by.kind == "person" else "",
            "withdrawn_taken_by": taken_by.strip(),
            "withdrawn_received_at": received_at or at,
        },
        how=how,
        received_at=(received_at or at).isoformat(),
    )


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
    live = list(live_of_patient(patient))
    for row in live:
        withdraw(authorization=row, by=by, at=at, how=how, taken_by=taken_by, received_at=received_at)
    return len(live)


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
