"""The AT Protocol underneath Bluesky: sessions, calls by name (XRPC), record keys."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from .errors import ConnectorError, ReconnectNeeded
from .transport import Reply, Transport
from .types import Account

# A session ends in these words; anything else said about the account needs a person.
_STALE = frozenset({"ExpiredToken", "InvalidToken"})
_LOCKED_OUT = frozenset({"AuthenticationRequired", "AccountTakedown", "AccountDeactivated", "AuthMissing"})

_SORTABLE = "234567abcdefghijklmnopqrstuvwxyz"
_YEAR_2020 = 1_577_836_800_000_000  # microseconds since 1970


class XrpcRefused(ConnectorError):
    """A server said no (4xx). `code` is its error name; `blob_missing` tells the one case that has no name."""

    def __init__(self, code: str, *, blob_missing: bool = False) -> None:
        super().__init__(code, permanent=True, user_text="Bluesky refused this.")
        self.blob_missing = blob_missing


@dataclass(frozen=True)
class Session:
    did: str
    handle: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    pds: str | None = None

    @property
    def with_main_password(self) -> bool:
        """Whether it was opened with the account's own password, which can do everything."""
        try:
            part = self.access.split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
        except (IndexError, ValueError):
            return False
        return isinstance(claims, dict) and claims.get("scope") == "com.atproto.access"


