"""One small interface to every social network: `connector_for("bluesky")`."""

from .connector import Connector
from .errors import (
    ConnectorError,
    NetError,
    OutcomeUnknown,
    RateLimited,
    ReconnectNeeded,
    Unsupported,
)
from .registry import all_networks, connector_for
from .types import (
    Account,
    Capabilities,
    Draft,
    Event,
    Item,
    Media,
    Page,
    Presence,
    Problem,
    RemoteRef,
    Removal,
    Step,
)

__all__ = [
    "Account",
    "Capabilities",
    "Connector",
    "ConnectorError",
    "Draft",
    "Event",
    "Item",
    "Media",
    "NetError",
    "OutcomeUnknown",
    "Page",
    "Presence",
    "Problem",
    "RateLimited",
    "ReconnectNeeded",
    "RemoteRef",
    "Removal",
    "Step",
    "Unsupported",
    "all_networks",
    "connector_for",
]
