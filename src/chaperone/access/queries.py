"""Reads of people; each starts from the practice or from the person herself."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from chaperone.access.models import Membership, Person, Practice


def membership_of(person: Person, slug: str) -> Membership | None:
    """The active membership of ``person`` in the practice called ``slug``."""
    return (
        Membership.objects.active()
        .select_related("practice", "person")
        .filter(person=person, practice__slug=slug)
        .first()
    )


def memberships_of(person: Person) -> QuerySet[Membership]:
    """Everywhere she works."""
    return (
        Membership.objects.active()
        .select_related("practice")
        .filter(person=person)
        .order_by("practice__name")
    )


def people_of(practice: Practice) -> QuerySet[Membership]:
    """Everybody who works or worked in the practice."""
    return Membership.objects.of(practice).select_related("person").order_by("left_at", "person__name")


def working_in(practice: Practice) -> QuerySet[Membership]:
    """Everybody who works in the practice now."""
    return people_of(practice).filter(left_at=None, person__is_active=True)


def holds_role(*, practice_id: uuid.UUID, person_id: str, roles: frozenset[str]) -> bool:
    """Whether this person is still here and still holds one of ``roles``."""
    member = Membership.objects.active().filter(practice_id=practice_id, person_id=person_id).first()
    return member is not None and bool(roles & set(member.roles))


def names_of(practice_id: uuid.UUID, person_ids: set[str]) -> dict[str, str]:
    """Display names of members (present and past) by person id."""
    members = Membership.objects.filter(practice_id=practice_id, person_id__in=person_ids).select_related(
        "person"
    )
    return {str(member.person_id): member.person.name for member in members}
