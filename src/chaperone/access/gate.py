"""The door in front of every staff page: signed in with a second factor, a member here, allowed to do this."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaperone.access.models import Membership, Person, Practice
from chaperone.access.queries import membership_of
from chaperone.access.rules import may
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.foundation.refusal import Answer

View = Callable[..., HttpResponse]


class StaffRequest(HttpRequest):
    """What a staff view receives: the request with who is asking, and where."""

    practice: Practice
    membership: Membership
    actor: Actor


def staff(action: str) -> Callable[[View], View]:
    """Guard a view under ``/p/<practice>/``.

    Somebody who does not work in the practice gets 404, as if it did not exist; a member without the right gets
    403 with the reason and who can help. The view gets the request as :class:`StaffRequest`, without the slug.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, practice: str, *args: Any, **kwargs: Any) -> HttpResponse:
            membership = membership_of(cast(Person, request.user), practice)
            if membership is None:
                raise Http404
            staff_request = cast(StaffRequest, request)
            staff_request.membership = membership
            staff_request.practice = membership.practice
            staff_request.actor = actor_for(membership)
            answer = may(staff_request.actor, action)
            with timezone.override(membership.practice.tz):  # pages show the practice's own clock
                return view(staff_request, *args, **kwargs) if answer else no_permission(request, answer)

        guarded.staff_action = action  # type: ignore[attr-defined]
        return login_required(guarded)

    return guard


def no_permission(request: HttpRequest, answer: Answer) -> HttpResponse:
    """403 with the reason, who can help, and the code for support."""
    context = {"reason": answer.reason, "remedy": answer.remedy, "code": answer.code}
    return render(request, "403.html", context, status=403)
