"""Every byte between the house and a network passes here: time limits, size limits, what may be repeated.

The rule that prevents double posts: a reading call and an idempotent delete are repeated after a hiccup; a
call that changes something is sent once, and when its answer is lost (time-out, broken connection, 5xx, an
answer cut short) the outcome is *unknown*, never "failed".
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from json import JSONDecodeError, loads
from time import monotonic
from typing import Any

import httpx
import stamina

from .errors import ConnectorError, OutcomeUnknown, RateLimited
from .reach import addresses_of
from .types import Seen

# Failures before a byte of the request left: nothing can have happened.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
)
_DEFAULT_WAIT = 60.0
_LONGEST_WAIT = 24 * 3600.0


class _Hiccup(ConnectorError):
    """A repeatable call got no trustworthy answer."""

    def __init__(self, code: str) -> None:
        super().__init__(code, permanent=False, user_text="The network did not answer properly.")


@dataclass(frozen=True)
class Reply:
    """An answer below 500 that was read completely and is not a 429."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; `{}` when it is something else (an error page of a proxy)."""
        try:
            data = loads(self.body)
        except (JSONDecodeError, UnicodeDecodeError):
            return {}
        return data if isinstance(data, dict) else {}


@dataclass(frozen=True)
class Transport:
    """HTTP with the house's limits. Seconds and bytes; `attempts` counts the first one.

    A name is looked up once a call, judged (`reach.addresses_of`), and the connection goes to that very address.
    `anywhere` is for a server that the settings name. Proxies and passwords of the environment are not used.

    A client lives for one call: nothing is shared between threads or across a fork, and no idle connection is
    reused after the other side closed it.
    """

    connect_seconds: float = 5.0
    answer_seconds: float = 30.0
    max_bytes: int = 8 * 1024 * 1024
    attempts: int = 3
    first_wait: float = 0.2
    anywhere: bool = False

    def read(self, url: str, *, params: Mapping[str, Any] | None = None, token: str | None = None) -> Reply:
        """GET, repeated with jittered back-off. Raises ConnectorError or RateLimited."""
        return self._repeated(lambda: self._once("GET", url, params=params, token=token))

    def exists(self, url: str) -> bool | None:
        """Whether a visitor without an account gets this address; None when it cannot be told."""
        try:
            status = self._repeated(lambda: self._once("GET", url, body_limit=0)).status
        except ConnectorError:
            return None
        if status in (404, 410):
            return False
        return True if 200 <= status < 300 else None

    def seen(self, urls: Iterable[str]) -> Seen:
        """Whether a visitor still gets any of these addresses; `absent` only when every one is gone."""
        looks = [self.exists(url) for url in urls]
        if any(looks):
            return "present"
        return "unknown" if None in looks else "absent"

    def delete(self, url: str, *, token: str | None = None) -> Reply:
        """DELETE of one named thing: repeating it is harmless, so it is repeated."""
        return self._repeated(lambda: self._once("DELETE", url, token=token))

    def repeatable(
        self,
        url: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
    ) -> Reply:
        """POST of something harmless to repeat: a named delete, a sign-in, an upload nobody can see yet."""
        return self._repeated(
            lambda: self._once("POST", url, json=json, content=content, headers=headers, token=token)
        )

    def change(
        self, url: str, *, json: Any, headers: Mapping[str, str] | None = None, token: str | None = None
    ) -> Reply:
        """POST, sent once. OutcomeUnknown: the answer was lost. Other ConnectorErrors: nothing happened."""
        try:
            reply = self._once("POST", url, json=json, headers=headers, token=token)
        except _Hiccup as lost:
            raise OutcomeUnknown(lost.code) from None
        if 200 <= reply.status < 300 and reply.body and not reply.json():
            raise OutcomeUnknown("answer_unreadable")
        return reply

    def _repeated(self, call: Callable[[], Reply]) -> Reply:
        for attempt in stamina.retry_context(
            on=_Hiccup,
            attempts=self.attempts,
            wait_initial=self.first_wait,
            wait_jitter=self.first_wait,
            wait_max=5.0,
            timeout=None,
        ):
            with attempt:
                return call()
        raise AssertionError("stamina always runs the block")  # pragma: no cover

    def _once(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        token: str | None = None,
        body_limit: int | None = None,
    ) -> Reply:
        sent = {"Accept": "*/*", "User-Agent": "Chaperone", **(headers or {})}
        if token:
            sent["Authorization"] = f"Bearer {token}"
        limits = httpx.Timeout(self.answer_seconds, connect=self.connect_seconds)
        limit = self.max_bytes if body_limit is None else body_limit
        try:
            with httpx.Client(timeout=limits, verify=_certificates(), trust_env=False) as client:
                request = client.build_request(
                    method, url, params=params, json=json, content=content, headers=sent
                )
                return self._sent(client, request, limit)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL):
            raise ConnectorError("address_unusable", permanent=True) from None
        except _NOT_SENT:
            raise ConnectorError(
                "unreachable", permanent=False, user_text="The network could not be reached."
            ) from None
        except httpx.TimeoutException:
            raise _Hiccup("answer_timed_out") from None
        except httpx.HTTPError:
            raise _Hiccup("connection_lost") from None

    def _sent(self, client: httpx.Client, request: httpx.Request, body_limit: int) -> Reply:
        """To the first of the judged addresses that takes the connection; the certificate must name the host."""
        url, host = request.url, request.url.raw_host.decode("ascii")
        if url.scheme not in ("http", "https") or not host:
            raise ConnectorError("address_unusable", permanent=True)
        port = url.port or (443 if url.scheme == "https" else 80)
        *others, last = addresses_of(host, port, anywhere=self.anywhere)
        request.extensions["sni_hostname"] = host
        for address in others:
            request.url = url.copy_with(host=address)
            try:
                return self._answered(client, request, body_limit)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue  # not a byte of the request left
        request.url = url.copy_with(host=last)
        return self._answered(client, request, body_limit)

    def _answered(self, client: httpx.Client, request: httpx.Request, body_limit: int) -> Reply:
        answer = client.send(request, stream=True, follow_redirects=False)
        try:
            return _judged(answer, body_limit, monotonic() + self.answer_seconds)
        finally:
            answer.close()


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _judged(answer: httpx.Response, limit: int, deadline: float) -> Reply:
    if answer.status_code == 429:
        raise RateLimited(_wait_asked_for(answer.headers))
    if answer.status_code >= 500:
        raise _Hiccup(f"http_{answer.status_code}")
    body = b"" if limit == 0 else _read_up_to(answer.iter_bytes(), limit, deadline)
    return Reply(answer.status_code, dict(answer.headers), body)


def _read_up_to(chunks: Iterable[bytes], limit: int, deadline: float) -> bytes:
    body = bytearray()
    for chunk in chunks:
        body += chunk
        if monotonic() > deadline:  # a server that drips one byte at a time never hits the read time-out
            raise _Hiccup("answer_timed_out")
        if len(body) > limit:
            raise _Hiccup("answer_too_large")
    return bytes(body)


def _wait_asked_for(headers: Mapping[str, str]) -> float:
    """Seconds, from Retry-After (RFC 9110 10.2.3: seconds or a date) or `ratelimit-reset` (a Unix time)."""
    now = datetime.now(UTC)
    asked = headers.get("retry-after", "")
    reset = headers.get("ratelimit-reset", "")
    wait = _DEFAULT_WAIT
    if asked.isdigit():
        wait = float(asked)
    elif asked:
        try:
            wait = (parsedate_to_datetime(asked) - now).total_seconds()
        except (ValueError, TypeError):
            wait = _DEFAULT_WAIT
    elif reset.isdigit():
        wait = float(reset) - now.timestamp()
    return min(max(wait, 1.0), _LONGEST_WAIT)
