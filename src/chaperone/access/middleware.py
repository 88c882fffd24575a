"""Nobody goes anywhere without a second factor."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from chaperone.access.second_factor import used_second_factor

Respond = Callable[[HttpRequest], HttpResponse]

# Where somebody who has not enrolled yet may go: to enrol, or out.
OPEN_WITHOUT = frozenset(
    {
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)


class SecondFactorMiddleware:
    """A signed-in person without an authenticator reaches only enrolment.

    A session that never showed the authenticator its person has by now (it began before she enrolled, perhaps in
    somebody else's browser) is ended.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if not get_adapter().is_mfa_enabled(request.user):
            allowed = _url_name(request) in OPEN_WITHOUT
            return self.get_response(request) if allowed else redirect("mfa_activate_totp")
        if not used_second_factor(request):
            logout(request)
            return redirect("account_login")
        return self.get_response(request)


def _url_name(request: HttpRequest) -> str | None:
    try:
        return resolve(request.path_info).url_name
    except Resolver404:
        return None
