"""Ending what a person has open."""

from __future__ import annotations

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils import timezone

from chaperone.access.models import Person


def end_sessions_of(person: Person) -> int:
    """Delete every session of ``person``, on every device; returns how many there were.

    Each live session is opened and looked at: no list kept beside the table could have missed one. Sessions live
    minutes here (automatic log-off), so there are few.
    """
    live = Session.objects.filter(expire_date__gt=timezone.now()).iterator()
    hers = [one.session_key for one in live if one.get_decoded().get(SESSION_KEY) == str(person.pk)]
    Session.objects.filter(session_key__in=hers).delete()
    return len(hers)
