"""An entry's data in words: who a person is, what a network or a reason is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from chaperone.access.rules import Role
from chaperone.audit.models import Entry
from chaperone.engines.networks import all_networks
from chaperone.inbox.rules import Reason as ModerationReason
from chaperone.library.models import Rendition
from chaperone.library.rules import OpeningReason
from chaperone.publishing.rules import Reason as TakedownReason

Names = Mapping[str, str]
SOMEBODY = "somebody"
NETWORKS: dict[str, str] = {one.key: one.name for one in all_networks()}
_REASONS: dict[str, str] = {
    **dict(ModerationReason.choices),
    **dict(OpeningReason.choices),
    **dict(TakedownReason.choices),
}


def filled(sentence: str, entry: Entry, names: Names) -> str:
    """The sentence with its slots in words; a slot the entry does not have reads as little as possible."""
    return sentence.format_map(_Slots(entry.data, names))


class _Slots(dict[str, str]):
    def __init__(self, data: Mapping[str, Any], names: Names) -> None:
        super().__init__()
        self.data, self.names = data, names

    def __missing__(self, slot: str) -> str:
        value = self.data.get(slot)
        try:
            return _WORDS.get(slot, _plain)(value, self.names)
        except (TypeError, ValueError):  # not what a room writes: somebody tampered with the entry
            return str(value)


def _plain(value: Any, names: Names) -> str:
    return "not said" if value in (None, "") else str(value)


def _person(value: Any, names: Names) -> str:
    return names.get(str(value), SOMEBODY)


def _roles(value: Any, names: Names) -> str:
    return " and ".join(Role(role).label.lower() if role in set(Role) else str(role) for role in value or [])


def _network(value: Any, names: Names) -> str:
    return NETWORKS.get(str(value), str(value or "a network"))


def _networks(value: Any, names: Names) -> str:
    return ", ".join(_network(one, names) for one in value or [])


def _reason(value: Any, names: Names) -> str:
    label = _REASONS.get(str(value), str(value))
    return label[:1].lower() + label[1:]


def _rendition_state(value: Any, names: Names) -> str:
    return dict(Rendition.State.choices).get(str(value), str(value)).lower()


def _day(value: Any, names: Names) -> str:
    return f"{date.fromisoformat(value):%-d %b %Y}" if value else "no last day"


_WORDS: dict[str, Callable[[Any, Names], str]] = {
    "person": _person,
    "roles": _roles,
    "before": _roles,
    "after": _roles,
    "network": _network,
    "networks": _networks,
    "reason": _reason,
    "state": _rendition_state,
    "effective_on": _day,
    "starts_on": _day,
    "ends_on": _day,
}
