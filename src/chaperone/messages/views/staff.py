"""The practice's side of secure messages: masked until opened, opening recorded."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.foundation.refusal import Refusal
from chaperone.messages import queries, services
from chaperone.messages.addresses import form_address
from chaperone.messages.forms import MoreForm
from chaperone.messages.models import Thread
from chaperone.messages.rules import State

PER_PAGE = 50


@staff("messages.read")
def index(request: StaffRequest) -> HttpResponse:
    """Every conversation by time, state and category; nothing of what was said."""
    state = request.GET.get("state", State.WAITING)
    threads = queries.threads_of(request.practice)
    if state in State.values:
        threads = threads.filter(state=state)
    here = reverse("messages:list", args=[request.practice.slug])
    tabs = [{"label": one.label, "url": f"{here}?state={one}", "current": state == one} for one in State]
    tabs.append({"label": "All", "url": f"{here}?state=all", "current": state not in State.values})
    context = {
        "page": Paginator(threads, PER_PAGE).get_page(request.GET.get("page")),
        "tabs": tabs,
        "query": f"state={state}&" if state in State.values else "state=all&",
        "form_address": form_address(request.practice),
    }
    return render(request, "messages/thread_list.html", context)


@staff("messages.read")
def detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One conversation; its words only while this person has it open."""
    thread = get_object_or_404(queries.threads_of(request.practice), pk=pk)
    return render(request, "messages/thread_detail.html", _page(request, thread, MoreForm()))


def _page(request: StaffRequest, thread: Thread, form: MoreForm) -> dict[str, Any]:
    opening = queries.opening_of(thread, request.actor.id, timezone.now())
    return {
        "thread": thread,
        "opening": opening,
        "said": list(thread.messages.select_related("written_by")) if opening else [],
        "form": form,
        "closed": thread.state == State.CLOSED,
        "history": queries.history_of(thread),
    }


@require_POST
@staff("messages.read")
def open_thread(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show it to this person for a while."""
    thread = get_object_or_404(queries.threads_of(request.practice), pk=pk)
    services.open_thread(thread=thread, by=request.actor, at=timezone.now())
    return redirect("messages:detail", request.practice.slug, pk)


@require_POST
@staff("messages.read")
def answer(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Answer inside the thread; only who has it open sees what she answers."""
    thread = get_object_or_404(queries.threads_of(request.practice), pk=pk)
    form = MoreForm(request.POST)
    if form.is_valid():
        try:
            services.answer(
                thread=thread, text=form.cleaned_data["text"], by=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Sent. Only the private page shows it.")
            return redirect("messages:detail", request.practice.slug, pk)
    return render(request, "messages/thread_detail.html", _page(request, thread, form), status=422)


@require_POST
@staff("messages.read")
def close(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """It is done."""
    thread = get_object_or_404(queries.threads_of(request.practice), pk=pk)
    services.close_thread(thread=thread, by=request.actor, at=timezone.now())
    messages.success(request, "Closed. Its private page can still be read.")
    return redirect("messages:detail", request.practice.slug, pk)
