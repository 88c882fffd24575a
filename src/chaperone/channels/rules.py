"""Which addresses may be connected, and how an account stands."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.db.models import TextChoices

from chaperone.engines.networks.reach import is_loopback, is_public
from chaperone.foundation.refusal import YES, Answer, no


class State(TextChoices):
    """How a connected account stands."""

    CONNECTED = "connected", "Connected"
    NEEDS_RECONNECT = "needs_reconnect", "Needs to be connected again"
    CLOSED = "closed", "Closed"


def may_call(url: str, *, addresses: Iterable[str], loopback: bool) -> Answer:
    """Whether the house may speak to a server that a person typed in.

    ``addresses`` are what its name resolves to. Only https, and only public addresses: otherwise anybody who may
    connect an account could make this server ask its own neighbours (server-side request forgery, CWE-918).
    ``loopback`` allows this machine itself, for the simulator and for trying out.
    """
    parts = urlsplit(url)
    found = list(addresses)
    if (
        parts.username
        or parts.password
        or parts.query
        or parts.fragment
        or parts.scheme not in ("http", "https")
    ):
        return no(
            "channels.address",
            "This is not the plain address of a server.",
            "Type it like https://bsky.social.",
        )
    if not found:
        return no(
            "channels.address_unknown",
            "No server answers to this name.",
            "Check the spelling of the address.",
        )
    if loopback and all(is_loopback(one) for one in found):
        return YES
    if parts.scheme != "https":
        return no(
            "channels.not_https",
            "The address must start with https://.",
            "Ask the network for its secure address.",
        )
    if not all(is_public(one) for one in found):
        return no(
            "channels.private_address",
            "This address leads into a private network, where no social network is.",
            "Type the public address of the network's server.",
        )
    return YES


def may_use(state: str) -> Answer:
    """Whether anything may be sent through an account in this state."""
    if state == State.CONNECTED:
        return YES
    if state == State.NEEDS_RECONNECT:
        return no(
            "channels.needs_reconnect",
            "The network no longer accepts this connection.",
            "An owner connects the account again under Accounts; nothing is lost meanwhile.",
        )
    return no("channels.closed", "This account was closed.", "Choose another account, or connect it again.")
