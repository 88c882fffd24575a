"""The door in front of every patient page: a token leads to her request or to her own page, or to a kind no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from hashlib import sha256
from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation

from chaperone.consents.models import Authorization
from chaperone.consents.services import PAGE, REQUEST, page_link
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import links
from chaperone.foundation.sealing.models import Link

OPENED = "consents_opened"
KNOWN = "consents_known"
KEPT_IN_SESSION = 20
STATUS = {"link.unknown": 404, "link.used": 410, "link.closed": 410, "link.expired": 410}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came through the door: ``kind`` says to what, ``known`` whether the date of birth was confirmed here."""

    kind: Literal["request", "page"]
    token: str
    row: Authorization
    at: datetime
    known: bool
    opened: bool


PatientView = Callable[..., HttpResponse]


def visit(*kinds: str) -> Callable[[PatientView], PatientView]:
    """Guard a view under ``/c/<token>/``; it gets a :class:`Visit` in place of the token, in her language."""

    def guard(view: PatientView) -> PatientView:
        @wraps(view)
        def guarded(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
            at = timezone.now()
            try:
                came = _find(request, token, at)
            except Refusal as refusal:
                return _same_browser(request, token, at) or closed(request, refusal)
            if came.kind not in kinds:
                return redirect("consent:open", token)
            with translation.override(came.row.language), timezone.override(came.row.practice.tz):
                return _answer(request, came, view, kwargs)

        guarded.patient_view = True  # type: ignore[attr-defined]
        return guarded

    return guard


def _answer(request: HttpRequest, came: Visit, view: PatientView, kwargs: dict[str, object]) -> HttpResponse:
    try:
        return view(request, came, **kwargs)
    except Refusal as refusal:
        if refusal.code in STATUS:
            return _same_browser(request, came.token, came.at) or closed(request, refusal)
        return closed(request, refusal, practice=came.row.practice, status=409)


def closed(
    request: HttpRequest, refusal: Refusal, *, practice: object = None, status: int | None = None
) -> HttpResponse:
    """The page for a link that leads nowhere: what happened, and what to do."""
    language = (
        translation.get_language_from_request(request) if practice is None else translation.get_language()
    )
    with translation.override("es" if (language or "").startswith("es") else "en"):
        context = {"refusal": refusal, "practice": practice or "", "kind": refusal.code.partition(".")[2]}
        return render(
            request, "consents/link_closed.html", context, status=status or STATUS.get(refusal.code, 409)
        )


def _find(request: HttpRequest, token: str, at: datetime) -> Visit:
    try:
        link, kind = links.look(purpose=REQUEST, token=token, at=at), "request"
    except Refusal as refusal:
        if refusal.code != "link.unknown":
            raise
        link, kind = links.look(purpose=PAGE, token=token, at=at), "page"
    return _visit(request, "request" if kind == "request" else "page", token, link, at)


def _visit(
    request: HttpRequest, kind: Literal["request", "page"], token: str, link: Link, at: datetime
) -> Visit:
    row = Authorization.objects.select_related("practice", "patient").get(pk=link.subject_id)
    opened = _digest(token) in request.session.get(OPENED, {})
    known = not row.patient.born_on or str(row.patient_id) in request.session.get(KNOWN, [])
    return Visit(kind, token, row, at, known, opened)


def _same_browser(request: HttpRequest, token: str, at: datetime) -> HttpResponse | None:
    """Whoever signed here a moment ago and pressed twice, or came back, is led to her own page."""
    pk = request.session.get(OPENED, {}).get(_digest(token))
    row = Authorization.objects.filter(pk=pk, signed_at__isnull=False).first() if pk else None
    return redirect("consent:open", page_link(authorization=row, at=at)) if row else None


def remember(request: HttpRequest, came: Visit) -> None:
    """Keep in this browser's session that she opened this link and, where asked, knew her date of birth."""
    opened = request.session.get(OPENED, {}) | {_digest(came.token): str(came.row.pk)}
    request.session[OPENED] = dict(list(opened.items())[-KEPT_IN_SESSION:])
    known = [*request.session.get(KNOWN, []), str(came.row.patient_id)]
    request.session[KNOWN] = list(dict.fromkeys(known))[-KEPT_IN_SESSION:]


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()
