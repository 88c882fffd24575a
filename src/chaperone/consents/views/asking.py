"""Asking a patient: whom, about what, with a checklist that follows the form, and the link to give her."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.consents import queries, services, wording
from chaperone.consents.forms import RequestForm
from chaperone.consents.letters import address_of
from chaperone.consents.models import Authorization
from chaperone.consents.rules import checklist
from chaperone.foundation.refusal import Refusal
from chaperone.library.models import Rendition
from chaperone.library.queries import renditions_of
from chaperone.patients.models import Patient
from chaperone.patients.queries import patients_of, search

PER_PAGE = 25


@staff("consents.request")
@require_http_methods(["GET", "POST"])
def choose_patient(request: StaffRequest) -> HttpResponse:
    """Whom to ask. A search is posted, so that no name stands in an address or a log."""
    words = request.POST.get("words", "").strip()[:200]
    patients = search(request.practice, words) if words else patients_of(request.practice)
    page = Paginator(patients, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "consents/patient_choose.html", {"page": page, "words": words})


@staff("consents.request")
@require_http_methods(["GET", "POST"])
def draft(request: StaffRequest, patient: UUID) -> HttpResponse:
    """Writes a request; sends it at once when nothing is missing, or keeps it as a draft."""
    whom = get_object_or_404(patients_of(request.practice), pk=patient)
    form = _form(request, whom)
    if request.method == "POST" and form.is_valid():
        try:
            return _written(request, whom, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    context = {"patient": whom, "form": form, "pictures": _pictures(form), "checks": _checks(form)}
    return render(request, "consents/request_draft.html", context)


@staff("consents.request")
@require_POST
def check(request: StaffRequest, patient: UUID) -> HttpResponse:
    """The checklist for what is filled in now."""
    whom = get_object_or_404(patients_of(request.practice), pk=patient)
    return render(request, "consents/_checklist.html", {"checks": _checks(_form(request, whom))})


@staff("consents.request")
@require_POST
def send(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Sends a draft, or sends again with a new link."""
    row = get_object_or_404(queries.authorizations_of(request.practice), pk=pk)
    token = services.send_request(authorization=row, by=request.actor, at=timezone.now())
    return _handed(request, row, token)


@staff("consents.request")
@require_POST
def renew_page(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A new link to her own page, for a patient who lost it or locked it."""
    row = get_object_or_404(queries.authorizations_of(request.practice), pk=pk)
    token = services.renew_page(authorization=row, by=request.actor, at=timezone.now())
    return _handed(request, row, token)


def _written(request: StaffRequest, whom: Patient, form: RequestForm) -> HttpResponse:
    said, at = form.cleaned_data, timezone.now()
    with transaction.atomic():
        row = services.draft_authorization(
            practice=request.practice,
            patient=whom,
            originals=form.originals,
            grants_offered=form.offers,
            expires_on=said["expires_on"],
            language=said["language"],
            adult_confirmed=said["adult_confirmed"],
            timing_confirmed=said["timing_confirmed"],
            surgery_on=said["surgery_on"],
            clause=said["clause"],
            paid=said["paid"],
            paid_by=said["paid_by"],
            representative=form.representative,
            by=request.actor,
            at=at,
        )
        token = (
            services.send_request(authorization=row, by=request.actor, at=at)
            if "send" in request.POST
            else ""
        )
    if token:
        return _handed(request, row, token)
    messages.success(request, "Saved as a draft. Nothing was sent.")
    return redirect(reverse("consents:detail", args=[request.practice.slug, row.pk]))


def _handed(request: StaffRequest, row: Authorization, token: str) -> HttpResponse:
    """The link, once: it is not kept, so this page cannot be shown again."""
    address = address_of(token)
    code = segno.make(address, error="m").svg_data_uri(scale=6, border=2, dark="#1e1b17", light="#ffffff")
    context = {"row": row, "address": address, "code": code, "days": services.LINK_DAYS}
    return render(request, "consents/request_sent.html", context)


def _form(request: StaffRequest, whom: Patient) -> RequestForm:
    rows = renditions_of(request.practice).filter(original__patient=whom, state=Rendition.State.CLEAN)
    renditions = [one for one in rows if one.is_newest]
    return RequestForm(
        request.POST if request.method == "POST" else None,
        practice=request.practice,
        renditions=renditions,
        at=timezone.now(),
    )


def _checks(form: RequestForm) -> Any:
    key, version = wording.CURRENT
    language = form["language"].value()
    known = language if language in wording.LANGUAGES else "en"
    return checklist(wording.load(key, version, known), form.particulars())


def _pictures(form: RequestForm) -> list[dict[str, Any]]:
    chosen = set(form["photos"].value() or [])
    return [{"id": key, "rendition": one, "chosen": key in chosen} for key, one in form.renditions.items()]