class Sessions:
    """Open sessions of this process, in memory only. The one secret that is kept elsewhere is the app password.

    Rotating refresh tokens are therefore never stored, and no two workers can burn each other's.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, Session] = {}

    def get(self, acct: Account) -> Session | None:
        with self._lock:
            return self._open.get(_name_of(acct))

    def put(self, acct: Account, session: Session) -> Session:
        with self._lock:
            self._open[_name_of(acct)] = session
        return session


def _name_of(acct: Account) -> str:
    parts = (acct.base_url, acct.account_id, acct.handle, acct.secrets.get("app_password", ""))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Xrpc:
    """Calls on the account's own server, signed in as the account."""

    transport: Transport
    sessions: Sessions = field(default_factory=Sessions)

    def query(self, acct: Account, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        url = address(acct.base_url, method)
        return self._signed(acct, lambda token: self.transport.read(url, params=params, token=token))

    def change(self, acct: Account, method: str, body: Any) -> dict[str, Any]:
        """Sent once; only a stale session (refused before anything happened) is renewed and sent again."""
        url = address(acct.base_url, method)
        return self._signed(acct, lambda token: self.transport.change(url, json=body, token=token))

    def repeatable(self, acct: Account, method: str, body: Any) -> dict[str, Any]:
        url = address(acct.base_url, method)
        return self._signed(acct, lambda token: self.transport.repeatable(url, json=body, token=token))

    def upload(self, acct: Account, data: bytes, mime: str) -> dict[str, Any]:
        """The blob reference to put into a record."""
        url = address(acct.base_url, "com.atproto.repo.uploadBlob")
        kind = {"Content-Type": mime}
        return self._signed(
            acct, lambda token: self.transport.repeatable(url, content=data, headers=kind, token=token)
        )

    def public(self, base_url: str, method: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Asked as a visitor, without an account."""
        return understood(self.transport.read(address(base_url, method), params=params))

    def session(self, acct: Account) -> Session:
        """The open session, or a new one by app password. Raises ReconnectNeeded when that is refused."""
        return self.sessions.get(acct) or self._open(acct)

    def _signed(self, acct: Account, call: Callable[[str], Reply]) -> dict[str, Any]:
        session = self.session(acct)
        try:
            return understood(call(session.access))
        except XrpcRefused as no:
            if no.code not in _STALE:
                raise
        try:
            return understood(call(self._renewed(acct, session).access))
        except XrpcRefused as no:
            raise ReconnectNeeded(no.code) if no.code in _STALE else no from None

    def _renewed(self, acct: Account, stale: Session) -> Session:
        known = self.sessions.get(acct)
        if known is not None and known.access != stale.access:
            return known  # another thread was faster
        url = address(acct.base_url, "com.atproto.server.refreshSession")
        try:
            return self._keep(acct, understood(self.transport.repeatable(url, token=stale.refresh)))
        except (XrpcRefused, ReconnectNeeded):
            return self._open(acct)

    def _open(self, acct: Account) -> Session:
        url = address(acct.base_url, "com.atproto.server.createSession")
        who = {"identifier": acct.account_id or acct.handle, "password": acct.secrets.get("app_password", "")}
        try:
            return self._keep(acct, understood(self.transport.repeatable(url, json=who)))
        except XrpcRefused as no:
            raise ReconnectNeeded(no.code) from None

    def _keep(self, acct: Account, said: Mapping[str, Any]) -> Session:
        try:
            session = Session(
                said["did"],
                said["handle"],
                said["accessJwt"],
                said["refreshJwt"],
                _pds_in(said.get("didDoc")),
            )
        except KeyError:
            raise ConnectorError("answer_unreadable", permanent=False) from None
        if acct.account_id and session.did != acct.account_id:
            raise ReconnectNeeded("another_account")
        return self.sessions.put(acct, session)


def understood(reply: Reply) -> dict[str, Any]:
    """The answer's JSON; raises XrpcRefused or ReconnectNeeded with the error's name, never its message."""
    said = reply.json()
    if 200 <= reply.status < 300:
        return said
    name = str(said.get("error", ""))
    code = name if re.fullmatch(r"[A-Za-z]{1,40}", name) else f"http_{reply.status}"
    if code in _LOCKED_OUT:
        raise ReconnectNeeded(code)
    missing = code == "BlobNotFound" or said.get("message") == "Blob not found"
    raise XrpcRefused(code, blob_missing=missing)


def address(base_url: str, method: str) -> str:
    """The URL of a method. Raises ConnectorError when the base is not https and not on this machine."""
    base = urlsplit(base_url)
    if base.scheme != "https" and not (base.scheme == "http" and on_this_machine(base_url)):
        text = "The server's address must begin with https."
        raise ConnectorError("address_insecure", permanent=True, user_text=text)
    return f"{base_url.rstrip('/')}/xrpc/{method}"


def on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _pds_in(document: Any) -> str | None:
    """The account's own server according to its DID document, if that says so."""
    services = document.get("service", []) if isinstance(document, dict) else []
    for service in services if isinstance(services, list) else []:
        if isinstance(service, dict) and str(service.get("id", "")).endswith("#atproto_pds"):
            endpoint = service.get("serviceEndpoint")
            return endpoint if isinstance(endpoint, str) and endpoint.startswith("https://") else None
    return None


def record_key(key: str) -> str:
    """A record key (TID: 13 characters, atproto spec "record-key") that depends on nothing but `key`.

    54 bits of its SHA-256 become a moment in the first seven months of 2020, so that it is valid, in the past,
    and never among the keys that apps make from the clock today.
    """
    bits = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8]) >> 10
    value = ((_YEAR_2020 + (bits >> 10)) << 10) | (bits & 0x3FF)
    return "".join(_SORTABLE[(value >> shift) & 31] for shift in range(60, -1, -5))


@dataclass(frozen=True)
class AtUri:
    """at://did/collection/rkey, taken apart."""

    repo: str
    collection: str
    rkey: str

    @classmethod
    def parse(cls, uri: str) -> AtUri:
        """Raises ConnectorError for what is no address of a record."""
        match = re.fullmatch(
            r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/([A-Za-z0-9.-]+)/([A-Za-z0-9._:~-]{1,512})", uri
        )
        if match is None:
            raise ConnectorError("record_address", permanent=True)
        return cls(*match.groups())

    def as_params(self) -> dict[str, str]:
        return {"repo": self.repo, "collection": self.collection, "rkey": self.rkey}
