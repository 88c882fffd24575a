"""What is covered, what is not, and the sentence that a coordinator reads."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaperone.access.models import Practice
from chaperone.audit.actors import Actor
from chaperone.consents import services
from chaperone.consents.models import Authorization
from chaperone.consents.queries import Coverage, cover
from chaperone.consents.rules import Line, Offer, SignedAnswer, State, Wanted, decide, offers_for
from chaperone.foundation.refusal import Answer
from chaperone.library.models import Original
from chaperone.patients.models import Patient
from chaperone.patients.services import record_refusal, update_patient
from tests.rooms.consents.conftest import NETWORK, UNTIL, clean_picture


def covered(original: Original, now: datetime, **wanted: Any) -> Coverage:
    usual = {"purpose": "education", "network": NETWORK, "names_procedure": False, "shows_face": False}
    return cover(original=original, at=now, **(usual | wanted))


def test_signed_line_covers_and_says_until_when(
    signed: Authorization, original: Original, now: datetime
) -> None:
    coverage = covered(original, now)
    assert coverage.allowed
    assert coverage.authorization_id == signed.pk
    assert coverage.until == UNTIL
    assert len(coverage.certificate_sha256) == 64
    reference = signed.patient.reference
    where = "Sandbox network (simulator) for education"
    assert coverage.reason == f"{reference}'s authorization covers {where} until 23 Nov 2028."
    assert "Adela" not in coverage.reason


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        ({"purpose": "paid_ad"}, "consents.unlisted"),
        ({"network": "bluesky"}, "consents.unlisted"),
        ({"purpose": "website"}, "consents.unlisted"),
        ({"purpose": "nonsense"}, "consents.unlisted"),
    ],
)
def test_unlisted_is_denied(
    wanted: dict[str, str], code: str, signed: Authorization, original: Original, now: datetime
) -> None:
    coverage = covered(original, now, **wanted)
    assert (coverage.allowed, coverage.code, coverage.certificate_sha256) == (False, code, "")
    assert coverage.remedy


def test_website_has_its_own_place(signed: Authorization, original: Original, now: datetime) -> None:
    assert covered(original, now, purpose="website", network="website").allowed


def test_struck_line_is_a_denial(
    sent: tuple[Authorization, str], sign_it: Callable[..., Authorization], original: Original, now: datetime
) -> None:
    sign_it(sent[1], allow=lambda grant: grant.purpose == "website")
    coverage = covered(original, now)
    assert (coverage.allowed, coverage.code) == (False, "consents.struck")
    assert covered(original, now, purpose="website", network="website").allowed


def test_procedure_and_face_need_their_own_yes(
    sent: tuple[Authorization, str], sign_it: Callable[..., Authorization], original: Original, now: datetime
) -> None:
    sign_it(sent[1], allow=lambda grant: grant.identifiability == "none" and not grant.names_procedure)
    assert covered(original, now).allowed
    assert covered(original, now, names_procedure=True).code == "consents.procedure"
    assert covered(original, now, shows_face=True).code == "consents.face"


def test_picture_that_is_not_named_is_not_covered(
    signed: Authorization, practice: Practice, patient: Patient, now: datetime
) -> None:
    other = clean_picture(practice, patient, now)
    assert covered(other, now).code == "consents.none"


def test_unsigned_request_covers_nothing(
    sent: tuple[Authorization, str], original: Original, now: datetime
) -> None:
    assert covered(original, now).code == "consents.none"


def test_last_day_is_covered_and_the_next_is_not(
    signed: Authorization, original: Original, practice: Practice
) -> None:
    last_minute = datetime(2028, 11, 23, 23, 59, tzinfo=practice.tz)
    assert covered(original, last_minute).allowed
    coverage = covered(original, last_minute + timedelta(minutes=1))
    assert (coverage.code, "ended on 23 Nov 2028" in coverage.reason) == ("consents.expired", True)


def test_withdrawn_is_denied(signed: Authorization, original: Original, now: datetime) -> None:
    services.withdraw(authorization=signed, by=Actor.patient(signed.practice_id, signed.patient_id), at=now)
    assert covered(original, now).code == "consents.withdrawn"


def test_signed_refusal_beats_every_authorization(
    signed: Authorization, original: Original, patient: Patient, by: Actor, now: datetime
) -> None:
    record_refusal(patient=patient, note="", by=by, at=now)
    coverage = covered(original, now)
    assert (coverage.allowed, coverage.code) == (False, "consents.refused")


def test_minor_is_never_covered(
    signed: Authorization, original: Original, patient: Patient, by: Actor, now: datetime
) -> None:
    update_patient(patient=patient, name="Adela Voss", born_on="2011-01-01", by=by, at=now)
    original.refresh_from_db()
    assert covered(Original.objects.get(pk=original.pk), now).code == "consents.minor"


@pytest.mark.parametrize("subject", ["team", "illustration", "model"])
def test_picture_without_patient_needs_no_authorization(
    practice: Practice, now: datetime, subject: str
) -> None:
    coverage = covered(clean_picture(practice, None, now, subject=subject), now)
    assert (coverage.allowed, coverage.authorization_id) == (True, None)
    assert coverage.reason.startswith("No patient is in this picture")


def test_newer_no_beats_older_yes_and_newer_yes_beats_older_no(
    signed: Authorization,
    draft: Callable[..., Authorization],
    sign_it: Callable[..., Authorization],
    original: Original,
    by: Actor,
    now: datetime,
) -> None:
    def ask_again(answer: bool, at: datetime) -> Authorization:
        row = draft(at=at)
        token = services.send_request(authorization=row, by=by, at=at)
        return sign_it(token, allow=lambda grant: answer or grant.purpose == "website", at=at)

    ask_again(False, now + timedelta(hours=1))
    assert covered(original, now + timedelta(hours=2)).code == "consents.struck"
    newest = ask_again(True, now + timedelta(hours=3))
    assert covered(original, now + timedelta(hours=4)).authorization_id == newest.pk


def test_certificate_changes_when_a_line_is_taken_back(
    signed: Authorization, original: Original, now: datetime
) -> None:
    before = covered(original, now).certificate_sha256
    line = signed.grants.get(purpose="website", identifiability="none", names_procedure=False)
    services.withdraw(
        authorization=signed, grants=[line], by=Actor.patient(signed.practice_id, signed.patient_id), at=now
    )
    after = covered(original, now)
    assert after.allowed
    assert after.certificate_sha256 != before


TODAY = date(2026, 11, 24)
OFFERS = offers_for(
    purposes=["education", "website", "paid_ad"],
    networks=["sandbox", "bluesky"],
    levels=["face"],
    procedure=True,
)
lines = st.lists(
    st.builds(
        lambda offer, allowed, back: Line(offer, allowed and not back, back),
        st.sampled_from(OFFERS),
        st.booleans(),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda line: line.offer,
)
answers = st.lists(
    st.builds(
        SignedAnswer,
        authorization_id=st.uuids(),
        state=st.sampled_from([State.SIGNED, State.WITHDRAWN, State.EXPIRED]),
        signed_at=st.datetimes(
            min_value=datetime(2024, 1, 1), max_value=datetime(2026, 11, 23), timezones=st.just(UTC)
        ),
        expires_on=st.dates(min_value=date(2025, 1, 1), max_value=date(2029, 1, 1)),
        lines=lines,
    ),
    max_size=4,
)
wishes = st.builds(
    Wanted,
    purpose=st.sampled_from(["education", "website", "paid_ad", "press"]),
    network=st.sampled_from(["sandbox", "bluesky", "website"]),
    names_procedure=st.booleans(),
    shows_face=st.booleans(),
)


@given(answers, wishes)
def test_yes_comes_only_from_one_live_form_that_allows_it_all(
    signed: list[SignedAnswer], wanted: Wanted
) -> None:
    found = decide(signed, wanted, today=TODAY)
    if isinstance(found, Answer):
        assert not found.allowed and found.code and found.reason and found.remedy
        return
    allowed = {line.offer for line in found.lines if line.allowed}
    assert found.state == State.SIGNED and found.expires_on and found.expires_on >= TODAY
    assert Offer(wanted.purpose, wanted.network) in allowed
    assert (
        not wanted.names_procedure or Offer(wanted.purpose, wanted.network, names_procedure=True) in allowed
    )
    assert not wanted.shows_face or Offer(wanted.purpose, wanted.network, "face") in allowed


@given(answers, wishes)
def test_nothing_is_allowed_once_all_is_withdrawn(signed: list[SignedAnswer], wanted: Wanted) -> None:
    withdrawn = [replace(one, state=State.WITHDRAWN) for one in signed]
    assert isinstance(decide(withdrawn, wanted, today=TODAY), Answer)


@given(answers, wishes, st.randoms())
def test_order_of_rows_does_not_matter(signed: list[SignedAnswer], wanted: Wanted, random: Any) -> None:
    unique = list({one.signed_at: one for one in signed}.values())
    shuffled = random.sample(unique, len(unique))
    assert decide(unique, wanted, today=TODAY) == decide(shuffled, wanted, today=TODAY)


@given(answers, wishes)
def test_asking_for_more_never_turns_a_no_into_a_yes(signed: list[SignedAnswer], wanted: Wanted) -> None:
    less = replace(wanted, names_procedure=False, shows_face=False)
    if isinstance(decide(signed, less, today=TODAY), Answer):
        assert isinstance(decide(signed, wanted, today=TODAY), Answer)


@given(answers, wishes)
def test_newest_no_to_a_face_or_a_procedure_is_final(signed: list[SignedAnswer], wanted: Wanted) -> None:
    said_no = (
        Line(Offer(wanted.purpose, wanted.network), allowed=True),
        Line(Offer(wanted.purpose, wanted.network, "face"), allowed=False),
        Line(Offer(wanted.purpose, wanted.network, names_procedure=True), allowed=False),
    )
    newest = SignedAnswer(
        uuid.uuid4(), State.SIGNED, datetime(2026, 11, 24, tzinfo=UTC), date(2029, 1, 1), said_no
    )
    found = decide([*signed, newest], wanted, today=TODAY)
    assert isinstance(found, Answer) is (wanted.names_procedure or wanted.shows_face)


def test_withdrawing_one_form_leaves_what_only_another_allows() -> None:
    def form(day: int, state: State, *lines: Line) -> SignedAnswer:
        return SignedAnswer(uuid.uuid4(), state, datetime(2026, 11, day, tzinfo=UTC), date(2029, 1, 1), lines)

    older = form(
        1, State.SIGNED, Line(Offer("education", "bluesky"), True), Line(Offer("website", "website"), True)
    )
    newer = form(2, State.WITHDRAWN, Line(Offer("website", "website"), False, taken_back=True))
    assert decide([older, newer], Wanted("education", "bluesky", False, False), today=TODAY) == older
    website = decide([older, newer], Wanted("website", "website", False, False), today=TODAY)
    assert isinstance(website, Answer) and website.code == "consents.withdrawn"


def test_offers_are_one_plain_line_for_each_place_and_its_extras() -> None:
    assert offers_for(
        purposes=["website", "paid_ad"], networks=["bluesky"], levels=["face"], procedure=True
    ) == (
        Offer("website", "website"),
        Offer("website", "website", "face"),
        Offer("website", "website", names_procedure=True),
        Offer("paid_ad", "bluesky"),
        Offer("paid_ad", "bluesky", "face"),
        Offer("paid_ad", "bluesky", names_procedure=True),
    )
