"""Reads of people; each starts from the practice or from the person herself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from chaperone.access.models import Invitation, InvitationQuerySet, Membership, Person, Practice


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


def second_factors(people: Iterable[Person]) -> dict[uuid.UUID, set[str]]:
    """What each person signs in with beside the password: ``totp``, ``webauthn``, ``recovery_codes``."""
    kinds: dict[uuid.UUID, set[str]] = {}
    ids = [person.pk for person in people]
    for person_id, kind in Authenticator.objects.filter(user_id__in=ids).values_list("user_id", "type"):
        kinds.setdefault(person_id, set()).add(kind)
    return kinds


def invitations_of(practice: Practice, at: datetime) -> InvitationQuerySet:
    """Invitations that nobody has answered yet, the newest first."""
    return Invitation.objects.of(practice).waiting(at).order_by("-invited_at")


def works_elsewhere(person: Person, practice: Practice) -> bool:
    """Whether another practice counts on this person's sign-in as well."""
    return memberships_of(person).exclude(practice=practice).exists()


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
