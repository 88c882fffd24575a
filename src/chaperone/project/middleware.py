"""What happens around every request of the house."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chaperone.foundation.refusal import Refusal

Respond = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """A refusal that no view translated becomes a page that says why and what to do (409)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Translate refusals; faults travel up."""
        if isinstance(exception, Refusal):
            return render(request, "refused.html", {"refusal": exception}, status=409)
        return None


class BodyLimitMiddleware:
    """Turns away a body that no form here can need before a byte of it is read, whoever sends it (413).

    Django reads a form's body while it looks for the CSRF token, so before anybody asks who is there.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _said_length(request) <= settings.CHAPERONE_MAX_BODY_BYTES:
            return self.get_response(request)
        refusal = Refusal(
            "request.too_large",
            "This is more than can be taken in at once, so nothing was read.",
            "Send fewer or smaller files.",
        )
        return render(request, "refused.html", {"refusal": refusal}, status=413)


def _said_length(request: HttpRequest) -> int:
    """The length a request says it has; the server reads no further than that."""
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isdigit() else 0


class PrivateCacheMiddleware:
    """Nothing of a practice or a patient stays in a browser's or proxy's cache, nor in a search engine."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        response.headers.setdefault("Permissions-Policy", "geolocation=(), microphone=(), camera=(self)")
        return response
