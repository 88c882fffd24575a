"""Handing renditions over to a vendor, and the vendor's own page for fetching them once."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from chaperone.access.gate import StaffRequest, staff
from chaperone.access.models import Practice
from chaperone.compliance.models import Vendor
from chaperone.compliance.queries import vendors_of
from chaperone.compliance.rules import may_receive
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import links
from chaperone.library import pages, queries, services
from chaperone.library.forms import HandOverForm
from chaperone.library.handing_over import LINK, HandedOver
from chaperone.library.models import HandOver

OFFERED = 100


@require_http_methods(["GET", "POST"])
@staff("library.hand_over")
def hand_over(request: StaffRequest) -> HttpResponse:
    """Choose pictures, a vendor and a purpose; the answer shows the link, once."""
    form = HandOverForm(request.POST or None)
    done = _hand_over(request, form) if form.is_valid() else None
    if done is not None:
        return render(
            request, "library/hand_over_done.html", {"hand_over": done.hand_over, "link": _link(done)}
        )
    at = timezone.now()
    offered = queries.releasable_renditions(request.practice)[:OFFERED]
    context = {
        "form": form,
        "renditions": [{"rendition": one, "title": pages.title_of(one.original)} for one in offered],
        "chosen": set(request.POST.getlist("rendition")),
        "vendors": _choices(request, at),
        "ledger": queries.hand_overs_of(request.practice)[:50],
    }
    return render(request, "library/hand_over_new.html", context, status=422 if form.errors else 200)


def _hand_over(request: StaffRequest, form: HandOverForm) -> HandedOver | None:
    ids = _ids(request.POST.getlist("rendition"))
    vendor = next((v for v in _vendors(request.practice) if str(v.pk) == request.POST.get("vendor")), None)
    if vendor is None:
        form.add_error(None, "Choose a vendor. It has to be on the register.")
        return None
    try:
        return services.hand_over(
            renditions=list(queries.renditions_of(request.practice).filter(pk__in=ids)),
            vendor=vendor,
            purpose=form.cleaned_data["purpose"],
            by=request.actor,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


def _ids(typed: list[str]) -> list[UUID]:
    found = []
    for one in typed:
        with suppress(ValueError):  # not an id at all
            found.append(UUID(one))
    return found


def _choices(request: StaffRequest, at: datetime) -> list[dict[str, Any]]:
    chosen = request.POST.get("vendor", "")
    return [
        {"vendor": one, "answer": may_receive(one, at), "chosen": str(one.pk) == chosen}
        for one in _vendors(request.practice)
    ]


def _vendors(practice: Practice) -> list[Vendor]:
    return [vendor for vendor in vendors_of(practice) if vendor.kind == Vendor.Kind.VENDOR]


def _link(done: HandedOver) -> str:
    path = reverse("handed:pick_up", args=[done.token])
    return f"{settings.CHAPERONE_BASE_URL}{path}"


@require_http_methods(["GET", "POST"])
def pick_up(request: HttpRequest, token: str) -> HttpResponse:
    """The vendor's page. Looking spends nothing (mail programs look); pressing the button does."""
    at = timezone.now()
    row = _handed(token, at)
    if request.method == "GET":
        return render(request, "library/hand_over_pick_up.html", {"hand_over": row, "practice": row.practice})
    row, archive = services.fetch(token=token, at=at)
    response = HttpResponse(archive, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{row.pk.hex}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _handed(token: str, at: datetime) -> HandOver:
    """The row behind the link; a link nobody issued does not exist, a spent one says so."""
    try:
        link = links.look(purpose=LINK, token=token, at=at)
    except Refusal as refusal:
        if refusal.code == "link.unknown":
            raise Http404 from refusal
        raise
    return HandOver.objects.select_related("practice", "vendor").get(pk=link.subject_id)
