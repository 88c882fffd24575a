"""The desk, and the rules with a box to try a text."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.access.gate import StaffRequest, staff
from chaperone.oversight.desk.figures import figures
from chaperone.oversight.desk.first_day import first_steps
from chaperone.oversight.desk.posture import posture
from chaperone.oversight.desk.today import todos
from chaperone.oversight.forms import TryForm
from chaperone.oversight.screening_rules import firings, judge, rules_by_kind


@staff("desk.read")
def index(request: StaffRequest) -> HttpResponse:
    """The room's own address leads to the desk, for whoever works here."""
    return redirect("oversight:desk", request.practice.slug)


@staff("desk.read")
def desk(request: StaffRequest) -> HttpResponse:
    """What is to do today, and how the practice stands."""
    found = figures(request.practice, request.membership.person_id, at=timezone.now())
    context = {
        "figures": found,
        "todos": todos(found, request.practice, request.actor),
        "steps": posture(found, request.practice, request.actor),
        "first": first_steps(request.practice, request.actor) if found.first_day else None,
        "today": request.practice.local(found.at),
    }
    return render(request, "oversight/desk.html", context)


@staff("rules.read")
def rules(request: StaffRequest) -> HttpResponse:
    """Every rule with its law; a posted text is judged, shown, and not kept."""
    form = TryForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "form": form,
        "groups": rules_by_kind(firings(request.practice, at=timezone.now())),
    }
    if form.is_bound and form.is_valid():
        screening = judge(request.practice, request.actor, **form.cleaned_data)
        context |= {"screening": screening, "findings": [one.as_dict() for one in screening.findings]}
    return render(
        request, "oversight/rules.html", context, status=422 if form.is_bound and form.errors else 200
    )
