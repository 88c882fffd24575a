"""Pages of one's own account that allauth does not have: an invitation, a demo link, signs of life."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from chaperone.access import demo as demos
from chaperone.access import invitations
from chaperone.access.forms import AcceptForm
from chaperone.access.models import Invitation
from chaperone.access.second_factor import STRONG, remember_second_factor, used_second_factor
from chaperone.access.services import record_sign_in
from chaperone.foundation.refusal import Refusal

View = Callable[..., HttpResponseBase]


@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Join a practice: a new person chooses her password, one who has a sign-in says yes."""
    found = invitations.look(token=token, at=timezone.now())
    if invitations.person_for(found) is not None:
        return _join(request, token, found)
    form = AcceptForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, password = form.cleaned_data["name"], form.cleaned_data["password"]
        person = invitations.accept_new(token=token, name=name, password=password, at=timezone.now())
        # she has just proved the password: enrolment need not ask for it once more
        get_adapter().login(request, person)
        record_authentication(request, person, "password", reauthenticated=True)
        return redirect("mfa_activate_totp")
    return render(request, "access/invitation_accept.html", {"invitation": found, "form": form})


def _join(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    if request.method == "POST" and request.user.is_authenticated:
        joined = invitations.accept_known(token=token, person=request.user, at=timezone.now())
        messages.success(request, f"You now work in {joined.practice.name}.")
        return redirect("home")
    return render(request, "access/invitation_join.html", {"invitation": found})


def demo(request: HttpRequest, token: str) -> HttpResponse:
    """One tap signs a demo person in. Looking at the page uses nothing up, so a preview cannot spend the link."""
    demos.may_use_demo_links(request).or_refuse()
    person, practice, authenticator = demos.look(token=token, at=timezone.now())
    if request.method == "POST":
        demos.spend(token=token, at=timezone.now())
        get_adapter().login(request, person)
        remember_second_factor(request, person, authenticator)
        record_sign_in(person=person, how="demo link", at=timezone.now())
        return redirect("home")
    membership = person.memberships.get(practice=practice)
    return render(request, "access/demo_sign_in.html", {"membership_of_link": membership})


def _enrolling(view: View) -> View:
    """allauth's page for a new second factor. Whoever has just set up her first one showed it in this session.

    The middleware lets a session without a shown factor come here only when its person has none yet.
    """

    @wraps(view)
    def enrol(request: HttpRequest) -> HttpResponseBase:
        response = view(request)
        if request.user.is_authenticated and not used_second_factor(request):
            first = Authenticator.objects.filter(user=request.user, type__in=STRONG).first()
            if first is not None:
                remember_second_factor(request, request.user, first)
        return response

    return enrol


activate_totp = _enrolling(totp.activate_totp)
add_passkey = _enrolling(passkeys.add_webauthn)


@login_required
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponseBase:
    """allauth's removal of a passkey, except of the last second factor."""
    passkey = get_object_or_404(Authenticator, pk=pk, user=request.user, type=Authenticator.Type.WEBAUTHN)
    if not get_mfa_adapter().can_delete_authenticator(passkey):
        raise Refusal(
            "access.last_factor",
            "This is your only second factor, so it cannot be removed.",
            "Add an authenticator app or another passkey first.",
        )
    return cast(HttpResponseBase, passkeys.remove_webauthn(request, pk=pk))


@login_required
def here(request: HttpRequest) -> HttpResponse:
    """A sign of life: the session's clock starts anew."""
    return HttpResponse(status=204)
