"""Acts on people and practices, and the two questions every service of the house asks first."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction

from chaperone.access.models import Membership, Person, Practice
from chaperone.access.rules import Role, may
from chaperone.access.signals import person_left
from chaperone.audit.actors import Actor
from chaperone.audit.services import record
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
    """Give a person her roles in a practice."""
    if by.kind != "program":
        require(by, "people.manage", practice_id=practice.id)
    membership = Membership.objects.create(
        practice=practice, person=person, roles=[str(role) for role in roles], joined_at=at
    )
    record("access.member.added", by=by, at=at, subject=membership, person=person.id, roles=membership.roles)
    return membership


@transaction.atomic
def change_roles(*, membership: Membership, roles: list[Role], by: Actor, at: datetime) -> Membership:
    """Replace a member's roles."""
    require(by, "people.manage", practice_id=membership.practice_id)
    before, membership.roles = membership.roles, [str(role) for role in roles]
    membership.save(update_fields=["roles"])
    record(
        "access.member.roles_changed", by=by, at=at, subject=membership, before=before, after=membership.roles
    )
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: Actor, at: datetime) -> Membership:
    """Somebody leaves: nothing of hers works from now on. Rooms above end what she holds, in this transaction."""
    require(by, "people.manage", practice_id=membership.practice_id)
    if by.id == str(membership.person_id):
        raise Refusal("access.own_leave", "You cannot end your own access.", "Ask another owner.")
    membership.left_at = at
    membership.save(update_fields=["left_at"])
    record("access.member.left", by=by, at=at, subject=membership, person=membership.person_id)
    person_left.send(sender=Membership, membership=membership, by=by, at=at)
    return membership
