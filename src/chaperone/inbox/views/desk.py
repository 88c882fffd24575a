"""The list, an item's page, and what is decided there."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.channels.queries import open_channels
from chaperone.foundation.refusal import Refusal
from chaperone.inbox import queries, services
from chaperone.inbox.forms import ModerationForm, NoteForm
from chaperone.inbox.judging import Ears
from chaperone.inbox.masks import author_of, pieces_of
from chaperone.inbox.models import Item, Moderation, Reply
from chaperone.inbox.rules import CRITICISM_LAW, OPEN_MODERATIONS, STANDING, TO_DO, Action, Raised, Reason
from chaperone.inbox.templates import offered_for
from chaperone.inbox.words import CATEGORIES, KINDS, STATES, advice_for, facts_of, row_of

PER_PAGE = 50
ON_THE_WAY = frozenset({"scheduled", "prepared", "requested", "unknown"})


@staff("inbox.read")
def index(request: StaffRequest) -> HttpResponse:
    """What was said on the practice's pages, in one view of it; words that disclose are covered."""
    show = request.GET.get("show", "")
    show = show if show in queries.FILTERS else "action"
    account = _uuid(request.GET.get("account", ""))
    items = queries.for_list(request.practice, show=show, channel=account)
    page = Paginator(items, PER_PAGE).get_page(request.GET.get("page"))
    query = {"show": show, **({"account": str(account)} if account else {})}
    context = {
        "page": page,
        "rows": [row_of(item) for item in page.object_list],
        "tabs": _tabs(request, show, account),
        "show": show,
        "account": str(account or ""),
        "channels": list(open_channels(request.practice)),
        "query": f"{urlencode(query)}&",
        "waiting_replies": list(queries.waiting_replies(request.practice)[:20]),
    }
    return render(request, "inbox/item_list.html", context)


def _tabs(request: StaffRequest, show: str, account: uuid.UUID | None) -> list[dict[str, Any]]:
    here, many = reverse("inbox:list", args=[request.practice.slug]), queries.counts(request.practice)
    more = f"&account={account}" if account else ""
    return [
        {"label": label, "url": f"{here}?show={key}{more}", "current": show == key, "count": many[key]}
        for key, (label, _) in queries.FILTERS.items()
    ]


def _uuid(text: str) -> uuid.UUID | None:
    with suppress(ValueError):
        return uuid.UUID(text)
    return None


