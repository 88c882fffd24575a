"""What happens around signing in."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from chaperone.access.models import Person
from chaperone.access.services import record_sign_in


@receiver(user_logged_in)
def sign_in_is_recorded(sender: Any, request: HttpRequest, user: Person, **kwargs: Any) -> None:
    """Log-in monitoring, 45 CFR 164.308(a)(5)(ii)(C)."""
    record_sign_in(person=user, how="password", at=timezone.now())
