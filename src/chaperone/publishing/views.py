"""The calendar, a delivery's page, taking down."""

from __future__ import annotations

import uuid
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.channels.models import Channel
from chaperone.channels.queries import capabilities_of, open_channels
from chaperone.foundation.refusal import Refusal
from chaperone.posts.queries import versions_of
from chaperone.posts.services import clear
from chaperone.publishing import queries, services
from chaperone.publishing.forms import ScheduleForm, TakeDownForm
from chaperone.publishing.models import Delivery
from chaperone.publishing.rules import MOVES, OPEN_TAKEDOWNS, PERHAPS_PUBLIC, UNSENT, Reason

PER_PAGE = 50


@staff("publishing.read")
def calendar(request: StaffRequest) -> HttpResponse:
    """What goes out, what is live, what came down; day by day on the practice's clock."""
    page = Paginator(queries.deliveries_of(request.practice), PER_PAGE).get_page(request.GET.get("page"))
    today = request.practice.local(timezone.now()).date()
    days = groupby(page.object_list, key=lambda delivery: request.practice.local(delivery.due_at).date())
    return render(
        request,
        "publishing/calendar.html",
        {
            "days": [(day, list(deliveries)) for day, deliveries in days],
            "today": today,
            "tomorrow": today + timedelta(days=1),
            "page": page,
            "open_takedowns": queries.open_takedowns(request.practice)[:20],
        },
    )


@staff("publishing.read")
def detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Where one delivery stands, why it waits, and what proves that it is gone."""
    delivery = get_object_or_404(queries.deliveries_of(request.practice), pk=pk)
    template = (
        "publishing/_standing.html"
        if request.headers.get("HX-Request")
        else "publishing/delivery_detail.html"
    )
    return render(
        request, template, _page(request, delivery, TakeDownForm(initial={"reason": Reason.BY_HAND}))
    )


def _page(request: StaffRequest, delivery: Delivery, form: TakeDownForm) -> dict[str, Any]:
    takedown = queries.newest_takedown(delivery)
    return {
        "delivery": delivery,
        "takedown": takedown,
        "form": form,
        "network": capabilities_of(delivery.channel),
        "history": queries.history_of(delivery),
        "may_take_down": bool(may(request.actor, "publishing.take_down"))
        and delivery.state in PERHAPS_PUBLIC
        and (takedown is None or takedown.state not in OPEN_TAKEDOWNS),
        "may_cancel": bool(may(request.actor, "publishing.schedule")) and delivery.state in UNSENT,
        "may_reschedule": bool(may(request.actor, "publishing.schedule"))
        and delivery.state in MOVES["reschedule"][0],
        "schedule_form": ScheduleForm(practice=request.practice),
        "moving": queries.is_moving(delivery, takedown),
    }


@require_POST
@staff("publishing.schedule")
def schedule(request: StaffRequest, version: uuid.UUID) -> HttpResponse:
    """Put an approved version on its way to one account; the gates decide."""
    chosen = get_object_or_404(versions_of(request.practice), pk=version)
    channel = _chosen_channel(request)
    form = ScheduleForm(request.POST, practice=request.practice)
    now = timezone.now()
    if not form.is_valid():
        messages.error(request, "That is not a time we can read. Nothing was scheduled.")
        return redirect("posts:detail", request.practice.slug, chosen.post_id)
    try:
        clearance = clear(version=chosen, channel=channel, at=now)
        delivery = services.schedule(
            clearance=clearance, due_at=form.cleaned_data["due_at"] or now, by=request.actor, at=now
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("posts:detail", request.practice.slug, chosen.post_id)
    return redirect("publishing:delivery", request.practice.slug, delivery.pk)


def _chosen_channel(request: StaffRequest) -> Channel:
    try:
        key = uuid.UUID(request.POST.get("channel", ""))
    except ValueError:  # not from our form
        raise Http404 from None
    return get_object_or_404(open_channels(request.practice), pk=key)


@require_POST
@staff("publishing.schedule")
def reschedule(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A new time, or another try by a person's decision."""
    delivery = get_object_or_404(queries.deliveries_of(request.practice), pk=pk)
    form = ScheduleForm(request.POST, practice=request.practice)
    now = timezone.now()
    if form.is_valid():
        services.reschedule(
            delivery=delivery, due_at=form.cleaned_data["due_at"] or now, by=request.actor, at=now
        )
    else:
        messages.error(request, "That is not a time we can read. Nothing was changed.")
    return redirect("publishing:delivery", request.practice.slug, pk)


@require_POST
@staff("publishing.schedule")
def cancel(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Stop what was not sent yet."""
    delivery = get_object_or_404(queries.deliveries_of(request.practice), pk=pk)
    services.cancel(delivery=delivery, by=request.actor, at=timezone.now())
    messages.success(request, "Cancelled. Nothing was published.")
    return redirect("publishing:delivery", request.practice.slug, pk)


@require_POST
@staff("publishing.take_down")
def take_down(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Start a takedown; a worker deletes and looks again until it is gone."""
    delivery = get_object_or_404(queries.deliveries_of(request.practice), pk=pk)
    form = TakeDownForm(request.POST)
    if not form.is_valid():
        return render(request, "publishing/delivery_detail.html", _page(request, delivery, form), status=422)
    reason = Reason(form.cleaned_data["reason"])
    services.take_down(delivery=delivery, reason=reason, by=request.actor, at=timezone.now())
    return redirect("publishing:delivery", request.practice.slug, pk)
