"""Inviting somebody to work in a practice, and accepting."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from chaperone.access.models import Invitation, Membership, Person, Practice
from chaperone.access.queries import membership_of
from chaperone.access.rules import Role, known_roles
from chaperone.access.services import add_member, require
from chaperone.audit.actors import Actor
from chaperone.audit.commitments import Commit
from chaperone.audit.services import record
from chaperone.foundation.notices.services import queue_email
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import links

PURPOSE = "access.invite"
DAYS = 7


@transaction.atomic
def invite(
    *, practice: Practice, email: str, name: str, roles: list[Role], by: Actor, at: datetime
) -> tuple[Invitation, str]:
    """Ask somebody to join. Returns the invitation and its link, which is e-mailed as well and works once.

    An earlier invitation to the same address is taken back.
    """
    require(by, "people.manage", practice_id=practice.id)
    known_roles(roles).or_refuse()
    _refuse_member(practice, email)
    for earlier in Invitation.objects.of(practice).waiting(at).filter(email__iexact=email):
        take_back(invitation=earlier, by=by, at=at)
    invitation = Invitation.objects.create(
        practice=practice,
        email=email.lower(),
        name=name,
        roles=[str(role) for role in roles],
        invited_by=by.id,
        invited_at=at,
        expires_at=at + timedelta(days=DAYS),
    )
    url = _issue_link(invitation)
    body = render_to_string("account/email/invitation.txt", {"invitation": invitation, "url": url})
    subject = f"{practice.name} invites you to Chaperone"
    queue_email(practice_id=practice.id, kind=PURPOSE, to=invitation.email, subject=subject, body=body, at=at)
    record(
        "access.invitation.sent",
        by=by,
        at=at,
        subject=invitation,
        roles=invitation.roles,
        email=Commit(invitation.email),
    )
    return invitation, url


@transaction.atomic
def take_back(*, invitation: Invitation, by: Actor, at: datetime) -> Invitation:
    """Close an invitation that nobody has answered: its link no longer works."""
    require(by, "people.manage", practice_id=invitation.practice_id)
    if invitation.accepted_at is None and invitation.closed_at is None:
        invitation.closed_at = at
        invitation.save(update_fields=["closed_at"])
        links.close(purpose=PURPOSE, subject_id=invitation.pk, at=at)
        record("access.invitation.taken_back", by=by, at=at, subject=invitation)
    return invitation


def look(*, token: str, at: datetime) -> Invitation:
    """The invitation behind a link that still works. Raises a ``Refusal``."""
    link = links.look(purpose=PURPOSE, token=token, at=at)
    return Invitation.objects.select_related("practice").get(pk=link.subject_id)


def person_for(invitation: Invitation) -> Person | None:
    """The sign-in that already exists for the invited address, if any."""
    return Person.objects.filter(email__iexact=invitation.email, is_active=True).first()


@transaction.atomic
def accept_new(*, token: str, name: str, password: str, at: datetime) -> Person:
    """Somebody new sets her password and joins. The second factor comes next; nothing works before it.

    Refused when the address has a sign-in already: a link must never set the password of an existing person.
    """
    invitation = look(token=token, at=at)
    if person_for(invitation) is not None:
        raise Refusal(
            "access.known", "This address already has a sign-in.", "Sign in, then open the link once more."
        )
    person = Person.objects.filter(email__iexact=invitation.email).first()
    person = person or Person(email=invitation.email)
    person.name = name
    person.set_password(password)
    person.save()
    _accept(token, invitation, person, at)
    return person


@transaction.atomic
def accept_known(*, token: str, person: Person, at: datetime) -> Membership:
    """Somebody who has a sign-in joins one more practice."""
    invitation = look(token=token, at=at)
    if person.email.lower() != invitation.email:
        raise Refusal(
            "access.other_address",
            "This invitation is for another address.",
            "Sign in with the address that got the e-mail, or ask for an invitation to yours.",
        )
    return _accept(token, invitation, person, at)


def _accept(token: str, invitation: Invitation, person: Person, at: datetime) -> Membership:
    links.use(purpose=PURPOSE, token=token, at=at)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    roles = [Role(role) for role in invitation.roles]
    by = Actor.program(invitation.practice_id, PURPOSE)
    return add_member(practice=invitation.practice, person=person, roles=roles, by=by, at=at)


def _refuse_member(practice: Practice, email: str) -> None:
    known = Person.objects.filter(email__iexact=email).first()
    if known is not None and membership_of(known, practice.slug) is not None:
        raise Refusal(
            "access.member_already", "This address already works here.", "Change the roles instead."
        )


def _issue_link(invitation: Invitation) -> str:
    token = links.issue(
        scope=invitation.practice_id,
        purpose=PURPOSE,
        subject_id=invitation.pk,
        expires_at=invitation.expires_at,
        single_use=True,
    )
    return f"{settings.CHAPERONE_BASE_URL}{reverse('account_invitation', args=[token])}"
