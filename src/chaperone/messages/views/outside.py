"""The secure form and the private thread: no account, no script, nothing from anybody else's server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.http import require_http_methods

from chaperone.access.models import Practice
from chaperone.foundation.refusal import Refusal
from chaperone.messages import queries, services
from chaperone.messages.addresses import thread_address
from chaperone.messages.forms import MoreForm, SecureForm
from chaperone.messages.rules import FASTEST, State, email_in, may_send_now

LANGUAGES = (("en", "English"), ("es", "Español"))
STATUS = {"link.unknown": 404, "link.used": 410, "link.closed": 410, "link.expired": 410}
OutsideView = Callable[..., HttpResponse]


def outside(view: OutsideView) -> OutsideView:
    """Finds the practice behind ``/s/<slug>/``, in the visitor's language; a refusal becomes a kind page."""

    @wraps(view)
    def guarded(request: HttpRequest, slug: str, **kwargs: object) -> HttpResponse:
        practice = queries.practice_of(slug)
        if practice is None:
            raise Http404
        at = timezone.now()
        with translation.override(language_of(request)), timezone.override(practice.tz):
            try:
                return view(request, practice, at, **kwargs)
            except Refusal as refusal:
                context = {
                    "practice": practice,
                    "refusal": refusal,
                    "kind": refusal.code.partition(".")[2],
                }
                return render(
                    request, "messages/link_closed.html", context, status=STATUS.get(refusal.code, 409)
                )

    guarded.patient_view = True  # type: ignore[attr-defined]
    return guarded


def language_of(request: HttpRequest) -> str:
    """What she chose on the page, otherwise what her browser asks for."""
    asked = request.GET.get("language") or translation.get_language_from_request(request)
    return "es" if str(asked).startswith("es") else "en"


@require_http_methods(["GET", "POST"])
@outside
def form(request: HttpRequest, practice: Practice, at: datetime) -> HttpResponse:
    """The public form. What was typed is kept when something is missing."""
    address = address_of(request)
    data = cast(QueryDict | None, request.POST or None)
    asked = SecureForm(data, at=at, knocks=queries.knocks(practice, address, at) if data else (0, 0))
    if request.method == "POST" and asked.is_valid():
        services.count_knock(practice=practice, address=address, at=at)
        _, token = services.start_thread(
            practice=practice,
            name=asked.cleaned_data["name"],
            contact=asked.cleaned_data["contact"],
            text=asked.cleaned_data["text"],
            language=translation.get_language() or "en",
            at=at,
        )
        return redirect("secure:received", practice.slug, token)
    return _form_page(request, practice, asked)


def _form_page(request: HttpRequest, practice: Practice, asked: SecureForm) -> HttpResponse:
    context = {
        "practice": practice,
        "form": asked,
        "languages": LANGUAGES,
        "language": translation.get_language(),
    }
    return render(request, "messages/secure_form.html", context, status=422 if asked.errors else 200)


@require_http_methods(["GET"])
@outside
def received(request: HttpRequest, practice: Practice, at: datetime, token: str) -> HttpResponse:
    """Thanks, and the private link to keep."""
    found = queries.thread_behind(practice=practice, token=token, at=at)
    context = {
        "practice": practice,
        "link": thread_address(practice, token),
        "token": token,
        "urgent": found.urgent,
        "mailed": bool(email_in(found.contact)),
    }
    return render(request, "messages/secure_received.html", context)


@require_http_methods(["GET", "POST"])
@outside
def thread(request: HttpRequest, practice: Practice, at: datetime, token: str) -> HttpResponse:
    """What was said in private, and room to write more."""
    found = queries.thread_behind(practice=practice, token=token, at=at)
    more, address = MoreForm(request.POST or None), address_of(request)
    if request.method == "POST" and more.is_valid():
        hour, day = queries.knocks(practice, address, at)
        may_send_now(age=FASTEST, in_last_hour=hour, in_last_day=day).or_refuse()
        services.count_knock(practice=practice, address=address, at=at)
        services.write_more(thread=found, text=more.cleaned_data["text"], at=at)
        return redirect("secure:thread", practice.slug, token)
    context = {
        "practice": practice,
        "thread": found,
        "said": list(found.messages.all()),
        "form": more,
        "closed": found.state == State.CLOSED,
    }
    return render(request, "messages/secure_thread.html", context, status=422 if more.errors else 200)


def address_of(request: HttpRequest) -> str:
    """The visitor's internet address; behind a proxy the one that the proxy itself saw."""
    if settings.CHAPERONE_BEHIND_PROXY:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")[-1].strip()
        if seen:
            return str(seen)
    return str(request.META.get("REMOTE_ADDR", ""))
