"""Acts on people and practices, and the two questions every service of the house asks first."""

from __future__ import annotations

import uuid
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from chaperone.access.models import Membership, Person, Practice
from chaperone.access.queries import memberships_of, works_elsewhere
from chaperone.access.rules import (
    Role,
    known_roles,
    may,
    may_change_roles,
    may_end_access,
    may_reset_second_factor,
)
from chaperone.access.sessions import end_sessions_of
from chaperone.access.signals import person_left
from chaperone.audit.actors import Actor
from chaperone.audit.services import record, record_about
from chaperone.foundation.refusal import Refusal


def actor_for(membership: Membership) -> Actor:
    """The actor a member is, with the roles she holds now."""
    return Actor("person", str(membership.person_id), membership.practice_id, frozenset(membership.roles))


def require(by: Actor, action: str, *, practice_id: uuid.UUID) -> None:
    """Refuse unless ``by`` may do ``action`` in this practice. First line of every service a person calls."""
    if by.practice_id != practice_id:
        raise Refusal("access.elsewhere", "This belongs to another practice.")
    may(by, action).or_refuse()


@transaction.atomic
def open_practice(*, slug: str, name: str, legal_name: str, at: datetime, **details: object) -> Practice:
    """Create a practice; its first owner is added with :func:`add_member`."""
    practice = Practice.objects.create(slug=slug, name=name, legal_name=legal_name, created_at=at, **details)
    record("access.practice.opened", by=Actor.program(practice.id, "access"), at=at, subject=practice)
    return practice


@transaction.atomic
def add_member(
    *, practice: Practice, person: Person, roles: list[Role], by: Actor, at: datetime
) -> Membership:
    """Give a person her roles in a practice; somebody who had left comes back."""
    if by.kind != "program":
        require(by, "people.manage", practice_id=practice.id)
    return _join(practice, person, [str(role) for role in roles], by, at)


def _join(practice: Practice, person: Person, roles: list[str], by: Actor, at: datetime) -> Membership:
    known_roles(roles).or_refuse()
    membership, _ = Membership.objects.update_or_create(
        practice=practice,
        person=person,
        defaults={"roles": roles, "left_at": None},
        create_defaults={"roles": roles, "joined_at": at},
    )
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
    record("access.member.added", by=by, at=at, subject=membership, person=person.id, roles=membership.roles)
    return membership


@transaction.atomic
def change_roles(*, membership: Membership, roles: list[Role], by: Actor, at: datetime) -> Membership:
    """Replace a member's roles; never one's own."""
    require(by, "people.manage", practice_id=membership.practice_id)
    may_change_roles(by=by, person_id=membership.person_id).or_refuse()
    known_roles(roles).or_refuse()
    before, membership.roles = membership.roles, [str(role) for role in roles]
    membership.save(update_fields=["roles"])
    record(
        "access.member.roles_changed", by=by, at=at, subject=membership, before=before, after=membership.roles
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor, at: datetime) -> Membership:
    """Somebody leaves: her place, every session and, when she works nowhere else, her sign-in end now.

    Rooms above end what she holds in this transaction (signal ``person_left``).
    """
    require(by, "people.manage", practice_id=membership.practice_id)
    may_end_access(by=by, person_id=membership.person_id).or_refuse()
    membership.left_at = at
    membership.save(update_fields=["left_at"])
    person = membership.person
    if not works_elsewhere(person, membership.practice):
        person.is_active = False
        person.save(update_fields=["is_active"])
    ended = end_sessions_of(person)
    record("access.member.left", by=by, at=at, subject=membership, person=person.id, sessions_ended=ended)
    person_left.send(sender=Membership, membership=membership, by=by, at=at)
    return membership


@transaction.atomic
def reset_second_factor(*, membership: Membership, by: Actor, at: datetime) -> Membership:
    """A phone is lost: take the second factor off and end every session; she enrols a new one before anything else."""
    require(by, "people.manage", practice_id=membership.practice_id)
    person = membership.person
    elsewhere = works_elsewhere(person, membership.practice)
    may_reset_second_factor(by=by, person_id=person.pk, works_elsewhere=elsewhere).or_refuse()
    Authenticator.objects.filter(user=person).delete()
    ended = end_sessions_of(person)
    record(
        "access.second_factor.reset", by=by, at=at, subject=membership, person=person.id, sessions_ended=ended
    )
    return membership


def record_sign_in(*, person: Person, how: str, at: datetime) -> None:
    """Write a sign-in into the trail of every practice in which the person works."""
    for membership in memberships_of(person):
        record_about(
            "access.person.signed_in",
            by=actor_for(membership),
            at=at,
            kind="access.person",
            subject_id=person.pk,
            how=how,
        )
