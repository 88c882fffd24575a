"""The trail: read it, narrow it, look at one entry with its proof, check all of it."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.audit.canonical import entry_fields
from chaperone.audit.models import Checkpoint, Entry, Leaf
from chaperone.audit.queries import entries_of
from chaperone.audit.tree import Levels
from chaperone.oversight import queries, services
from chaperone.oversight.actors import did, names_in, who
from chaperone.oversight.checking import Check
from chaperone.oversight.forms import FindForm
from chaperone.oversight.subjects import CASES, About, about, subject_of

PER_PAGE = 50


@staff("trail.read")
def trail(request: StaffRequest) -> HttpResponse:
    """Newest first; a posted filter becomes an address that holds ids only."""
    if request.method != "POST":
        return render(request, "oversight/trail.html", _page(request))
    form = FindForm(request.POST, practice=request.practice)
    if not form.is_valid():
        return render(request, "oversight/trail.html", _page(request, form), status=422)
    chosen = {name: value for name, value in form.cleaned_data.items() if value}
    return redirect(f"{reverse('oversight:trail', args=[request.practice.slug])}?{urlencode(chosen)}")


def _page(request: StaffRequest, form: FindForm | None = None, check: Check | None = None) -> dict[str, Any]:
    chosen = {name: request.GET.get(name, "") for name in ("actor", "about", "since", "until")}
    case = about(request.practice, chosen["about"]) if chosen["about"] else None
    rows = queries.trail_of(
        request.practice,
        actor=chosen["actor"],
        ids=case.ids if case else (),
        since=_day(chosen["since"]),
        until=_day(chosen["until"]),
    )
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    given = {name: value for name, value in chosen.items() if value}
    return {
        "page": page,
        "lines": _lines(request, page),
        "form": form or FindForm(practice=request.practice, initial=given),
        "query": f"{urlencode(given)}&" if given else "",
        "case": case,
        "evidence_url": _evidence_url(request, case),
        "check": check,
        **_checkpoint(queries.newest_checkpoint_of(request.practice)),
    }


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:  # somebody typed into the address
        return None
    return found if 1970 <= found.year <= 2200 else None  # calendars end, and so would the arithmetic


def _evidence_url(request: StaffRequest, case: About | None) -> str:
    if case is None or case.kind is None or not may(request.actor, "evidence.export"):
        return ""
    return reverse("oversight:evidence", args=[request.practice.slug, case.kind, case.pk])


def _lines(request: StaffRequest, page: Page[Entry]) -> list[dict[str, Any]]:
    entries = list(page.object_list)
    names = names_in(request.practice.id, entries)
    return [_line(request, entry, names) for entry in entries]


def _line(request: StaffRequest, entry: Entry, names: dict[str, str]) -> dict[str, Any]:
    slug = request.practice.slug
    return {
        "at": entry.at,
        "day": request.practice.local(entry.at).date(),
        "who": who(entry, names),
        "did": did(entry, names),
        "subject": subject_of(entry, slug),
        "url": reverse("oversight:entry", args=[slug, entry.uid]),
        "leaf": getattr(entry, "leaf", None),
    }


def _checkpoint(point: Checkpoint | None) -> dict[str, Any]:
    if point is None:
        return {"checkpoint": None}
    return {
        "checkpoint": point,
        "root": bytes(point.root).hex(),
        "key": sha256(bytes(point.public_key)).hexdigest(),
    }


@require_POST
@staff("trail.read")
def check(request: StaffRequest) -> HttpResponse:
    """Recompute everything now, and say whether it is whole."""
    found = services.check_trail(practice=request.practice, by=request.actor, at=timezone.now())
    return render(request, "oversight/trail.html", _page(request, check=found))


@staff("trail.read")
def entry(request: StaffRequest, uid: str) -> HttpResponse:
    """One entry as it is hashed, where it stands in the tree, and the proof that it is there."""
    row = get_object_or_404(entries_of(request.practice.id), uid=uid)
    names = names_in(request.practice.id, [row])
    kind = CASES.get(row.subject_kind)
    context = {
        "line": _line(request, row, names),
        "fields": json.dumps(entry_fields(row), indent=2, sort_keys=True),
        "case_url": f"{reverse('oversight:trail', args=[request.practice.slug])}?about={row.subject_id}",
        "kind": kind,
        **_proof(row),
    }
    return render(request, "oversight/entry.html", context)


def _proof(row: Entry) -> dict[str, Any]:
    leaf = getattr(row, "leaf", None)
    if leaf is None:
        return {"leaf": None}
    covering = Checkpoint.objects.filter(practice_id=row.practice_id, size__gt=leaf.index).order_by("-size")
    point = covering.first()
    if point is None:
        return {"leaf": None}
    before = Leaf.objects.filter(practice_id=row.practice_id, index__lt=point.size).order_by("index")
    levels = Levels([bytes(one) for one in before.values_list("hash", flat=True)])
    return {
        "leaf": leaf,
        "leaf_hash": bytes(leaf.hash).hex(),
        "proof": [step.hex() for step in levels.proof(leaf.index)],
        **_checkpoint(point),
    }
