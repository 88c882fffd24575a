"""The door: sends a person to her practice, and tells a monitor that the house stands."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from chaperone.access.models import Person
from chaperone.access.queries import memberships_of


@login_required
def home(request: HttpRequest) -> HttpResponse:
    """To the desk of the only practice; a choice when there are several; a kind word when there is none."""
    memberships = list(memberships_of(cast(Person, request.user)))
    if len(memberships) == 1:
        return redirect("oversight:desk", memberships[0].practice.slug)
    return render(request, "home.html", {"memberships": memberships})


def healthz(request: HttpRequest) -> HttpResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})
