from __future__ import annotations

import uuid
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.timezone import now

from chaperone.access.rules import Role


class Practice(models.Model):
    """A plastic-surgery practice; every other row of the house belongs to one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    legal_name = models.CharField(max_length=160)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address = models.TextField(blank=True)
    timezone = models.CharField(max_length=60, default="America/Chicago")
    jurisdictions = models.JSONField(
        default=list, help_text="Codes such as US-TX; the federal rules always apply."
    )
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=now)

    def __str__(self) -> str:
        return self.name

    @property
    def tz(self) -> tzinfo:
        """The practice's own clock."""
        return ZoneInfo(self.timezone)

    def local(self, at: datetime) -> datetime:
        """``at`` on the practice's own clock."""
        return at.astimezone(self.tz)


class People(BaseUserManager["Person"]):
    """Makes people; nobody is a superuser here."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """A person who can sign in once a second factor is enrolled."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> Person:
        """E-mail addresses are compared without case."""
        return self.get(email__iexact=username)


class Person(AbstractBaseUser):
    """Somebody with a sign-in of her own. What she may do comes from her memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = People()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name people know her by."""
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Who works where."""

    def active(self) -> MembershipQuerySet:
        """Those who have not left."""
        return self.filter(left_at=None, person__is_active=True)

    def of(self, practice: Practice) -> MembershipQuerySet:
        """The people of one practice."""
        return self.filter(practice=practice)


class Membership(models.Model):
    """A person's place in a practice: her roles from the day she joined until she left."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    roles = models.JSONField(default=list)
    joined_at = models.DateTimeField(default=now)
    left_at = models.DateTimeField(null=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practice", "person"], name="access_membership_once")]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.practice_id}"

    @property
    def role_names(self) -> str:
        """``Surgeon, Owner``."""
        return ", ".join(Role(role).label for role in self.roles)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Who was asked to join."""

    def of(self, practice: Practice) -> InvitationQuerySet:
        """This practice's."""
        return self.filter(practice=practice)

    def waiting(self, at: datetime) -> InvitationQuerySet:
        """Not answered, not taken back, not run out."""
        return self.filter(accepted_at=None, closed_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """Somebody was asked to work here; the link that she got is used once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    roles = models.JSONField(default=list)
    invited_by = models.UUIDField()
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at=None) | models.Q(closed_at=None),
                name="access_invitation_one_end",
            )
        ]

    @property
    def role_names(self) -> str:
        """``Surgeon, Owner``."""
        return ", ".join(Role(role).label for role in self.roles)
