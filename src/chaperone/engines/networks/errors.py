"""What can go wrong between the house and a network. Messages carry codes, never the words of a post."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

ErrorKind = Literal["auth", "rate", "rejected", "media", "not_found", "transient", "unknown_outcome"]


@dataclass(frozen=True)
class NetError:
    """Why a `Step` failed or is unknown.

    `code` is stable and machine-readable; `user_text` is a plain sentence in our own words that may be shown;
    `retry_after` is in seconds.
    """

    kind: ErrorKind
    code: str
    user_text: str = ""
    retry_after: float | None = None


class ConnectorError(Exception):
    """The network did not do what was asked, and nothing public came of it.

    `permanent` says that asking again unchanged is pointless.
    """

    def __init__(self, code: str, *, permanent: bool, user_text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.permanent = permanent
        self.user_text = user_text


class OutcomeUnknown(ConnectorError):
    """A change was sent and no answer can be trusted: it may have happened. Never send it again."""

    def __init__(self, code: str = "outcome_unknown") -> None:
        super().__init__(code, permanent=False, user_text="The network did not confirm; we look.")


class RateLimited(ConnectorError):
    """The network asked us to wait `retry_after` seconds; the call had no effect."""

    def __init__(self, retry_after: float, code: str = "rate_limited") -> None:
        super().__init__(code, permanent=False, user_text="The network asked us to slow down.")
        self.retry_after = retry_after


class ReconnectNeeded(ConnectorError):
    """The account's credentials are not accepted any more; a person has to connect it again."""

    def __init__(self, code: str = "reconnect_needed") -> None:
        super().__init__(code, permanent=True, user_text="The network no longer accepts this connection.")


class Unsupported(ConnectorError):
    """This network has no such feature. Said aloud, never swallowed."""

    def __init__(self, feature: str) -> None:
        super().__init__(f"unsupported:{feature}", permanent=True, user_text="This network cannot do that.")
        self.feature = feature


@contextmanager
def reading_an_answer() -> Iterator[None]:
    """An answer of another shape than documented is the network's fault, and must not carry its words upwards."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        raise ConnectorError("answer_unreadable", permanent=False) from None
