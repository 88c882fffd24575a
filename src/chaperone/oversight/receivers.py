"""What oversight notes when something is judged or decided below, and what a change of the rules sets going."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from chaperone.access.models import Practice
from chaperone.compliance.models import RuleChange
from chaperone.compliance.signals import rules_changed
from chaperone.engines.screening import Screening
from chaperone.inbox.models import Item
from chaperone.inbox.signals import answer_judged, answer_settled, item_judged, item_moved
from chaperone.oversight.firings import ANSWER, INCOMING, POST, note_firings, plain, settle
from chaperone.oversight.rescreening import start_run
from chaperone.oversight.rules import Outcome
from chaperone.posts.gates.words import standing_findings
from chaperone.posts.models import PostVersion, Review
from chaperone.posts.queries import saved_cases
from chaperone.posts.signals import post_approved, version_saved

log = logging.getLogger("chaperone.oversight")
_OF_MOVES = {"keep": Outcome.OVERRIDDEN, "hide": Outcome.HEEDED, "remove": Outcome.HEEDED, "answer": Outcome.NOTED,
             "lose": Outcome.NOTED}  # fmt: skip


@receiver(rules_changed)
def judge_again(practice: Practice, change: RuleChange, at: datetime, **_: Any) -> None:
    """What waits and what is live is judged under the new rules."""
    start_run(practice=practice, change=change, at=at)


@receiver(version_saved)
def note_a_version(version: PostVersion, at: datetime, **_: Any) -> None:
    """Which rules fire in it. Figures only: a fault here never keeps anybody from saving."""
    try:
        with transaction.atomic():
            found = standing_findings(saved_cases(version, at=at)[0])
            note_firings(
                practice_id=version.practice_id,
                use=POST,
                subject_id=version.post_id,
                findings=plain(found),
                at=at,
            )
    except Exception as fault:
        log.error("firings of version %s were not noted: %s", version.pk, type(fault).__qualname__)


@receiver(post_approved)
def note_an_approval(version: PostVersion, at: datetime, **_: Any) -> None:
    """Questions that the approver let pass were overridden; notes were only shown."""
    review = Review.objects.filter(version=version, decision=Review.Decision.APPROVED).order_by("-at").first()
    accepted = {mark.partition("@")[0] for mark in review.accepted} if review else set()
    about: dict[str, Any] = {
        "practice_id": version.practice_id, "use": POST, "subject_id": version.post_id, "at": at,
    }  # fmt: skip
    settle(**about, rules=accepted, outcome=Outcome.OVERRIDDEN)
    settle(**about, outcome=Outcome.NOTED)


@receiver(item_judged)
def note_an_item(item: Item, at: datetime, **_: Any) -> None:
    """What fired in something others wrote, as it was kept with it."""
    note_firings(
        practice_id=item.practice_id, use=INCOMING, subject_id=item.pk, findings=item.findings, at=at
    )


@receiver(item_moved)
def note_a_decision(item: Item, move: str, at: datetime, **_: Any) -> None:
    """Kept although a rule fired, or taken down because of it."""
    if move in _OF_MOVES:
        settle(practice_id=item.practice_id, use=INCOMING, subject_id=item.pk, outcome=_OF_MOVES[move], at=at)


@receiver(answer_judged)
def note_an_answer(item: Item, screening: Screening, refused: bool, at: datetime, **_: Any) -> None:
    """What fired in an answer in own words; one that was refused stays open until a better one comes."""
    del refused
    note_firings(
        practice_id=item.practice_id,
        use=ANSWER,
        subject_id=item.pk,
        findings=plain(screening.findings),
        at=at,
    )


@receiver(answer_settled)
def note_an_answers_end(item: Item, approved: bool, at: datetime, **_: Any) -> None:
    """A second person let it pass, or sent it back."""
    outcome = Outcome.OVERRIDDEN if approved else Outcome.HEEDED
    settle(practice_id=item.practice_id, use=ANSWER, subject_id=item.pk, outcome=outcome, at=at)
