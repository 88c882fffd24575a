"""The staff's navigation, in the order of the loop; each entry only for those who may go there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from chaperone.access.models import Membership
from chaperone.access.queries import memberships_of
from chaperone.access.rules import ACTIONS
from chaperone.inbox.queries import counts as inbox_counts
from chaperone.messages.queries import waiting_threads
from chaperone.posts.queries import waiting_for


@dataclass(frozen=True, slots=True)
class Place:
    """One entry: the action it needs and the address it leads to."""

    label: str
    icon: str
    url_name: str
    action: str


PLACES: tuple[Place, ...] = (
    Place("Desk", "desk", "oversight:desk", "desk.read"),
    Place("Library", "library", "library:list", "library.read"),
    Place("Consents", "consents", "consents:list", "consents.read"),
    Place("Posts", "posts", "posts:list", "posts.read"),
    Place("Calendar", "calendar", "publishing:calendar", "publishing.read"),
    Place("Inbox", "inbox", "inbox:list", "inbox.read"),
    Place("Messages", "messages", "messages:list", "messages.read"),
    Place("Patients", "patients", "patients:list", "patients.read"),
    Place("Rules", "rules", "compliance:policies", "compliance.read"),
    Place("Vendors", "vendors", "compliance:vendors", "compliance.read"),
    Place("Accounts", "channels", "channels:list", "channels.read"),
    Place("People", "people", "access:people", "people.read"),
    Place("Trail", "trail", "oversight:trail", "trail.read"),
)


def _posts_to_approve(member: Membership) -> int:
    if not frozenset(member.roles) & ACTIONS["posts.approve"].roles:
        return 0
    return waiting_for(member.practice, member.person_id).count()


BADGES: dict[str, Callable[[Membership], int]] = {
    "posts:list": _posts_to_approve,
    "inbox:list": lambda member: inbox_counts(member.practice)["action"],
    "messages:list": lambda member: waiting_threads(member.practice).count(),
}
"""What waits behind an entry, one query each; only asked when the navigation is really shown."""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Template context: ``nav``, ``practice``, ``membership`` and the person's other practices."""
    membership = getattr(request, "membership", None)
    if membership is None:
        return {}
    roles = frozenset(membership.roles)
    places = [place for place in PLACES if roles & ACTIONS[place.action].roles]
    return {
        "practice": membership.practice,
        "membership": membership,
        "nav": SimpleLazyObject(lambda: [_entry(request, place, membership) for place in places]),
        "memberships": memberships_of(membership.person),
        "autologoff": {"seconds": settings.CHAPERONE_IDLE_MINUTES * 60, "ping_url": reverse("account_here")},
    }


def _entry(request: HttpRequest, place: Place, member: Membership) -> dict[str, Any]:
    url = reverse(place.url_name, args=[member.practice.slug])
    room = place.url_name.partition(":")[0]
    here = request.path.startswith(url) or _same_room(request, room, place)
    badge = BADGES[place.url_name](member) if place.url_name in BADGES else 0
    return {"label": place.label, "url": url, "icon": place.icon, "current": here, "badge": badge or ""}


def _same_room(request: HttpRequest, room: str, place: Place) -> bool:
    match = request.resolver_match
    alone = sum(other.url_name.startswith(f"{room}:") for other in PLACES) == 1
    return bool(match and alone and match.namespace == room)
