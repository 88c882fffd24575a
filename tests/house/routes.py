"""Every address of the house, found in the URL configuration itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern


@dataclass(frozen=True)
class Route:
    """One address: its full name, and the converters of its parts."""

    name: str
    path: str
    parts: tuple[tuple[str, str], ...]
    view: Any

    @property
    def is_staff(self) -> bool:
        return ("practice", "SlugConverter") in self.parts and self.path.startswith("p/")

    @property
    def action(self) -> str:
        """The action of the permission table that its guard asks for; empty when it has no guard."""
        view = self.view
        while view is not None:
            if hasattr(view, "staff_action"):
                return str(view.staff_action)
            view = getattr(view, "__wrapped__", None)
        return ""

    @property
    def holds_token(self) -> bool:
        """Whether a link of somebody without an account leads here."""
        return ("token", "StringConverter") in self.parts

    def address(self, **values: object) -> str:
        """The address with ``values`` in its places; what is not given is filled with what nobody has."""
        nobody = {
            "UUIDConverter": uuid.UUID(int=5),
            "StringConverter": "x" * 43,
            "SlugConverter": "nowhere",
            "IntConverter": 5,
        }
        kwargs = {key: values.get(key, nobody.get(kind, "x")) for key, kind in self.parts}
        return reverse(self.name, kwargs=kwargs)

    def other_parts(self) -> tuple[tuple[str, str], ...]:
        return tuple(part for part in self.parts if part[0] != "practice")


def all_routes() -> list[Route]:
    """Named and unnamed ones, in the order of the URL configuration."""
    return list(_walk(get_resolver().url_patterns, "", "", ()))


def _walk(patterns: Any, path: str, namespace: str, parts: tuple[tuple[str, str], ...]) -> Iterator[Route]:
    for pattern in patterns:
        here = f"{path}{pattern.pattern}"
        grown = (*parts, *_places(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (namespace, pattern.namespace)))
            yield from _walk(pattern.url_patterns, here, inner, grown)
        elif isinstance(pattern, URLPattern):
            yield Route(":".join(filter(None, (namespace, pattern.name))), here, grown, pattern.callback)


def _places(pattern: Any) -> list[tuple[str, str]]:
    """The parts of an address that vary: by converter, or by the group of an expression."""
    if isinstance(pattern, RegexPattern):
        return [(key, "StringConverter") for key in pattern.regex.groupindex]
    return [(key, type(one).__name__) for key, one in pattern.converters.items()]
