"""Pictures as bytes, each behind the same door as its page."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_GET

from chaperone.access.gate import StaffRequest, no_permission, staff
from chaperone.access.rules import may
from chaperone.engines.redaction.errors import Unreadable
from chaperone.engines.redaction.isolated import preview_isolated
from chaperone.library import queries, rules
from chaperone.library.handing_over import EXTENSIONS
from chaperone.library.models import Rendition


@require_GET
@staff("library.read")
def rendition_image(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A rendition for the screen: a JPEG of at most 1600 pixels a side."""
    return _rendition(request, pk, "view")


@require_GET
@staff("library.read")
def rendition_thumb(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A rendition for lists: a JPEG of at most 480 pixels a side."""
    return _rendition(request, pk, "thumb")


@require_GET
@staff("library.read")
def rendition_file(request: StaffRequest, pk: UUID) -> HttpResponse:
    """A rendition byte for byte, as it would be published."""
    return _rendition(request, pk, "file")


@require_GET
@staff("library.open_original")
def original_image(request: StaffRequest, pk: UUID) -> HttpResponse:
    """An opened original, small and without metadata, for the person who gave the reason."""
    opening = get_object_or_404(queries.openings_of(request.practice), pk=pk)
    if not rules.may_see(opening, person_id=request.actor.id, at=timezone.now()):
        raise Http404
    try:
        data = preview_isolated(opening.original.read())
    except Unreadable as answer:
        raise Http404(answer.reason) from answer
    return picture(data, "image/jpeg", opening.pk)


def _rendition(request: StaffRequest, pk: UUID, size: str) -> HttpResponse:
    rendition = get_object_or_404(queries.renditions_of(request.practice), pk=pk)
    if rendition.state == Rendition.State.HELD:  # not certified: only for those who decide what is covered
        answer = may(request.actor, "library.redact")
        if not answer:
            return no_permission(request, answer)
    try:
        if size == "file":
            return picture(rendition.read(), rendition.mime, rendition.pk)
        data = rendition.read_view() if size == "view" else rendition.read_thumb()
    except FileNotFoundError as missing:
        raise Http404 from missing
    return picture(data, "image/jpeg", rendition.pk)


def picture(data: bytes, mime: str, pk: UUID) -> HttpResponse:
    """A response that a browser shows and keeps nowhere; its name says nothing."""
    response = HttpResponse(data, content_type=mime)
    response["Content-Disposition"] = f'inline; filename="{pk.hex}.{EXTENSIONS.get(mime, "bin")}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store, private, max-age=0"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Referrer-Policy"] = "no-referrer"
    return response
