"""Cases of enforcement and of the rule book, in our own words; each ends as it should.

C06: faces and names on a website with a spoken yes. C15: allowed in the office, shown on the web. C16: a clause
struck out by hand. C23: a form that gags and waives. R01: an expired form. R02: a form without an end. R10: the
patient's own public post. R11: a boy of fifteen. R13: a lower price for a signature.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from chaperone.access.models import Practice
from chaperone.audit.actors import Actor
from chaperone.consents import services, wording
from chaperone.consents.models import Authorization
from chaperone.consents.queries import Coverage, cover
from chaperone.consents.rules import Particulars, Section, Wording, check_form, offers_for
from chaperone.foundation.notices.models import Notice
from chaperone.library.models import Original
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient
from tests.rooms.consents.conftest import NETWORK, clean_picture, code_of

Draft = Callable[..., Authorization]
Sign = Callable[..., Authorization]


def use(
    original: Original, at: datetime, purpose: str = "website", network: str = "website", **more: Any
) -> Coverage:
    return cover(
        original=original,
        purpose=purpose,
        network=network,
        names_procedure=more.get("names_procedure", False),
        shows_face=more.get("shows_face", False),
        at=at,
    )


def test_c06_spoken_yes_at_the_desk_covers_nothing(original: Original, draft: Draft, now: datetime) -> None:
    """She said yes at the counter, so somebody wrote a request; nobody signed it."""
    draft()
    coverage = use(original, now, shows_face=True)
    assert (coverage.allowed, coverage.code) == (False, "consents.none")


def test_c06_generic_release_fails_on_every_element_it_lacks() -> None:
    """ "I agree that my picture may be used." is a sentence, not an authorization."""
    whole = wording.load("general", 1, "en")
    text = "I agree that my picture may be used."
    release = Wording(
        key="release",
        version=1,
        language="en",
        title="Release",
        intro=text,
        sections=(Section("description", "Release", text, text),),
        lines=whole.lines,
        extras=whole.extras,
        phrases=whole.phrases,
        areas=whole.areas,
        phases=whole.phases,
        places=whole.places,
        purposes=whole.purposes,
        declaration=text,
        sha256="",
    )
    facts = Particulars(
        legal_name="", contact="", photos=[], lines=[], expires_on=None, today=date(2026, 11, 24)
    )
    missing = {check.element for check in check_form(release, facts)}
    assert missing >= {
        "description",
        "recipients",
        "purposes",
        "expiration",
        "revocation",
        "signature",
        "redisclosure",
    }


def test_c15_office_album_is_not_the_website(
    original: Original, draft: Draft, sign_it: Sign, by: Actor, now: datetime
) -> None:
    row = draft(grants_offered=offers_for(purposes=["in_office"], networks=[]))
    sign_it(services.send_request(authorization=row, by=by, at=now))
    assert use(original, now, "in_office", "office").allowed
    web = use(original, now)
    assert (web.allowed, web.code) == (False, "consents.unlisted")
    assert not use(original, now, "organic_social", NETWORK).allowed


def test_c16_struck_clause_follows_the_photo(
    sent: tuple[Authorization, str], original: Original, sign_it: Sign, draft: Draft, by: Actor, now: datetime
) -> None:
    """She struck the website out; a later form that does not mention it does not bring it back."""
    sign_it(sent[1], allow=lambda grant: grant.purpose != "website")
    assert use(original, now).code == "consents.struck"
    later = now + timedelta(days=1)
    row = draft(grants_offered=offers_for(purposes=["education"], networks=[NETWORK]), at=later)
    sign_it(services.send_request(authorization=row, by=by, at=later), at=later)
    assert use(original, later).code == "consents.struck"
    assert use(original, later, "education", NETWORK).allowed


def test_c16_struck_clause_outlives_the_form(
    sent: tuple[Authorization, str], original: Original, sign_it: Sign, now: datetime
) -> None:
    sign_it(sent[1], allow=lambda grant: grant.purpose != "website")
    assert use(original, now + timedelta(days=2000)).code == "consents.struck"


def test_c23_form_that_gags_and_waives_is_not_sent(draft: Draft, by: Actor, now: datetime) -> None:
    row = draft(
        clause="Talk to us before you post a bad review. If you post one, you waive your privacy rights."
    )
    assert code_of(lambda: services.send_request(authorization=row, by=by, at=now)) == "consents.form_refused"
    assert not Notice.objects.filter(kind="consents.request").exists()
    row.refresh_from_db()
    assert row.state == "draft"


def test_r01_expired_form_covers_nothing_at_the_moment_of_sending(
    signed: Authorization, original: Original
) -> None:
    approved = datetime(2028, 11, 20, 18, 0, tzinfo=signed.practice.tz)
    sending = datetime(2028, 11, 24, 9, 0, tzinfo=signed.practice.tz)
    assert use(original, approved).allowed
    late = use(original, sending)
    assert (late.allowed, late.code) == (False, "consents.expired")


def test_r02_form_without_an_end_is_not_sent(draft: Draft, by: Actor, now: datetime) -> None:
    row = draft(expires_on=None)
    assert (
        code_of(lambda: services.send_request(authorization=row, by=by, at=now)) == "consents.form_incomplete"
    )


def test_r10_patients_own_public_post_is_no_authorization(
    practice: Practice, patient: Patient, now: datetime
) -> None:
    """She tagged the practice in a story of hers; the picture taken from it is still not covered."""
    story = clean_picture(practice, patient, now)
    assert use(story, now, "organic_social", NETWORK).code == "consents.none"


def test_r11_fifteen_year_old_is_not_asked_and_not_shown(
    practice: Practice, draft: Draft, by: Actor, now: datetime
) -> None:
    boy = add_patient(practice=practice, name="Leo Marsh", born_on="2011-06-01", by=by, at=now)
    ears = clean_picture(practice, boy, now, area="ears")
    row = draft(patient=boy, originals=[ears])
    assert code_of(lambda: services.send_request(authorization=row, by=by, at=now)) == "consents.minor"
    assert use(ears, now, "organic_social", NETWORK).code == "consents.minor"


@pytest.mark.parametrize(
    "clause",
    [
        "You pay $500 less if you sign this photo form today.",
        "The price is $500 lower when you agree to show your photo.",
        "Le damos 10% de descuento si firma hoy.",
    ],
)
def test_r13_price_for_a_signature_goes_to_a_lawyer_first(
    clause: str, draft: Draft, by: Actor, now: datetime
) -> None:
    row = draft(clause=clause)
    assert (
        code_of(lambda: services.send_request(authorization=row, by=by, at=now))
        == "consents.form_needs_counsel"
    )
