"""Whom the lock-out counts."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest


def username(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """The address somebody tried to sign in with. allauth calls it ``email`` in credentials, ``login`` in its form.

    Without a name every wrong try of an office would be counted against its one internet address.
    """
    typed = (credentials or {}).get("email") or request.POST.get("login", "")
    return typed.strip().lower()


def address(request: HttpRequest) -> str:
    """Where a try came from; behind a proxy the address that the proxy itself saw, not what the visitor claims."""
    if settings.CHAPERONE_BEHIND_PROXY:
        seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if seen:
            return seen
    return str(request.META.get("REMOTE_ADDR", ""))
