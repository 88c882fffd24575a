"""The one interface to every network. Synchronous; all calls may come from several threads and processes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from .types import (
    Account,
    Action,
    Capabilities,
    Draft,
    Event,
    Item,
    Page,
    Presence,
    Problem,
    RemoteRef,
    Removal,
    Step,
    Stream,
)


class Connector(Protocol):
    """Publish by `check`, `begin`, save the step, `commit`, save, `advance` until live; if unknown, `find`.

    Every call may raise ConnectorError, RateLimited, ReconnectNeeded or Unsupported; all of them mean that
    nothing public changed. A `key` names one publication (the delivery id): the same key never posts twice.
    """

    @property
    def capabilities(self) -> Capabilities: ...

    def check(self, draft: Draft) -> list[Problem]:
        """What this network would refuse. Pure: asks nobody."""
        ...

    def begin(self, acct: Account, draft: Draft, key: str) -> Step:
        """Uploads what must be there first. Nothing is public yet; safe to repeat."""
        ...

    def commit(self, acct: Account, draft: Draft, step: Step, key: str) -> Step:
        """The one irreversible call, sent once. `unknown` when the answer was lost."""
        ...

    def advance(self, acct: Account, step: Step) -> Step:
        """Asks how a `working` publication stands; safe to repeat."""
        ...

    def find(self, acct: Account, draft: Draft, key: str, since: datetime) -> RemoteRef | None:
        """After `unknown`: what `commit` or `reply` with this key created, `since` or later, if anything."""
        ...

    def remove(self, acct: Account, ref: RemoteRef) -> Removal:
        """Deletes; deleting what is already gone is a success."""
        ...

    def probe(self, acct: Account, ref: RemoteRef) -> Presence:
        """Looks again, as the API and as a visitor without an account."""
        ...

    def pull(self, acct: Account, stream: Stream, cursor: str | None) -> Page:
        """What is new on a stream since `cursor` (None: from the beginning)."""
        ...

    def reply(self, acct: Account, item: Item, text: str, key: str) -> Step:
        """Answers in public where the item stands (a message in private). Sent once, like `commit`."""
        ...

    def moderate(self, acct: Account, item: Item, action: Action) -> None:
        """Hides, shows again or deletes what somebody else wrote; repeating is harmless."""
        ...

    def verify_webhook(
        self, secret: str, headers: Mapping[str, str], raw: bytes, now: datetime
    ) -> list[Event]:
        """Checks a webhook's signature over the raw bytes; raises ConnectorError when it does not hold."""
        ...

    def sign_in(self, acct: Account, credentials: Mapping[str, str]) -> Account:
        """Exchanges what a person typed for an account with the secrets to keep."""
        ...

    def whoami(self, acct: Account) -> Account:
        """The account as the network knows it now: the cheapest proof that the connection works."""
        ...
