"""One-tap sign-in for the people of a demo practice, so that the second factor stays on everywhere."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from chaperone.access.models import Membership, Person, Practice
from chaperone.access.queries import memberships_of
from chaperone.access.rules import Role
from chaperone.access.services import add_member
from chaperone.audit.actors import Actor
from chaperone.foundation.refusal import YES, Answer, Refusal, no
from chaperone.foundation.sealing import links

PURPOSE = "access.demo"
HOURS = 12
FORWARDED = ("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_REAL_IP")


@transaction.atomic
def add_demo_person(
    *, practice: Practice, name: str, email: str, roles: list[Role], at: datetime
) -> Membership:
    """Somebody for the demo: with an authenticator like everybody, and no password, so that only links let her in."""
    if not practice.is_demo:
        raise Refusal("access.not_a_demo", "Demo people exist in a demo practice only.")
    person = Person.objects.create_user(email, None, name=name)
    TOTP.activate(person, generate_totp_secret())
    by = Actor.program(practice.id, PURPOSE)
    return add_member(practice=practice, person=person, roles=roles, by=by, at=at)


def demo_link(person: Person, at: datetime) -> str:
    """A path that signs this demo person in, once, within 12 hours. Raises a ``Refusal`` outside a demo."""
    practice = _demo_practice(person)
    token = links.issue(
        scope=practice.id,
        purpose=PURPOSE,
        subject_id=person.pk,
        expires_at=at + timedelta(hours=HOURS),
        single_use=True,
    )
    return reverse("account_demo", args=[token])


def may_use_demo_links(request: HttpRequest) -> Answer:
    """Only straight from this machine's own terminal to its own browser: never behind a proxy."""
    forwarded = any(name in FORWARDED or name.startswith("HTTP_X_FORWARDED") for name in request.META)
    if settings.CHAPERONE_BEHIND_PROXY or forwarded:
        return no(
            "access.demo_proxy",
            "Demo sign-in links do not work behind a proxy.",
            "Open Chaperone at its own address on the machine where it runs.",
        )
    return YES


def look(*, token: str, at: datetime) -> tuple[Person, Practice, Authenticator]:
    """Whom a link signs in, where, and the authenticator that stands for it. Raises a ``Refusal``."""
    link = links.look(purpose=PURPOSE, token=token, at=at)
    person = Person.objects.get(pk=link.subject_id)
    authenticator = Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).first()
    if authenticator is None:
        raise Refusal(
            "access.demo_factor", "This demo person has no second factor.", "Start the demo once more."
        )
    return person, _demo_practice(person), authenticator


def spend(*, token: str, at: datetime) -> None:
    """Use the link up: of two requests at once, one gets in."""
    links.use(purpose=PURPOSE, token=token, at=at)


def _demo_practice(person: Person) -> Practice:
    practices = [membership.practice for membership in memberships_of(person)]
    if not practices or not all(practice.is_demo for practice in practices):
        raise Refusal(
            "access.not_a_demo", "This link works in a demo practice only.", "Sign in with your password."
        )
    return practices[0]
