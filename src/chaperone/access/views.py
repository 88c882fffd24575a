"""Pages about the people of a practice."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access import invitations, queries, services
from chaperone.access.forms import InviteForm, RolesForm
from chaperone.access.gate import StaffRequest, staff
from chaperone.access.models import Membership
from chaperone.access.rules import ACTIONS, Role, may
from chaperone.foundation.refusal import Refusal

FACTORS = {"totp": "Authenticator app", "webauthn": "Passkey"}


@staff("people.read")
def people(request: StaffRequest) -> HttpResponse:
    """Who works here, with which roles and which second factor; who was invited; who left."""
    members = list(queries.people_of(request.practice))
    factors = queries.second_factors(member.person for member in members)
    context = {
        "working": [_row(member, factors) for member in members if member.left_at is None],
        "left": [member for member in members if member.left_at is not None],
        "invitations": queries.invitations_of(request.practice, timezone.now()),
        "may_manage": may(request.actor, "people.manage"),
        "me": request.membership,
    }
    return render(request, "access/people_list.html", context)


@staff("people.read")
def matrix(request: StaffRequest) -> HttpResponse:
    """Who may do what, straight from the table that decides."""
    rows = [
        {
            "label": action.label,
            "cells": [{"role": role.label, "may": role in action.roles} for role in Role],
            "holders": ", ".join(role.label for role in Role if role in action.roles),
            "attested": "attestation" in action.requires,
        }
        for action in ACTIONS.values()
    ]
    return render(request, "access/matrix.html", {"rows": rows, "roles": [role.label for role in Role]})


@staff("people.manage")
def invite(request: StaffRequest) -> HttpResponse:
    """Ask somebody to join; the link is e-mailed, and shown once."""
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, url = invitations.invite(
                practice=request.practice,
                email=form.cleaned_data["email"],
                name=form.cleaned_data["name"],
                roles=form.chosen(),
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            return render(request, "access/invitation_sent.html", {"invitation": made, "url": url})
    return render(request, "access/invitation_form.html", {"form": form})


@require_POST
@staff("people.manage")
def take_back(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Close an invitation."""
    found = get_object_or_404(queries.invitations_of(request.practice, timezone.now()), pk=pk)
    invitations.take_back(invitation=found, by=request.actor, at=timezone.now())
    messages.success(request, "The invitation is taken back; its link no longer works.")
    return redirect("access:people", request.practice.slug)


@staff("people.manage")
def person(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One person: her roles, her second factor, the end of her access."""
    member = _member(request, pk)
    form = RolesForm(request.POST or None, initial={"roles": member.roles})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_roles(membership=member, roles=form.chosen(), by=request.actor, at=timezone.now())
        except Refusal as refusal:
            form.add_error("roles", str(refusal))
        else:
            messages.success(request, "The roles are changed. They count from the next click on.")
            return redirect("access:people", request.practice.slug)
    factors = queries.second_factors([member.person])
    context = {"row": _row(member, factors), "form": form, "own": member.pk == request.membership.pk}
    return render(request, "access/person_detail.html", context)


@require_POST
@staff("people.manage")
def end(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody leaves: everything ends now."""
    services.end_membership(membership=_member(request, pk), by=request.actor, at=timezone.now())
    messages.success(request, "Access has ended, with every session on every device.")
    return redirect("access:people", request.practice.slug)


@require_POST
@staff("people.manage")
def reset_factor(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A phone was lost: she enrols a new second factor at her next sign-in."""
    services.reset_second_factor(membership=_member(request, pk), by=request.actor, at=timezone.now())
    messages.success(
        request,
        "The second factor is taken off. The next sign-in starts with setting up a new one.",
    )
    return redirect("access:people", request.practice.slug)


def _member(request: StaffRequest, pk: uuid.UUID) -> Membership:
    return get_object_or_404(queries.working_in(request.practice), pk=pk)


def _row(member: Membership, factors: dict[uuid.UUID, set[str]]) -> dict[str, Any]:
    kinds = factors.get(member.person_id, set())
    named = [label for kind, label in FACTORS.items() if kind in kinds]
    return {"member": member, "factors": ", ".join(named), "codes": "recovery_codes" in kinds}
