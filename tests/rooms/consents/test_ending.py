"""Withdrawal and expiry: at once, in one transaction, heard by the rooms above."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.dispatch import Signal

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.audit.models import Entry
from chaperone.consents import services
from chaperone.consents.models import Authorization
from chaperone.consents.queries import past_their_end
from chaperone.consents.signals import consent_expired, consent_withdrawn
from chaperone.foundation.jobs.registry import get
from chaperone.foundation.notices.models import Notice
from tests.rooms.consents.conftest import code_of


@contextmanager
def heard(signal: Signal, hear: Callable[..., Any]) -> Iterator[None]:
    signal.connect(hear)
    try:
        yield
    finally:
        signal.disconnect(hear)


def herself(row: Authorization) -> Actor:
    return Actor.patient(row.practice_id, row.patient_id)


def test_withdrawal_ends_every_line_and_is_announced(signed: Authorization, now: datetime) -> None:
    said: list[dict[str, Any]] = []
    with heard(consent_withdrawn, lambda **news: said.append(news)):
        services.withdraw(authorization=signed, by=herself(signed), at=now)
    assert (signed.state, signed.withdrawn_at, signed.withdrawn_how) == ("withdrawn", now, "page")
    assert not signed.grants.filter(allowed=True).exists()
    assert [(news["authorization"].pk, news["at"], news["grants"]) for news in said] == [
        (signed.pk, now, None)
    ]
    assert Entry.objects.filter(event="consents.authorization.withdrawn", actor_kind="patient").count() == 1


def test_receiver_that_fails_leaves_nothing_withdrawn(signed: Authorization, now: datetime) -> None:
    def broken(**_: Any) -> None:
        raise OSError("no disk")

    with heard(consent_withdrawn, broken), pytest.raises(OSError, match="no disk"):
        services.withdraw(authorization=signed, by=herself(signed), at=now)
    row = Authorization.objects.get(pk=signed.pk)
    assert (row.state, row.grants.filter(allowed=True).count()) == ("signed", 6)


def test_withdrawal_is_confirmed_once_to_the_patient(
    signed: Authorization, draft: Callable[..., Authorization], sign_it: Callable[..., Authorization], by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    sign_it(services.send_request(authorization=draft(), by=by, at=now))
    assert services.withdraw_everything(patient=signed.patient, by=herself(signed), at=now) == 2
    told = Notice.objects.get(kind="consents.stopped")
    assert told.to == "adela@patient.example" and "photo" not in told.body.lower()


def test_partial_withdrawal_keeps_the_rest(signed: Authorization, now: datetime) -> None:
    said: list[dict[str, Any]] = []
    website = list(signed.grants.filter(purpose="website"))
    with heard(consent_withdrawn, lambda **news: said.append(news)):
        services.withdraw(authorization=signed, grants=website, by=herself(signed), at=now)
    assert (signed.state, signed.grants.filter(allowed=True).count()) == ("signed", 3)
    assert [one.purpose for one in said[0]["grants"]] == ["website"] * 3


def test_taking_back_the_last_line_is_taking_back_all(signed: Authorization, now: datetime) -> None:
    services.withdraw(authorization=signed, grants=list(signed.grants.all()), by=herself(signed), at=now)
    assert signed.state == "withdrawn"


def test_second_withdrawal_is_refused(signed: Authorization, now: datetime) -> None:
    services.withdraw(authorization=signed, by=herself(signed), at=now)
    assert (
        code_of(lambda: services.withdraw(authorization=signed, by=herself(signed), at=now))
        == "consents.not_withdrawn"
    )


def test_somebody_else_cannot_withdraw(signed: Authorization, omar: Membership, now: datetime) -> None:
    def withdraw(actor: Actor) -> object:
        return services.withdraw(authorization=signed, by=actor, at=now, how="phone", taken_by="Omar")

    other_patient = Actor.patient(signed.practice_id, signed.pk)
    assert code_of(lambda: withdraw(other_patient)) == "consents.elsewhere"
    assert code_of(lambda: withdraw(actor_for(omar))) == "access.elsewhere"


def test_withdrawal_by_phone_names_who_took_it_and_when(
    signed: Authorization, flo: Membership, now: datetime
) -> None:
    earlier, later = now - timedelta(hours=2), now + timedelta(minutes=1)

    def enter(taken_by: str, received_at: datetime) -> object:
        return services.withdraw(
            authorization=signed,
            by=actor_for(flo),
            at=now,
            how="phone",
            taken_by=taken_by,
            received_at=received_at,
        )

    assert code_of(lambda: enter(" ", earlier)) == "consents.withdrawal_unsaid"
    assert code_of(lambda: enter("Flo Bennett", later)) == "consents.withdrawal_future"
    enter("Flo Bennett", earlier)
    assert (signed.withdrawn_how, signed.withdrawn_taken_by) == ("phone", "Flo Bennett")
    assert (signed.withdrawn_received_at, signed.withdrawn_entered_by) == (earlier, str(flo.person_id))


@pytest.mark.unattested
def test_withdrawal_is_entered_even_by_somebody_who_has_not_attested(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, now: datetime
) -> None:
    from chaperone.access import rules
    from chaperone.foundation.refusal import YES, no

    monkeypatch.setitem(rules._CHECKS, "attestation", lambda actor: YES)
    signed: Authorization = request.getfixturevalue("signed")
    flo: Membership = request.getfixturevalue("flo")
    monkeypatch.setitem(rules._CHECKS, "attestation", lambda actor: no("unread", "Not read."))
    services.withdraw(authorization=signed, by=actor_for(flo), at=now, how="paper", taken_by="Flo")
    assert signed.state == "withdrawn"


def test_expiry_comes_at_midnight_in_the_zone_of_the_practice(signed: Authorization) -> None:
    zone = signed.practice.tz
    last_second = datetime(2028, 11, 23, 23, 59, 59, tzinfo=zone)
    assert list(past_their_end(last_second)) == []
    assert not services.expire(authorization_id=signed.pk, at=last_second)
    said: list[Any] = []
    with heard(consent_expired, lambda **news: said.append(news["authorization"].pk)):
        midnight = last_second + timedelta(seconds=1)
        assert list(past_their_end(midnight)) == [signed.pk]
        assert services.expire_due(midnight) == 1
        assert services.expire_due(midnight) == 0
    signed.refresh_from_db()
    assert (signed.state, said) == ("expired", [signed.pk])


def test_expiry_job_is_registered_and_does_what_is_due(signed: Authorization, now: datetime) -> None:
    Authorization.objects.filter(pk=signed.pk).update(expires_on=now.date() - timedelta(days=900))
    job = get("consents.expiry")
    for pk in job.due(now):
        job.run(str(pk), now)
    signed.refresh_from_db()
    assert signed.state == "expired"


def test_withdrawn_authorization_does_not_expire(signed: Authorization, now: datetime) -> None:
    services.withdraw(authorization=signed, by=herself(signed), at=now)
    assert services.expire_due(now + timedelta(days=2000)) == 0


def test_moves_of_the_table_are_the_only_ones(signed: Authorization) -> None:
    from chaperone.consents.rules import TRANSITIONS, State, may_move

    ends = {State.DECLINED, State.WITHDRAWN, State.EXPIRED, State.CLOSED}
    assert not [(state, name) for state in ends for name in TRANSITIONS if may_move(state, name)]
    refusals = [may_move(state, name) for state in State for name in TRANSITIONS]
    assert all(answer or (answer.reason and answer.remedy) for answer in refusals)
