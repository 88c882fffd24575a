"""The practice's pages: the list, one authorization with its timeline, the copy, a withdrawal by phone or paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.consents import history, queries, services
from chaperone.consents.facts import choices_of, form_of, particulars_of, photo_text
from chaperone.consents.forms import WithdrawalForm
from chaperone.consents.models import Authorization
from chaperone.consents.rules import State, checklist, network_name
from chaperone.consents.views.own import pdf_response
from chaperone.foundation.refusal import Refusal
from chaperone.library.rules import shows_face

PER_PAGE = 25
VIEWS: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("all", "All", frozenset(State.values)),
    ("draft", "Drafts", frozenset({State.DRAFT})),
    ("waiting", "Waiting", frozenset({State.SENT, State.OPENED})),
    ("signed", "Signed", frozenset({State.SIGNED})),
    ("soon", "Ending soon", frozenset({State.SIGNED})),
    ("no", "Said no", frozenset({State.DECLINED, State.WITHDRAWN})),
    ("ended", "Ended", frozenset({State.EXPIRED, State.CLOSED})),
)


@staff("consents.read")
@require_GET
def show_list(request: StaffRequest) -> HttpResponse:
    """Every request and authorization, by where it stands."""
    wanted = request.GET.get("show", "all")
    at = timezone.now()
    states = next((states for key, _, states in VIEWS if key == wanted), frozenset(State.values))
    rows = queries.authorizations_of(request.practice).filter(state__in=states)
    if wanted == "soon":
        today = request.practice.local(at).date()
        rows = rows.filter(expires_on__lte=today + timedelta(days=queries.SOON_DAYS)).order_by("expires_on")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [_listed(row, at) for row in page],
        "tabs": [
            {"label": label, "url": f"?show={key}", "current": key == wanted} for key, label, _ in VIEWS
        ],
        "query": f"show={wanted}",
        "may_ask": may(request.actor, "consents.request"),
        "may_name": may(request.actor, "patients.read"),
        "anything": wanted != "all" or bool(page.paginator.count),
    }
    return render(request, "consents/authorization_list.html", context)


def _listed(row: Authorization, at: datetime) -> dict[str, Any]:
    grants = list(row.grants.all())
    answered = row.state in {State.SIGNED, State.WITHDRAWN, State.EXPIRED}
    places = [network_name(one.network) for one in grants if one.allowed or not answered]
    return {
        "row": row,
        "soon": queries.ends_soon(row, at),
        "photos": len(row.covered.all()),
        "places": ", ".join(dict.fromkeys(places)),
    }


@staff("consents.read")
@require_GET
def detail(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One authorization: what it says, what she answered, what happened."""
    row = _row(request, pk)
    form = form_of(row)
    context = {
        "row": row,
        "choices": choices_of(form, list(row.grants.all())),
        "photos": [
            {"text": photo_text(form, one), "rendition": one.rendition, "face": shows_face(one.rendition)}
            for one in queries.covered_of(row)
        ],
        "answered": row.signed_at is not None,
        "checks": checklist(form, particulars_of(row, at=timezone.now())) if row.state == State.DRAFT else (),
        "facts": history.facts_of(row),
        "events": history.events_of(row),
        "soon": queries.ends_soon(row, timezone.now()),
        "may_ask": may(request.actor, "consents.request"),
        "may_withdraw": may(request.actor, "consents.withdraw"),
        "may_name": may(request.actor, "patients.read"),
    }
    return render(request, "consents/authorization_detail.html", context)


@staff("consents.read")
@require_POST
def copy(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The signed PDF; that it was opened is recorded."""
    row = _row(request, pk)
    pdf = services.open_copy(authorization=row, by=request.actor, at=timezone.now())
    return pdf_response(pdf, row)


@staff("consents.request")
@require_POST
def close(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Takes a request back."""
    row = _row(request, pk)
    services.close_request(authorization=row, by=request.actor, at=timezone.now())
    messages.success(request, "The request is closed. Its link does not work any more.")
    return _to(row)


@staff("consents.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Enters what a patient said by phone or on paper. Everything is stopped at once."""
    row = _row(request, pk)
    at = timezone.now()
    initial = {"taken_by": request.membership.person.name, "received_at": request.practice.local(at)}
    form = WithdrawalForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            _stop(row, request, at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "Stopped. What was planned will not go out, and what is online is being taken down."
            )
            return _to(row)
    return render(request, "consents/withdrawal_enter.html", {"row": row, "form": form})


def _stop(row: Authorization, request: StaffRequest, at: datetime, *, scope: str, **how: Any) -> None:
    if scope == "all":
        services.withdraw_everything(patient=row.patient, by=request.actor, at=at, **how)
    else:
        services.withdraw(authorization=row, by=request.actor, at=at, **how)


def _row(request: StaffRequest, pk: UUID) -> Authorization:
    return get_object_or_404(queries.authorizations_of(request.practice), pk=pk)


def _to(row: Authorization) -> HttpResponse:
    return redirect(reverse("consents:detail", args=[row.practice.slug, row.pk]))
