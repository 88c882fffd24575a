"""The desk."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from chaperone.access.gate import StaffRequest, staff
from chaperone.oversight.desk.figures import figures
from chaperone.oversight.desk.first_day import first_steps
from chaperone.oversight.desk.posture import posture
from chaperone.oversight.desk.today import todos


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
