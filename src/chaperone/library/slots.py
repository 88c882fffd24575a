"""What rooms above show beside a picture: whether consent covers it, and where it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict

from django.db.models import Prefetch, prefetch_related_objects

from chaperone.library.models import Original


class Badge(TypedDict):
    """``verdict`` as in the chip component (clear, look, blocked, waiting); ``sentence`` says why."""

    word: str
    verdict: str
    sentence: str


class Use(TypedDict):
    """One place where a picture is used."""

    title: str
    url: str
    state: str
    verdict: str


MakeBadge = Callable[[Original], Badge | None]
FindUses = Callable[[Original], Iterable[Use]]
_BADGES: list[MakeBadge] = []
_PREFETCHES: list[Prefetch[str]] = []
_USES: list[FindUses] = []


def register_badge(make: MakeBadge, *, prefetch: Prefetch[str] | None = None) -> None:
    """Add a badge to each picture of the grid. Called once, when a room starts.

    ``prefetch`` is what ``make`` looks at, fetched once for a whole page of pictures.
    """
    if make not in _BADGES:
        _BADGES.append(make)
        _PREFETCHES.extend([prefetch] if prefetch else [])


def prepare_badges(originals: Sequence[Original]) -> None:
    """Fetch what the badges of these pictures look at, in as many queries as there are rooms with badges."""
    prefetch_related_objects(originals, *_PREFETCHES)


def register_uses(find: FindUses) -> None:
    """Add to "where it is used" on a picture's page. Called once, when a room starts."""
    if find not in _USES:
        _USES.append(find)


def badges_for(original: Original) -> list[Badge]:
    """Every room's badge for one picture."""
    return [badge for make in _BADGES if (badge := make(original)) is not None]


def uses_of(original: Original) -> list[Use]:
    """Everywhere a picture is used."""
    return [use for find in _USES for use in find(original)]
