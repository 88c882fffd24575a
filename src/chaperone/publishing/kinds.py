"""What can be delivered: for each kind its gates and how a connector is asked. A kind nobody registered is held.

``posts`` are registered by this room, answers by ``inbox``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from chaperone.engines.networks import Account, Connector, RemoteRef, Step
from chaperone.foundation.refusal import Refusal
from chaperone.posts.clearance import Clearance
from chaperone.publishing.models import Delivery


@dataclass(frozen=True, slots=True)
class Kind:
    """``clear`` issues the clearance anew or refuses; the rest speaks to the network for this kind.

    ``begin`` prepares (nothing public); ``commit`` is the one irreversible call; ``find`` looks for what it
    may have made.
    """

    clear: Callable[[Delivery, datetime], Clearance]
    begin: Callable[[Delivery, Connector, Account], Step]
    commit: Callable[[Delivery, Connector, Account, Step], Step]
    find: Callable[[Delivery, Connector, Account, datetime], RemoteRef | None]


_KINDS: dict[str, Kind] = {}


def register_kind(name: str, kind: Kind) -> None:
    """Called once, when a room starts."""
    _KINDS[name] = kind


def kind_of(delivery: Delivery) -> Kind:
    """The delivery's kind; refused when no room answers for it."""
    if delivery.kind not in _KINDS:
        raise Refusal("publishing.no_gates", "Nobody answers for this kind of content, so it is held.")
    return _KINDS[delivery.kind]
