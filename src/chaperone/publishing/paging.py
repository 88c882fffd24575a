"""Calls the people who must act when a program cannot take something down by itself."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from chaperone.access.queries import working_in
from chaperone.access.rules import Role
from chaperone.foundation.notices.services import queue_email
from chaperone.publishing.models import Takedown

CALLED = frozenset({Role.PRIVACY_OFFICER, Role.OWNER})


def call_somebody(takedown: Takedown, *, at: datetime) -> None:
    """Queue an e-mail to every privacy officer and owner, in the caller's transaction.

    It says which account and where to look, and nothing of what the post shows.
    """
    page = reverse("publishing:delivery", args=[takedown.practice.slug, takedown.delivery_id])
    body = (
        f"A post on @{takedown.delivery.channel.handle} must come down, and we could not finish it alone.\n\n"
        f"Open it, see why, and what to do:\n{settings.CHAPERONE_BASE_URL}{page}\n\n"
        "We keep looking until it is gone."
    )
    for member in working_in(takedown.practice):
        if CALLED & set(member.roles):
            queue_email(
                practice_id=takedown.practice_id, kind="publishing.takedown_open", to=member.person.email,
                subject="A post must come down: please look", body=body, at=at,
            )  # fmt: skip
