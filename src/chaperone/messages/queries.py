"""Reads of secure messages; each starts from the practice, or from a link."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count

from chaperone.access.models import Practice
from chaperone.audit.queries import entries_about
from chaperone.foundation.sealing import links
from chaperone.foundation.sealing.indexes import blind_index
from chaperone.messages.models import Knock, Thread, ThreadOpening, ThreadQuerySet
from chaperone.messages.rules import State

LINK = "messages.thread"
ADDRESS = "messages.address"

TITLES = {
    "messages.thread.started": "Somebody wrote through the form",
    "messages.message.received": "Another message came",
    "messages.message.answered": "The practice answered",
    "messages.thread.opened": "Opened",
    "messages.thread.closed": "Closed",
}
"""The trail's events in words."""


def practice_of(slug: str) -> Practice | None:
    """The practice whose form this is."""
    return Practice.objects.filter(slug=slug).first()


def threads_of(practice: Practice) -> ThreadQuerySet:
    """All conversations: urgent ones that wait first, then what changed last."""
    return (
        Thread.objects.of(practice)
        .select_related("practice")
        .annotate(count=Count("messages"))
        .order_by("-last_at")
    )


def waiting_threads(practice: Practice) -> ThreadQuerySet:
    """Those that wait for the practice."""
    return threads_of(practice).filter(state=State.WAITING)


def thread_behind(*, practice: Practice, token: str, at: datetime) -> Thread:
    """The thread of a private link. Raises a ``Refusal`` when the link is unknown, closed or has run out."""
    link = links.look(purpose=LINK, token=token, at=at)
    found = Thread.objects.of(practice).select_related("practice").filter(pk=link.subject_id).first()
    if found is None:  # a link of another practice under this one's address
        links.look(purpose=LINK, token="", at=at)
    assert found is not None
    return found


def opening_of(thread: Thread, person_id: str, at: datetime) -> ThreadOpening | None:
    """This person's opening of the thread, while it lasts."""
    newest = thread.openings.filter(person_id=person_id).order_by("-at").first()
    return newest if newest is not None and newest.is_open(at) else None


def address_index(practice: Practice, address: str, at: datetime) -> str:
    """A keyed digest of an internet address that is good for one day; the address itself is kept nowhere."""
    return blind_index(practice.id, ADDRESS, f"{at.date().isoformat()}|{address}")


def knocks(practice: Practice, address: str, at: datetime) -> tuple[int, int]:
    """How many forms came from this address in the last hour, and today."""
    rows = Knock.objects.filter(address_index=address_index(practice, address, at))
    return rows.filter(at__gt=at - timedelta(hours=1)).count(), rows.count()


def history_of(thread: Thread) -> list[dict[str, object]]:
    """What happened to a thread, newest first, as the timeline component takes it; read from the trail."""
    entries = entries_about(thread.practice_id, thread.pk)
    return [
        {"at": entry.at, "title": TITLES.get(entry.event, entry.event)} for entry in reversed(list(entries))
    ]
