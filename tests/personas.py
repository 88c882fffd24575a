"""Dr. Reyes owns the practice and operates, Mina writes, Priya is the privacy officer, Flo sits at the front
desk; Omar does the same things in another practice and must never see this one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.test import Client

from chaperone.access.models import Membership, Person, Practice
from chaperone.access.rules import Role
from chaperone.access.services import add_member, open_practice
from chaperone.audit.actors import Actor

PASSWORD = "correct horse battery staple"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    """Tue 24 Nov 2026, 09:00 in the practice."""
    return NOW


@pytest.fixture
def practice(db: None) -> Practice:
    """Westlake Plastic Surgery, Texas."""
    return open_practice(
        slug="westlake",
        name="Westlake Plastic Surgery",
        legal_name="Westlake Plastic Surgery PLLC",
        phone="+1 512 555 0100",
        email="office@westlake.example",
        address="100 Bee Cave Rd, Austin, TX 78746",
        jurisdictions=["US-TX"],
        at=NOW,
    )


@pytest.fixture
def other_practice(db: None) -> Practice:
    """Harbor Aesthetics, where Omar works."""
    return open_practice(slug="harbor", name="Harbor Aesthetics", legal_name="Harbor Aesthetics Inc.", at=NOW)


@cache
def _hashed(password: str) -> str:
    """A slow hash by design, so once a run is enough."""
    return make_password(password)


def member(practice: Practice, name: str, *roles: Role) -> Membership:
    """Somebody with a second factor who works in ``practice``."""
    address = f"{name.split()[-1].lower()}@{practice.slug}.example"
    person = Person.objects.create_user(address, None, name=name)
    person.password = _hashed(PASSWORD)
    person.save(update_fields=["password"])
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return add_member(
        practice=practice, person=person, roles=list(roles), by=Actor.program(practice.id, "tests"), at=NOW
    )


@pytest.fixture
def reyes(practice: Practice) -> Membership:
    return member(practice, "Dr. Alma Reyes", Role.OWNER, Role.SURGEON)


@pytest.fixture
def mina(practice: Practice) -> Membership:
    return member(practice, "Mina Okafor", Role.COORDINATOR)


@pytest.fixture
def priya(practice: Practice) -> Membership:
    return member(practice, "Priya Raman", Role.PRIVACY_OFFICER)


@pytest.fixture
def flo(practice: Practice) -> Membership:
    return member(practice, "Flo Bennett", Role.FRONT_DESK)


@pytest.fixture
def omar(other_practice: Practice) -> Membership:
    """Holds every role, elsewhere."""
    return member(other_practice, "Omar Haddad", *Role)


@pytest.fixture
def as_() -> Callable[[Membership], Client]:
    """A browser in which this member is signed in with her second factor."""

    def sign_in(membership: Membership) -> Client:
        client = Client()
        client.force_login(membership.person, backend="allauth.account.auth_backends.AuthenticationBackend")
        session = client.session
        session["account_authentication_methods_user"] = str(membership.person_id)
        session["account_authentication_methods"] = [{"method": "mfa", "at": NOW.timestamp(), "type": "totp"}]
        session.save()
        return client

    return sign_in


@pytest.fixture(autouse=True)
def attested(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Everybody has read the policies, unless a test is marked ``unattested``."""
    if request.node.get_closest_marker("unattested") is None:
        from chaperone.access import rules
        from chaperone.foundation.refusal import YES

        monkeypatch.setitem(rules._CHECKS, "attestation", lambda actor: YES)
