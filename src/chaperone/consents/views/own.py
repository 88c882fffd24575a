"""The patient's own page: what she allowed, where her photos are live, her copies, and the way to stop it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chaperone.consents import services, slots
from chaperone.consents.facts import choices_of, day_text, form_of
from chaperone.consents.letters import address_of
from chaperone.consents.models import Authorization, Grant
from chaperone.consents.queries import covered_of, live_of_patient, signed_of_patient
from chaperone.consents.services.opening import by_patient
from chaperone.consents.views.doors import Visit, visit

MOVING = {"removing", "needs_person"}
JUST = timedelta(hours=1)


def show_own(request: HttpRequest, came: Visit) -> HttpResponse:
    """The page behind her long-lived link."""
    posts = slots.live_posts_of(came.row.patient)
    papers = [_paper(came, one) for one in signed_of_patient(came.row.patient)]
    context = {
        "practice": came.row.practice,
        "row": came.row,
        "token": came.token,
        "papers": papers,
        "posts": posts,
        "moving": sum(post.state in MOVING for post in posts),
        "just_signed": came.row.is_live and came.row.signed_at and came.at - came.row.signed_at < JUST,
        "anything_live": any(paper["live"] for paper in papers),
        "link": address_of(came.token),
    }
    return render(request, "consents/own_page.html", context)


def _paper(came: Visit, row: Authorization) -> dict[str, object]:
    form = form_of(row)
    return {
        "row": row,
        "live": row.is_live,
        "signed_on": day_text(row.practice.local(row.signed_at).date(), came.row.language)
        if row.signed_at
        else "",
        "until": day_text(row.expires_on, came.row.language) if row.expires_on else "",
        "ended_on": day_text(row.practice.local(row.ended_at).date(), came.row.language)
        if row.ended_at
        else "",
        "choices": choices_of(form, list(row.grants.all())),
        "photos": [one.rendition for one in covered_of(row)],
    }


@visit("page")
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, came: Visit, grant: UUID | None = None) -> HttpResponse:
    """Asks once, then stops all of it or one line. Works without the date of birth: stopping shows nothing."""
    line = None
    if grant is not None:
        if not came.known:
            return redirect("consent:open", came.token)
        line = get_object_or_404(
            Grant, pk=grant, allowed=True, authorization__in=live_of_patient(came.row.patient)
        )
    if request.method == "POST":
        return _stopped(came, line)
    context = {
        "practice": came.row.practice,
        "token": came.token,
        "line": _words(line) if line else None,
        "anything_live": live_of_patient(came.row.patient).exists(),
    }
    return render(request, "consents/own_stop.html", context)


def _words(line: Grant) -> str:
    form = form_of(line.authorization)
    for choice in choices_of(form, list(line.authorization.grants.all())):
        if choice.grant.pk == line.pk:
            return choice.text
        for more in choice.more:
            if more.grant.pk == line.pk:
                return f"{choice.text}: {more.text}"
    return ""


def _stopped(came: Visit, line: Grant | None) -> HttpResponse:
    by = by_patient(came.row)
    if line is None:
        services.withdraw_everything(patient=came.row.patient, by=by, at=came.at)
    else:
        services.withdraw(authorization=line.authorization, grants=[line, *_beyond(line)], by=by, at=came.at)
    return redirect("consent:open" if came.known and line is None else "consent:stopped", came.token)


def _beyond(line: Grant) -> list[Grant]:
    """Taking back a place takes back what goes beyond it there."""
    if line.names_procedure or line.identifiability != "none":
        return []
    rows = line.authorization.grants.filter(purpose=line.purpose, network=line.network)
    return list(rows.exclude(pk=line.pk))


@visit("page")
@require_GET
def stopped(request: HttpRequest, came: Visit) -> HttpResponse:
    """Says that it was stopped, and what happens now."""
    context = {"practice": came.row.practice, "token": came.token, "known": came.known}
    return render(request, "consents/own_stopped.html", context)


@visit("page")
@require_GET
def progress(request: HttpRequest, came: Visit) -> HttpResponse:
    """How far the removal is, for the part of the page that renews itself."""
    if not came.known:
        return redirect("consent:open", came.token)
    posts = slots.live_posts_of(came.row.patient)
    context = {"posts": posts, "token": came.token, "moving": sum(post.state in MOVING for post in posts)}
    return render(request, "consents/_posts.html", context)


@visit("page")
@require_GET
def copy(request: HttpRequest, came: Visit, pk: UUID) -> HttpResponse:
    """Her signed PDF."""
    if not came.known:
        return redirect("consent:open", came.token)
    row = get_object_or_404(signed_of_patient(came.row.patient), pk=pk)
    pdf = services.open_copy(authorization=row, by=by_patient(row), at=came.at)
    return pdf_response(pdf, row)


def pdf_response(pdf: bytes, row: Authorization) -> HttpResponse:
    """A download whose file name says nothing about anybody."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="copy-{row.pk.hex[:8]}.pdf"'
    return response
