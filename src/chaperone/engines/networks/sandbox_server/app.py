"""The sandbox site as one WSGI callable: which address goes where, who may ask, what fails on request."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import api, pages
from .database import Database
from .faults import FaultPlan, Point
from .store import Refused, account_by_token
from .web import Answer, Request, as_json

if TYPE_CHECKING:
    import sqlite3

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_ID = r"([0-9a-f]{16})"


@dataclass(frozen=True)
class Route:
    """One address of the JSON API; `point` names where a planned fault may strike."""

    method: str
    pattern: re.Pattern[str]
    handler: Callable[..., Answer]
    point: Point


def _route(method: str, pattern: str, handler: Callable[..., Answer], point: Point) -> Route:
    return Route(method, re.compile(pattern), handler, point)


_API = (
    _route("GET", "/api/me", api.me, "read"),
    _route("POST", "/api/media", api.upload, "upload"),
    _route("POST", "/api/posts", api.create_post, "create_post"),
    _route("GET", "/api/posts", api.list_posts, "read"),
    _route("GET", f"/api/posts/{_ID}", api.read_post, "read"),
    _route("DELETE", f"/api/posts/{_ID}", api.delete_post, "delete_post"),
    _route("POST", f"/api/posts/{_ID}/replies", api.reply_to_post, "reply"),
    _route("GET", "/api/entries", api.list_entries, "read"),
    _route("GET", f"/api/entries/{_ID}", api.read_entry, "read"),
    _route("DELETE", f"/api/entries/{_ID}", api.delete_entry, "moderate"),
    _route("POST", f"/api/entries/{_ID}/replies", api.reply_to_entry, "reply"),
    _route("POST", f"/api/entries/{_ID}/(hide|unhide)", api.hide_entry, "moderate"),
)

_PAGES = tuple(
    (method, re.compile(pattern), handler)
    for method, pattern, handler in (
        ("GET", "/", pages.home),
        ("GET", "/static/sandbox.css", pages.stylesheet),
        ("GET", "/static/sandbox.svg", pages.icon),
        ("GET", r"/@([A-Za-z0-9._-]{2,40})", pages.profile),
        ("POST", r"/@([A-Za-z0-9._-]{2,40})/reviews", pages.leave_review),
        ("POST", r"/@([A-Za-z0-9._-]{2,40})/messages", pages.leave_message),
        ("GET", f"/post/{_ID}", pages.post),
        ("POST", f"/post/{_ID}/comments", pages.leave_comment),
        ("GET", f"/media/{_ID}", pages.picture),
    )
)


def create_app(
    database_path: str | Path, *, faults: FaultPlan | None = None, open_registration: bool = True
) -> WSGIApplication:
    """The simulated network on the SQLite file `database_path` (made when missing), under any mount prefix.

    With `faults`, tests may plan misbehaviour through that object or by POST to /admin/faults; without it
    that address does not exist. `open_registration` lets anybody open an account at /api/accounts.
    """
    site = _Site(Database(database_path), faults, open_registration)
    return site.answer


@dataclass(frozen=True)
class _Site:
    database: Database
    faults: FaultPlan | None
    open_registration: bool

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        prefix = environ.get("SCRIPT_NAME", "").rstrip("/")
        machine = environ.get("PATH_INFO", "").startswith(("/api/", "/admin/"))
        try:
            answer = self._dispatch(Request.from_environ(environ))
        except Refused as no:
            answer = as_json(no.status, {"error": no.code}) if machine else pages.refused(prefix, no)
        if environ["REQUEST_METHOD"] == "HEAD":
            answer = Answer(answer.status, b"", answer.mime, answer.headers)
        return answer.send(start_response)

    def _dispatch(self, request: Request) -> Answer:
        method = "GET" if request.method == "HEAD" else request.method
        if request.path == "/admin/faults" and self.faults is not None and method == "POST":
            return _plan_faults(self.faults, request)
        if request.path == "/api/accounts" and self.open_registration and method == "POST":
            return api.open_account(self.database, request)
        for route in _API:
            match = route.pattern.fullmatch(request.path)
            if match and route.method == method:
                return self._call(route, request, match.groups())
        for verb, pattern, handler in _PAGES:
            match = pattern.fullmatch(request.path)
            if match and verb == method:
                return handler(self.database, request, *match.groups())
        raise Refused(404, "not_found")

    def _call(self, route: Route, request: Request, parts: tuple[str, ...]) -> Answer:
        account = self._signed_in(request)
        fault = self.faults.take(route.point) if self.faults else None
        kind = fault.kind if fault else ""
        if fault and kind == "rate_limited":
            return Answer(
                429, b'{"error":"rate_limited"}', headers=(("Retry-After", f"{fault.seconds:.0f}"),)
            )
        if kind == "error":
            return as_json(500, {"error": "internal"})
        if kind == "keep_media":
            return api.delete_post(self.database, request, account, *parts, keep_media=True)
        answer = route.handler(self.database, request, account, *parts)
        if self.faults and fault and kind in ("slow", "timeout_after_commit"):
            self.faults.stall(*((fault.seconds,) if kind == "slow" else ()))
        if kind == "error_after_commit":
            return as_json(500, {"error": "internal"})
        if kind == "truncated_json":
            return Answer(answer.status, answer.body[: len(answer.body) // 2], answer.mime)
        return answer

    def _signed_in(self, request: Request) -> sqlite3.Row:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        account = account_by_token(self.database, token) if scheme.lower() == "bearer" and token else None
        if account is None:
            raise Refused(401, "token")
        return account


def _plan_faults(faults: FaultPlan, request: Request) -> Answer:
    asked = request.json()
    if asked.get("clear"):
        faults.clear()
        return as_json(200, {"cleared": True})
    try:
        faults.add(
            str(asked.get("on")),
            str(asked.get("kind")),
            times=int(asked.get("times", 1)),
            seconds=float(asked.get("seconds", 0)),
        )
    except ValueError:
        raise Refused(400, "fault_unknown") from None
    return as_json(201, {"planned": True})
