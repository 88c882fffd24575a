"""Pages about policies and jurisdictions."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.queries import working_in
from chaperone.access.rules import may
from chaperone.compliance import pages, queries, services
from chaperone.compliance.forms import AttestForm, VersionForm
from chaperone.compliance.models import Policy, PolicyVersion
from chaperone.foundation.refusal import Refusal


@staff("compliance.read")
def index(request: StaffRequest) -> HttpResponse:
    """The room opens at the policies."""
    return redirect("compliance:policies", request.practice.slug)


@staff("compliance.read")
def policies(request: StaffRequest) -> HttpResponse:
    """Every policy: what is in force, and whether you have attested it."""
    rows = pages.policy_rows(request.practice, request.membership.person_id, timezone.now())
    waiting = [row for row in rows if row["version"] and row["policy"].required and not row["attested"]]
    context = {"rows": rows, "waiting": waiting, "may_write": may(request.actor, "compliance.write")}
    return render(request, "compliance/policy_list.html", context)


@require_POST
@staff("compliance.write")
def adopt(request: StaffRequest) -> HttpResponse:
    """Put the starter policies in force."""
    adopted = services.adopt_starter_policies(practice=request.practice, by=request.actor, at=timezone.now())
    messages.success(
        request, f"{len(adopted)} policies are in force from today. Everybody attests them once."
    )
    return redirect("compliance:policies", request.practice.slug)


@staff("compliance.read")
def policy(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One policy: each clause with what enforces it; the questions when you have not attested it yet."""
    found = get_object_or_404(queries.policies_of(request.practice), pk=pk)
    version = _in_force(request, found)
    return _policy_page(request, found, version, AttestForm(version) if version else None)


@require_POST
@staff("compliance.attest")
def attest(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Attest one version; wrong answers come back with what to think of."""
    version = get_object_or_404(queries.versions_of(request.practice), pk=pk)
    found = get_object_or_404(queries.policies_of(request.practice), pk=version.policy_id)
    form = AttestForm(version, request.POST)
    if not form.is_valid():
        return _policy_page(request, found, version, form)
    services.attest(version=version, answers=form.answers(), by=request.actor, at=timezone.now())
    messages.success(request, f"Attested: {found.title}, version {version.number}.")
    return redirect("compliance:policies", request.practice.slug)


@staff("compliance.write")
def change(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Write and approve a new version of a policy."""
    found = get_object_or_404(queries.policies_of(request.practice), pk=pk)
    newest = found.versions.all()[0]
    form = VersionForm(newest, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version = services.publish_version(
                policy=found,
                clauses=form.clauses(),
                change=form.cleaned_data["change"],
                effective_on=form.cleaned_data["effective_on"],
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("effective_on", str(refusal))
        else:
            messages.success(request, f"Version {version.number} is approved.")
            return redirect("compliance:policy", request.practice.slug, found.pk)
    return render(request, "compliance/policy_change.html", {"policy": found, "newest": newest, "form": form})


@staff("compliance.read")
def jurisdictions(request: StaffRequest) -> HttpResponse:
    """Which laws apply here, line by line with their sources."""
    context = {"packs": queries.packs_of(request.practice), "without": queries.without_pack(request.practice)}
    return render(request, "compliance/jurisdiction_list.html", context)


def _in_force(request: StaffRequest, found: Policy) -> PolicyVersion | None:
    return queries.version_in_force(found, request.practice.local(timezone.now()).date())


def _policy_page(
    request: StaffRequest, found: Policy, version: PolicyVersion | None, form: AttestForm | None
) -> HttpResponse:
    history = pages.approvers_of(request.practice, found.versions.all())
    mine = queries.attested_ids(request.practice.id, request.membership.person_id)
    before = next((one for one in found.versions.all() if version and one.number < version.number), None)
    context = {
        "policy": found,
        "version": version,
        "clauses": pages.clauses_of(version, before) if version else [],
        "coming": [one for one in history if version is None or one["version"].number > version.number],
        "history": history,
        "attested": version is not None and version.pk in mine,
        "review_overdue": version is not None
        and version.review_due_on < request.practice.local(timezone.now()).date(),
        "form": form,
        "team": pages.team_of(version, working_in(request.practice)) if version else [],
        "may_write": may(request.actor, "compliance.write"),
    }
    return render(request, "compliance/policy_detail.html", context)