@staff("inbox.read")
def detail(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One item: what it says, what it would disclose, what happened, and what can be done now."""
    item = get_object_or_404(queries.items_of(request.practice), pk=pk)
    return render(request, "inbox/item_detail.html", page_of(request, item))


def page_of(request: StaffRequest, item: Item, form: ModerationForm | None = None) -> dict[str, Any]:
    """Everything on an item's page."""
    opened = queries.opening_of(item, request.actor.id, timezone.now()) is not None
    may_moderate, may_answer = may(request.actor, "inbox.moderate"), may(request.actor, "inbox.answer")
    standing, now = item.state in STANDING, standing_of(request, item)
    fits = [] if now["answers"] else [one for one in offered_for(item.category) if item.category in one.fits]
    return {
        **now,
        "item": item,
        "kind": KINDS[item.kind],
        "opened": opened,
        "may_open": may(request.actor, "inbox.open"),
        "pieces": pieces_of(item, opened=opened),
        "masked": not opened and any(piece.covered for piece in pieces_of(item, opened=False)),
        "author": author_of(item, opened=opened),
        "category": CATEGORIES.get(item.category, ("look", "Not judged")),
        "verdict": STATES[item.state],
        "advice": advice_for(item),
        "findings": _findings(item, opened=opened),
        "facts": facts_of(item),
        "snapshots": list(item.snapshots.all()),
        "history": queries.history_of(item),
        "may_moderate": bool(may_moderate) and standing,
        "may_keep": bool(may_moderate) and item.state in TO_DO,
        "may_answer": bool(may_answer) and standing and item.kind != "post",
        "form": form or ModerationForm(item=item),
        "critical_law": CRITICISM_LAW,
        "proposal": Reason(item.proposed) if item.proposed else None,
        "suggested": fits,
        "templates": offered_for(item.category),
        "points_at_post": Raised.NAMES in item.raised and item.parent_delivery is not None,
        "note_form": NoteForm(),
    }


def standing_of(request: StaffRequest, item: Item) -> dict[str, Any]:
    """The removal under way and the answers on their way; ``moving`` while a worker has something to do."""
    removals = list(item.moderations.order_by("-asked_at"))
    replies = list(queries.replies_of(request.practice).filter(item=item))
    deliveries = queries.deliveries_for(replies)
    ears = Ears.of(request.practice) if any(reply.state == Reply.State.WAITING for reply in replies) else None
    answers = [_answer(request, reply, deliveries.get(reply.pk), ears) for reply in replies]
    working = any(one.state in ("due", "verifying") for one in removals)
    on_the_way = any(one["delivery"] and one["delivery"].state in ON_THE_WAY for one in answers)
    return {
        "removals": removals,
        "under_way": any(one.state in OPEN_MODERATIONS for one in removals),
        "answers": answers,
        "moving": working or on_the_way,
    }


def _answer(request: StaffRequest, reply: Reply, delivery: Any, ears: Ears | None) -> dict[str, Any]:
    waits = reply.state == Reply.State.WAITING
    own = waits and str(reply.written_by_id) == request.actor.id
    judged = ears.judge_reply(reply.text, answers=reply.item.text) if ears and waits else None
    return {
        "reply": reply,
        "delivery": delivery,
        "own": own,
        "may_review": waits and not own and bool(may(request.actor, "inbox.approve_reply")),
        "findings": [one for one in judged.findings if one.severity != "note"] if judged else [],
    }


def _findings(item: Item, *, opened: bool) -> list[dict[str, Any]]:
    """What it would disclose, in plain words with the law; the words themselves only while it is open."""
    text = item.text if opened else ""
    return [
        {**one, "text": text[one["start"] : one["end"]] if opened else ""}
        for one in item.findings
        if one["severity"] != "note"
    ]


@staff("inbox.read")
def standing(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """How removal and answers go on; asks the browser for the whole page once that has ended."""
    item = get_object_or_404(queries.items_of(request.practice), pk=pk)
    context = {"item": item, **standing_of(request, item), "note_form": NoteForm()}
    response = render(request, "inbox/_standing.html", context)
    if not context["moving"]:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@staff("inbox.open")
def open_item(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Show its words to this person for a while; recorded."""
    item = get_object_or_404(queries.items_of(request.practice), pk=pk)
    services.open_item(item=item, by=request.actor, at=timezone.now())
    return redirect("inbox:detail", request.practice.slug, pk)


@require_POST
@staff("inbox.moderate")
def keep(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """It stays."""
    item = get_object_or_404(queries.items_of(request.practice), pk=pk)
    services.keep(item=item, by=request.actor, at=timezone.now())
    messages.success(request, "Kept as it is.")
    return redirect("inbox:detail", request.practice.slug, pk)


@require_POST
@staff("inbox.moderate")
def moderate(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """Have it hidden or deleted: snapshot first, then the network, then we look again."""
    item = get_object_or_404(queries.items_of(request.practice), pk=pk)
    form = ModerationForm(request.POST, item=item)
    if form.is_valid():
        try:
            services.moderate(
                item=item,
                action=Action(form.cleaned_data["action"]),
                reason=Reason(form.cleaned_data["reason"]),
                not_criticism=form.cleaned_data.get("not_criticism", False),
                by=request.actor,
                at=timezone.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("inbox:detail", request.practice.slug, pk)
    return render(request, "inbox/item_detail.html", page_of(request, item, form), status=422)


@require_POST
@staff("inbox.moderate")
def by_hand(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """A person did it on the network; we look."""
    moderation: Moderation = get_object_or_404(queries.moderations_of(request.practice), pk=pk)
    services.confirm_by_hand(moderation=moderation, by=request.actor, at=timezone.now())
    messages.success(request, "Thank you. We look whether it is gone.")
    return redirect("inbox:detail", request.practice.slug, moderation.item_id)
