"""Pages about vendors and their agreements."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.compliance import queries, services
from chaperone.compliance.forms import AgreementForm, TermsForm, VendorForm
from chaperone.compliance.models import Agreement, Vendor
from chaperone.compliance.rules import is_current
from chaperone.compliance.standing import standing_of
from chaperone.compliance.terms import TERMS
from chaperone.foundation.refusal import Refusal


@staff("compliance.read")
def vendors(request: StaffRequest) -> HttpResponse:
    """The register: who they are, what may go there, for how long."""
    at = timezone.now()
    register = list(queries.vendors_of(request.practice))
    rows = [{"vendor": vendor, "standing": standing_of(vendor, at)} for vendor in register]
    may_write = may(request.actor, "compliance.write")
    return render(request, "compliance/vendor_list.html", {"rows": rows, "may_write": may_write})


@staff("compliance.write")
def add(request: StaffRequest) -> HttpResponse:
    """Put a vendor on the register."""
    form = VendorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            vendor = services.add_vendor(
                practice=request.practice, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "On the register. Nothing goes there before the agreement is recorded.")
            return redirect("compliance:vendor", request.practice.slug, vendor.pk)
    return render(request, "compliance/vendor_form.html", {"form": form})


@staff("compliance.read")
def vendor(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One vendor: what may go there, and the agreements with their terms."""
    at = timezone.now()
    found = get_object_or_404(queries.vendors_of(request.practice), pk=pk)
    context = {
        "vendor": found,
        "standing": standing_of(found, at),
        "agreements": [_agreement(one, found, at) for one in found.agreements.all()],
        "may_write": may(request.actor, "compliance.write") and found.kind == Vendor.Kind.VENDOR,
    }
    return render(request, "compliance/vendor_detail.html", context)


@staff("compliance.write")
def change(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct what the register says."""
    found = get_object_or_404(queries.vendors_of(request.practice), pk=pk, kind=Vendor.Kind.VENDOR)
    form = VendorForm.about(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        kept = {key: form.cleaned_data[key] for key in ("services", "contact", "touches_phi")}
        services.change_vendor(vendor=found, **kept, by=request.actor, at=timezone.now())
        messages.success(request, "Saved.")
        return redirect("compliance:vendor", request.practice.slug, found.pk)
    return render(request, "compliance/vendor_form.html", {"form": form, "vendor": found})


@staff("compliance.write")
def sign(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a signed agreement."""
    found = get_object_or_404(queries.vendors_of(request.practice), pk=pk, kind=Vendor.Kind.VENDOR)
    form = AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.sign_agreement(vendor=found, **form.cleaned_data, by=request.actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error("signed_on", str(refusal))
        else:
            messages.success(request, "The agreement is recorded.")
            return redirect("compliance:vendor", request.practice.slug, found.pk)
    return render(request, "compliance/agreement_form.html", {"form": form, "vendor": found})


@staff("compliance.write")
def check(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Tick which terms the contract holds."""
    found = get_object_or_404(queries.agreements_of(request.practice), pk=pk)
    form = TermsForm(request.POST or None, initial={"terms": found.terms})
    if request.method == "POST" and form.is_valid():
        services.check_terms(
            agreement=found, terms=form.cleaned_data["terms"], by=request.actor, at=timezone.now()
        )
        messages.success(request, "The terms are recorded.")
        return redirect("compliance:vendor", request.practice.slug, found.vendor_id)
    return render(request, "compliance/agreement_form.html", {"form": form, "vendor": found.vendor})


@require_POST
@staff("compliance.write")
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """End an agreement now."""
    found = get_object_or_404(queries.agreements_of(request.practice), pk=pk)
    services.close_agreement(agreement=found, by=request.actor, at=timezone.now())
    messages.success(request, "The agreement has ended. Nothing goes to this vendor under it from now on.")
    return redirect("compliance:vendor", request.practice.slug, found.vendor_id)


def _agreement(agreement: Agreement, vendor: Vendor, at: datetime) -> dict[str, Any]:
    today = vendor.practice.local(at).date()
    return {
        "agreement": agreement,
        "terms": [{"term": term, "found": term.key in agreement.terms} for term in TERMS],
        "found": len(agreement.terms),
        "current": is_current(agreement, today, at),
        "coming": agreement.closed_at is None and agreement.starts_on > today,
    }
