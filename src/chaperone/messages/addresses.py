"""Where a practice's secure form and its threads are."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from chaperone.access.models import Practice


def form_address(practice: Practice) -> str:
    """The full address of the public form; it is in every answer."""
    return f"{settings.CHAPERONE_BASE_URL}{reverse('secure:form', args=[practice.slug])}"


def thread_address(practice: Practice, token: str) -> str:
    """The full address of one private thread."""
    return f"{settings.CHAPERONE_BASE_URL}{reverse('secure:thread', args=[practice.slug, token])}"
