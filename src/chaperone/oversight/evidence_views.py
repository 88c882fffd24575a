"""The evidence of a case: what is in it, the packs that were made, the way to a new one."""

from __future__ import annotations

import uuid
from typing import Any, cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.queries import names_of
from chaperone.oversight import queries, services
from chaperone.oversight.models import EvidencePack
from chaperone.oversight.pack.case import Case, find_case
from chaperone.oversight.rules import Kind, State


@staff("evidence.export")
def evidence(request: StaffRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """What a pack of this case would hold, and the packs there are."""
    case = find_case(request.practice, kind, pk) if kind in Kind.values else None
    if case is None:
        raise Http404
    return render(request, "oversight/evidence.html", _page(request, case))


def _page(request: StaffRequest, case: Case) -> dict[str, Any]:
    packs = list(queries.packs_about(request.practice, case.kind, case.subject_id))
    names = names_of(request.practice.id, {one.asked_by for one in packs})
    return {
        "case": case,
        "packs": [_line(one, names) for one in packs],
        "waiting": any(one.state == State.WAITING for one in packs),
        "inside": [
            {
                "label": "Signed authorizations",
                "value": sum(bool(one.pdf_name) for one in case.authorizations),
            },
            {"label": "Covered pictures", "value": len(case.renditions)},
            {"label": "Posts", "value": len(case.posts)},
            {"label": "Versions of their text", "value": len(case.versions)},
            {"label": "Decisions", "value": len(case.reviews)},
            {"label": "Deliveries", "value": len(case.deliveries)},
            {"label": "Takedowns", "value": len(case.takedowns)},
            {"label": "What others wrote", "value": len(case.items)},
        ],
    }


def _line(pack: EvidencePack, names: dict[str, str]) -> dict[str, Any]:
    return {"pack": pack, "by": names.get(pack.asked_by, "Somebody who left")}


@require_POST
@staff("evidence.export")
def ask(request: StaffRequest, kind: str, pk: uuid.UUID) -> HttpResponse:
    """Ask for a pack."""
    if kind not in Kind.values:
        raise Http404
    services.ask_pack(
        practice=request.practice, kind=kind, subject_id=pk, by=request.actor, at=timezone.now()
    )
    return redirect("oversight:evidence", request.practice.slug, kind, pk)


@staff("evidence.export")
def pack(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """One pack's row, asked for again while it is being put together; without htmx its case's page."""
    row = get_object_or_404(queries.packs_of(request.practice), pk=pk)
    if not request.headers.get("HX-Request"):
        return redirect("oversight:evidence", request.practice.slug, row.kind, row.subject_id)
    names = names_of(request.practice.id, {row.asked_by})
    return render(request, "oversight/_pack.html", {"line": _line(row, names)})


@staff("evidence.export")
def download(request: StaffRequest, pk: uuid.UUID) -> HttpResponse:
    """The zip under a name that says nothing."""
    row = get_object_or_404(queries.packs_of(request.practice), pk=pk)
    body = services.download_pack(pack=row, by=request.actor, at=timezone.now())
    answer = StreamingHttpResponse(
        body,
        headers={
            "Content-Type": "application/zip",
            "Content-Length": str(row.size),
            "Content-Disposition": f'attachment; filename="{row.file_name}"',
        },
    )
    return cast(HttpResponse, answer)  # a streamed answer is one without its body in memory
