"""What is watched, and whether people may answer in their own words."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.inbox import queries, services
from chaperone.inbox.models import Watch

STREAMS = {
    "comments": "Comments and answers",
    "mentions": "Mentions",
    "reviews": "Reviews",
    "dms": "Private messages",
    "posts": "Posts that did not go through Chaperone",
}


@staff("inbox.read")
def show(request: StaffRequest) -> HttpResponse:
    """Account by account what is read, when it last worked, and what a network does not offer."""
    rows = [
        {
            "cells": [
                {"text": f"@{watch.channel.handle}", "soft": watch.channel.network},
                {"text": STREAMS[watch.stream]},
                _standing(watch),
                {"at": watch.last_ok_at, "text": "Never yet"},
            ]
        }
        for watch in queries.watches_of(request.practice)
    ]
    context = {
        "columns": [
            {"label": "Account"},
            {"label": "What"},
            {"label": "How it goes"},
            {"label": "Last read"},
        ],
        "rows": rows,
        "allowed": queries.free_text_allowed(request.practice),
        "may_change": bool(may(request.actor, "compliance.write")),
    }
    return render(request, "inbox/settings.html", context)


def _standing(watch: Watch) -> dict[str, str]:
    if watch.state == Watch.State.UNSUPPORTED:
        return {"chip": "note", "text": "Not offered by this network"}
    if watch.problem:
        return {"chip": "look", "text": watch.problem}
    return {"chip": "clear" if watch.last_ok_at else "waiting", "text": "Watched"}


@require_POST
@staff("compliance.write")
def own_words(request: StaffRequest) -> HttpResponse:
    """Allow or forbid answers in own words."""
    allowed = request.POST.get("allowed") == "yes"
    services.allow_free_text(practice=request.practice, allowed=allowed, by=request.actor, at=timezone.now())
    messages.success(
        request, "Own words are allowed, with a second person." if allowed else "Templates only."
    )
    return redirect("inbox:settings", request.practice.slug)
