"""The library's pages: the grid, one picture, what is covered in it, opening its original."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.rules import may
from chaperone.foundation.refusal import Refusal
from chaperone.library import pages, queries, rules, services
from chaperone.library.editing import Answer, next_edits, read_answer
from chaperone.library.forms import OpenForm, RedactForm
from chaperone.library.models import Original, OriginalOpening, Rendition

PER_PAGE = 24


@require_GET
@staff("library.read")
def show_list(request: StaffRequest) -> HttpResponse:
    """The grid, newest first, with filters that can be bookmarked."""
    filters = {name: request.GET.get(name, "") for name in ("state", "subject", "patient")}
    originals = queries.filtered(request.practice, **filters)
    page = Paginator(queries.with_newest(originals), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "tiles": pages.tiles_of(page.object_list),
        "filters": filters,
        "tabs": _tabs(filters),
        "subjects": rules.Subject.choices,
        "patients": queries.pictured_patients(request.practice),
        "query": "".join(f"{name}={value}&" for name, value in filters.items() if value),
        "may_upload": may(request.actor, "library.upload"),
        "may_hand_over": may(request.actor, "library.hand_over"),
    }
    return render(request, "library/original_list.html", context)


def _tabs(filters: dict[str, str]) -> list[dict[str, Any]]:
    kept = "".join(f"&{name}={value}" for name, value in filters.items() if value and name != "state")
    states = [
        ("", "All"),
        ("clean", "Clean"),
        ("waiting", "Being cleaned"),
        ("held", "Held"),
        ("failed", "Not readable"),
    ]
    return [
        {"label": label, "url": f"?state={state}{kept}", "current": filters["state"] == state, "count": None}
        for state, label in states
    ]


@require_GET
@staff("library.read")
def detail(request: StaffRequest, pk: UUID) -> HttpResponse:
    """One picture: its newest rendition beside the sealed original, the report, the history."""
    return _page(request, _original(request, pk))


@require_GET
@staff("library.open_original")
def opened(request: StaffRequest, pk: UUID) -> HttpResponse:
    """The same page with the original open, for the person who gave the reason, for a quarter of an hour."""
    opening = _opening(request, pk)
    answer = rules.may_see(opening, person_id=request.actor.id, at=timezone.now())
    if not answer:
        messages.info(request, f"{answer.reason} {answer.remedy}")
        return _to(opening.original)
    return _page(request, _original(request, opening.original_id), opening=opening)


@require_POST
@staff("library.open_original")
def open_original(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Takes the reason, records it, and leads to the open original."""
    original = _original(request, pk)
    form = OpenForm(request.POST)
    if form.is_valid():
        try:
            opening = services.open_original(
                original=original, **form.cleaned_data, by=request.actor, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("library:opened", request.practice.slug, opening.pk)
    return _page(request, original, open_form=form)


@require_POST
@staff("library.redact")
def redact(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Applies what was drawn: another rendition is asked for."""
    rendition = get_object_or_404(queries.renditions_of(request.practice), pk=pk)
    original = _original(request, rendition.original_id)
    form, answer = RedactForm(request.POST), _answer(request)
    if form.is_valid() and answer is not None:
        _apply(request, form, rendition, answer)
    elif answer is None:
        form.add_error(None, "The regions did not arrive whole. Draw them again, or reload the page.")
    return _page(request, original, redact_form=form, answer=answer) if form.errors else _to(original)


def _answer(request: StaffRequest) -> Answer | None:
    try:
        return read_answer(request.POST)
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def _apply(request: StaffRequest, form: RedactForm, rendition: Rendition, answer: Answer) -> None:
    edits = next_edits(rendition, answer, **form.cleaned_data)
    if edits == rendition.edits:
        messages.info(request, "Nothing was changed, so this version stays.")
        return
    try:
        services.request_rendition(
            original=rendition.original, edits=edits, based_on=rendition, by=request.actor, at=timezone.now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))


@require_POST
@staff("library.redact")
def retry(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Tries a failed rendition again, with the same edits."""
    rendition = get_object_or_404(queries.renditions_of(request.practice), pk=pk)
    services.request_rendition(
        original=_original(request, rendition.original_id),
        edits=rendition.edits,
        based_on=rendition,
        by=request.actor,
        at=timezone.now(),
    )
    return _to(rendition.original)


@require_POST
@staff("library.redact")
def check_marks(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A person looked."""
    rendition = get_object_or_404(queries.renditions_of(request.practice), pk=pk)
    services.check_marks(rendition=rendition, by=request.actor, at=timezone.now())
    messages.success(request, "Marked as looked at. This version can be used now.")
    return _to(rendition.original)


@require_GET
@staff("library.read")
def progress(request: StaffRequest, pk: UUID) -> HttpResponse:
    """Asked every two seconds while a rendition is made; reloads the page when it is."""
    rendition = get_object_or_404(queries.renditions_of(request.practice), pk=pk)
    response = render(request, "library/_rendition_progress.html", {"rendition": rendition})
    if rendition.state != Rendition.State.WAITING:
        response["HX-Refresh"] = "true"
    return response


def _page(request: StaffRequest, original: Original, **parts: Any) -> HttpResponse:
    status = 422 if any(part.errors for name, part in parts.items() if name.endswith("form")) else 200
    return render(
        request,
        "library/original_detail.html",
        pages.detail_of(original, request.actor, **parts),
        status=status,
    )


def _original(request: StaffRequest, pk: UUID) -> Original:
    return get_object_or_404(queries.originals_of(request.practice), pk=pk)


def _opening(request: StaffRequest, pk: UUID) -> OriginalOpening:
    return get_object_or_404(queries.openings_of(request.practice), pk=pk)


def _to(original: Original) -> HttpResponse:
    return redirect("library:detail", original.practice.slug, original.pk)
