"""Every network Chaperone can speak to: one file each, one line here."""

from __future__ import annotations

from .bluesky import Bluesky
from .connector import Connector
from .errors import ConnectorError
from .sandbox import Sandbox
from .types import Capabilities

_CONNECTORS: tuple[Connector, ...] = (Sandbox(), Bluesky())


def all_networks() -> tuple[Capabilities, ...]:
    """What each network can do, in the order in which they are offered."""
    return tuple(connector.capabilities for connector in _CONNECTORS)


def connector_for(network: str) -> Connector:
    """The connector with that key. Raises ConnectorError (permanent) for an unknown one."""
    for connector in _CONNECTORS:
        if connector.capabilities.key == network:
            return connector
    raise ConnectorError("network_unknown", permanent=True, user_text="Chaperone does not know this network.")
