"""Looks up where a typed server address leads, before anybody is asked there."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

from django.conf import settings

from chaperone.access.models import Practice
from chaperone.channels.rules import may_call
from chaperone.engines.networks import Capabilities
from chaperone.foundation.refusal import Answer, no


def check_address(url: str, *, practice: Practice, network: Capabilities) -> Answer:
    """Whether ``url`` may be connected for this practice.

    This machine itself is allowed for the simulator, for a demo practice and while developing. The simulator's
    own configured address is the administrator's word and needs no look.
    """
    if network.simulator and url == settings.CHAPERONE_SANDBOX_URL:
        return Answer(allowed=True)
    loopback = network.simulator or practice.is_demo or bool(settings.DEBUG)
    try:
        addresses = _resolve(url)
    except (OSError, ValueError):
        return no(
            "channels.address_unknown",
            "No server answers to this name.",
            "Check the spelling of the address.",
        )
    return may_call(url, addresses=addresses, loopback=loopback)


def _resolve(url: str) -> list[str]:
    parts = urlsplit(url)
    found = socket.getaddrinfo(parts.hostname or "", parts.port or 443, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]
