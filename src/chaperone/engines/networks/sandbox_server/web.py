"""Requests in, answers out: the little HTTP the sandbox needs, on bare WSGI."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from .store import Refused

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

MAX_BODY = 10 * 1024 * 1024

# Nothing but the site's own stylesheet and pictures; forms go nowhere else. No scripts exist at all.
_SECURITY = (
    (
        "Content-Security-Policy",
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
    ("Cache-Control", "no-store"),
)


@dataclass(frozen=True)
class Request:
    """`prefix` is where the site is mounted (WSGI's SCRIPT_NAME), to be put before every link."""

    method: str
    path: str
    prefix: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @classmethod
    def from_environ(cls, environ: WSGIEnvironment) -> Request:
        query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
        headers = {
            name[5:].lower().replace("_", "-"): value
            for name, value in environ.items()
            if name.startswith("HTTP_")
        }
        # WSGI hands the path as latin-1 (PEP 3333); the network's handles and ids are ASCII anyway.
        path = environ.get("PATH_INFO", "").encode("latin-1", "replace").decode("utf-8", "replace")
        prefix = environ.get("SCRIPT_NAME", "").rstrip("/")
        return cls(environ["REQUEST_METHOD"], path or "/", prefix, query, headers, _body(environ))

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; Refused 400 otherwise."""
        try:
            data = json.loads(self.body or b"{}")
        except ValueError:
            raise Refused(400, "json_malformed") from None
        if not isinstance(data, dict):
            raise Refused(400, "json_malformed")
        return data

    def form(self) -> dict[str, str]:
        fields = parse_qs(self.body.decode("utf-8", "replace"), keep_blank_values=True)
        return {name: values[0] for name, values in fields.items()}

    def number(self, name: str, default: int) -> int:
        value = self.query.get(name, "")
        return int(value) if value.isdigit() and len(value) < 16 else default


def _body(environ: WSGIEnvironment) -> bytes:
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MAX_BODY:
        raise Refused(413, "body_too_large")
    data: bytes = environ["wsgi.input"].read(int(length)) if int(length) else b""
    return data


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes = b""
    mime: str = "application/json"
    headers: tuple[tuple[str, str], ...] = field(default=())

    def send(self, start_response: StartResponse) -> Iterable[bytes]:
        text = f"{self.status} {HTTPStatus(self.status).phrase}"
        length = ("Content-Length", str(len(self.body)))
        start_response(text, [("Content-Type", self.mime), length, *_SECURITY, *self.headers])
        return [self.body]


def as_json(status: int, data: Mapping[str, Any]) -> Answer:
    return Answer(status, json.dumps(data, separators=(",", ":")).encode())


def as_page(status: int, html: str) -> Answer:
    return Answer(status, html.encode(), "text/html; charset=utf-8")


def see_other(location: str) -> Answer:
    """After a form was accepted: reloading the page must not send it again."""
    return Answer(303, headers=(("Location", location),))
