"""What the desk knows of a practice at one moment: a fixed number of queries, however much there is."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q

from chaperone.access.models import Membership, Practice
from chaperone.channels.models import Channel
from chaperone.channels.queries import open_channels
from chaperone.channels.rules import State as Account
from chaperone.compliance.models import Agreement, Attestation
from chaperone.compliance.queries import required_versions
from chaperone.consents.models import Authorization
from chaperone.consents.rules import State as Consent
from chaperone.inbox.models import Reply
from chaperone.inbox.queries import counts
from chaperone.library.models import Original, Rendition
from chaperone.library.queries import renditions_of
from chaperone.messages.models import Thread
from chaperone.messages.rules import State as Conversation
from chaperone.oversight.models import Doubt
from chaperone.oversight.rescreening import open_doubts
from chaperone.oversight.rules import SOON
from chaperone.posts.models import Post
from chaperone.posts.rules import State as Stage
from chaperone.publishing.models import Delivery, Takedown
from chaperone.publishing.queries import open_takedowns
from chaperone.publishing.rules import State as Sent

SHOWN = 5
ANSWER_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts and the few rows that are named on the page."""

    at: datetime
    in_force: int
    asked: int
    unanswered: int
    ending: int
    pictures: int
    held_pictures: int
    unchecked: int
    in_review: int
    own_in_review: int
    sent_back: int
    held: int
    scheduled: int
    live: int
    takedowns: list[Takedown]
    accounts: int
    broken_accounts: list[Channel]
    people: int
    unattested: int
    own_unattested: int
    lapsing: list[Agreement]
    raised: int
    urgent: int
    answers: int
    own_answers: int
    threads: int
    urgent_threads: int
    doubts: list[Doubt]

    @property
    def first_day(self) -> bool:
        """Nothing has come in yet: no account, no picture, no request."""
        return not (self.accounts or self.pictures or self.asked or self.in_force)


def figures(practice: Practice, person_id: uuid.UUID, *, at: datetime) -> Figures:
    """The figures of this practice, as this person needs them."""
    today = practice.local(at).date()
    return Figures(
        at=at,
        **_consents(practice, today, at),
        **_pictures(practice),
        **_posts(practice, person_id),
        **_sent(practice),
        takedowns=list(open_takedowns(practice)[:SHOWN]),
        **_accounts(practice),
        **_people(practice, person_id, at),
        lapsing=_lapsing(practice, today),
        **_inbox(practice, person_id),
        **_messages(practice),
        doubts=list(open_doubts(practice)[:SHOWN]),
    )


def _consents(practice: Practice, today: date, at: datetime) -> dict[str, Any]:
    waiting = Q(state__in=[Consent.SENT, Consent.OPENED])
    return Authorization.objects.of(practice).aggregate(
        in_force=Count("pk", filter=Q(state=Consent.SIGNED)),
        asked=Count("pk", filter=waiting),
        unanswered=Count("pk", filter=waiting & Q(sent_at__lte=at - ANSWER_WITHIN)),
        ending=Count("pk", filter=Q(state=Consent.SIGNED, expires_on__lte=today + SOON)),
    )


def _pictures(practice: Practice) -> dict[str, Any]:
    newest = renditions_of(practice).order_by().filter(number=F("newest_number"))
    held = Q(state__in=[Rendition.State.HELD, Rendition.State.FAILED])
    unchecked = Q(state=Rendition.State.CLEAN, original__subject="patient", marks_checked_at=None)
    counted = newest.aggregate(
        held_pictures=Count("pk", filter=held), unchecked=Count("pk", filter=unchecked)
    )
    return {**counted, "pictures": Original.objects.of(practice).count()}


def _posts(practice: Practice, person_id: uuid.UUID) -> dict[str, Any]:
    reviewed = Q(state=Stage.IN_REVIEW)
    own = Q(author=person_id) | Q(current__written_by=person_id)
    return Post.objects.of(practice).aggregate(
        in_review=Count("pk", filter=reviewed),
        own_in_review=Count("pk", filter=reviewed & own),
        sent_back=Count("pk", filter=Q(state=Stage.SENT_BACK, author=person_id)),
    )


def _sent(practice: Practice) -> dict[str, Any]:
    return Delivery.objects.filter(practice=practice).aggregate(
        held=Count("pk", filter=Q(state__in=[Sent.HELD, Sent.FAILED])),
        scheduled=Count("pk", filter=Q(state=Sent.SCHEDULED)),
        live=Count("pk", filter=Q(state=Sent.LIVE)),
    )


def _accounts(practice: Practice) -> dict[str, Any]:
    rows = list(open_channels(practice))
    return {
        "accounts": len(rows),
        "broken_accounts": [one for one in rows if one.state == Account.NEEDS_RECONNECT],
    }


def _people(practice: Practice, person_id: uuid.UUID, at: datetime) -> dict[str, Any]:
    required = set(required_versions(practice.id, at))
    working = set(Membership.objects.active().of(practice).values_list("person_id", flat=True))
    done: dict[uuid.UUID, set[uuid.UUID]] = {}
    rows = Attestation.objects.of(practice).filter(version__in=required, person_id__in=working)
    for person, version in rows.values_list("person_id", "version_id"):
        done.setdefault(person, set()).add(version)
    return {
        "people": len(working),
        "unattested": sum(bool(required - done.get(person, set())) for person in working),
        "own_unattested": len(required - done.get(person_id, set())),
    }


def _lapsing(practice: Practice, today: date) -> list[Agreement]:
    """The last agreement with each vendor, when it ends soon or has ended, the most urgent first."""
    rows = Agreement.objects.of(practice).filter(closed_at=None, vendor__touches_phi=True)
    last: dict[uuid.UUID, Agreement] = {}
    for row in rows.select_related("vendor").order_by("starts_on", "signed_on"):
        last[row.vendor_id] = row
    ending = [one for one in last.values() if one.ends_on and one.ends_on <= today + SOON]
    return sorted(ending, key=lambda one: str(one.ends_on))[:SHOWN]


def _inbox(practice: Practice, person_id: uuid.UUID) -> dict[str, Any]:
    waiting = Q(state=Reply.State.WAITING)
    answers = Reply.objects.filter(practice=practice).aggregate(
        answers=Count("pk", filter=waiting), own_answers=Count("pk", filter=waiting & Q(written_by=person_id))
    )
    counted = counts(practice)
    return {**answers, "raised": counted["action"], "urgent": counted["urgent"]}


def _messages(practice: Practice) -> dict[str, Any]:
    waiting = Q(state=Conversation.WAITING)
    return Thread.objects.of(practice).aggregate(
        threads=Count("pk", filter=waiting), urgent_threads=Count("pk", filter=waiting & Q(urgent=True))
    )
