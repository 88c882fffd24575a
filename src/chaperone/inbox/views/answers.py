"""Answering: a template in two taps, own words with a second person."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.channels.queries import capabilities_of
from chaperone.foundation.refusal import Refusal
from chaperone.inbox import queries, services
from chaperone.inbox.forms import NoteForm, OwnWordsForm
from chaperone.inbox.masks import author_of, pieces_of
from chaperone.inbox.models import Item
from chaperone.inbox.templates import LANGUAGES, Template, all_templates, offered_for
from chaperone.inbox.words import KINDS


@require_http_methods(["GET", "POST"])
@staff("inbox.answer")
def template(request: StaffRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """The answer as everybody will read it; the second tap sends it."""
    item = get_object_or_404(queries.items_of(request.practice), pk=pk)
    chosen = next((one for one in all_templates() if one.key == key), None)
    language = request.GET.get("language", "en")
    if chosen is None or language not in chosen.texts:
        raise Http404
    refusal = _send(request, item, chosen, language) if request.method == "POST" else None
    if request.method == "POST" and refusal is None:
        messages.success(request, "On its way. We look until it is there.")
        return redirect("inbox:detail", request.practice.slug, pk)
    context = {
        **_answered(request, item),
        "template": chosen,
        "preview": chosen.filled(request.practice, language),
        "tabs": _languages(request, item, chosen, language),
        "said_in": language,  # the page itself stays in its own language
        "templates": offered_for(item.category),
        "refusal": refusal,
    }
    return render(request, "inbox/answer_template.html", context, status=409 if refusal else 200)


def _send(request: StaffRequest, item: Item, chosen: Template, language: str) -> Refusal | None:
    try:
        services.answer_with_template(
            item=item, key=chosen.key, language=language, by=request.actor, at=timezone.now()
        )
    except Refusal as refusal:
        return refusal
    return None


def _answered(request: StaffRequest, item: Item) -> dict[str, Any]:
    opened = queries.opening_of(item, request.actor.id, timezone.now()) is not None
    return {
        "item": item,
        "kind": KINDS[item.kind],
        "pieces": pieces_of(item, opened=opened),
        "author": author_of(item, opened=opened),
        "network": capabilities_of(item.channel),
    }


def _languages(request: StaffRequest, item: Item, chosen: Template, language: str) -> list[dict[str, Any]]:
    here = reverse("inbox:answer", args=[request.practice.slug, item.pk, chosen.key])
    return [
        {"label": label, "url": f"{here}?language={code}", "current": code == language}
        for code, label in LANGUAGES
    ]


@require_http_methods(["GET", "POST"])
@staff("inbox.answer")
def own_words(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Own words: judged with what they answer, refused when they disclose, otherwise read by a second person."""
    item = get_object_or_404(queries.items_of(request.practice), pk=pk)
    form = OwnWordsForm(request.POST or None)
    findings: tuple[Any, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            services.write_reply(
                item=item, text=form.cleaned_data["text"], by=request.actor, at=timezone.now()
            )
        except services.Disclosing as refusal:
            form.add_error(None, refusal.reason)
            findings = tuple(one for one in refusal.findings if one.severity != "note")
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It waits for a second person.")
            return redirect("inbox:detail", request.practice.slug, pk)
    context = {
        **_answered(request, item),
        "form": form,
        "findings": findings,
        "allowed": queries.free_text_allowed(request.practice),
        "suggested": offered_for(item.category)[0],
    }
    return render(request, "inbox/answer_own_words.html", context, status=422 if form.errors else 200)


@require_POST
@staff("inbox.approve_reply")
def review(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The second person lets own words go, or sends them back."""
    reply = get_object_or_404(queries.replies_of(request.practice), pk=pk)
    form = NoteForm(request.POST)
    form.is_valid()
    try:
        if request.POST.get("decision") == "approve":
            services.approve_reply(reply=reply, by=request.actor, at=timezone.now())
            messages.success(request, "Approved. It is on its way.")
        else:
            services.send_back_reply(
                reply=reply,
                note=form.cleaned_data.get("note", ""),
                by=request.actor,
                at=timezone.now(),
            )
            messages.success(request, "Sent back.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("inbox:detail", request.practice.slug, reply.item_id)
