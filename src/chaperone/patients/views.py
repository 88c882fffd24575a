"""Pages about patients."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.queries import names_of
from chaperone.access.rules import may
from chaperone.foundation.refusal import Refusal
from chaperone.patients import queries, services
from chaperone.patients.forms import PatientForm, RefusalForm
from chaperone.patients.models import Patient
from chaperone.patients.slots import sections_for

PER_PAGE = 50
NOT_ENTERED = "Not entered"


@staff("patients.read")
@require_http_methods(["GET", "POST"])
def show_list(request: StaffRequest) -> HttpResponse:
    """Everybody, newest first; a search is posted, so that no name stands in an address or a log."""
    wanted = request.POST.get("words", "").strip()[:200]
    patients = queries.search(request.practice, wanted)
    context = {
        "page": Paginator(patients, PER_PAGE).get_page(request.GET.get("page")),
        "words": wanted,
        "may_write": may(request.actor, "patients.write"),
    }
    return render(request, "patients/patient_list.html", context)


@staff("patients.write")
@require_http_methods(["GET", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Keeps a new patient."""
    form = PatientForm(request.POST or None, practice=request.practice)
    if form.is_valid():
        try:
            patient = services.add_patient(
                practice=request.practice, **form.kept, by=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{patient.reference} is kept. Her name is blocked in everything public."
            )
            return _to(patient)
    return render(request, "patients/patient_edit.html", {"form": form})


@staff("patients.read")
def detail(request: StaffRequest, pk: UUID) -> HttpResponse:
    """What is kept of one patient, and what other rooms know."""
    patient = _patient(request, pk)
    refusals = list(queries.refusals_of(patient))
    context = {
        "patient": patient,
        "refusals": refusals,
        "names": names_of(request.practice.id, {refusal.recorded_by for refusal in refusals})
        if refusals
        else {},
        "sections": sections_for(request.practice, patient),
        "facts": _facts(patient),
        "may_write": may(request.actor, "patients.write"),
    }
    return render(request, "patients/patient_detail.html", context)


@staff("patients.write")
@require_http_methods(["GET", "POST"])
def edit(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Changes what is kept."""
    patient = _patient(request, pk)
    form = PatientForm(request.POST or None, practice=request.practice, patient=patient)
    if form.is_valid():
        try:
            services.update_patient(patient=patient, **form.kept, by=request.actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved. The names that are blocked were renewed.")
            return _to(patient)
    return render(request, "patients/patient_edit.html", {"form": form, "patient": patient})


@staff("patients.write")
@require_http_methods(["GET", "POST"])
def refuse(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Enters a signed refusal, after a page that says what it means."""
    patient = _patient(request, pk)
    at = timezone.now()
    form = RefusalForm(request.POST or None, initial={"signed_on": request.practice.local(at).date()})
    if form.is_valid():
        try:
            services.record_refusal(
                patient=patient,
                note=form.cleaned_data["note"],
                signed_on=form.cleaned_data["signed_on"],
                by=request.actor,
                at=at,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, "The refusal is recorded. Nothing of this patient can be published any more."
            )
            return _to(patient)
    return render(request, "patients/refusal_record.html", {"form": form, "patient": patient})


def _patient(request: StaffRequest, pk: UUID) -> Patient:
    return get_object_or_404(queries.patients_of(request.practice), pk=pk)


def _to(patient: Patient) -> HttpResponse:
    return redirect("patients:detail", patient.practice.slug, patient.pk)


def _facts(patient: Patient) -> list[dict[str, Any]]:
    rows = [
        ("Phone", patient.phone),
        ("E-mail", patient.email),
        ("Nicknames and former names", ", ".join(patient.nicknames or ())),
        ("Names on social networks", ", ".join(f"@{handle}" for handle in patient.handles or ())),
    ]
    born = {"on": date.fromisoformat(patient.born_on)} if patient.born_on else {"value": NOT_ENTERED}
    return [
        {"label": "Reference", "value": patient.reference},
        {"label": "Date of birth", **born},
        *({"label": label, "value": value or NOT_ENTERED} for label, value in rows),
    ]
