"""How the practice stands on each step of the mission: one word, one sentence, the way there."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.audit.actors import Actor
from chaperone.oversight.desk.figures import Figures
from chaperone.oversight.desk.today import holds
from chaperone.oversight.desk.words import counted
from chaperone.publishing.rules import Takedown as Standing


@dataclass(frozen=True, slots=True)
class Step:
    """``verdict`` is a chip's and ``word`` goes on it; ``url`` is empty for who may not go there."""

    title: str
    verdict: str
    word: str
    sentence: str
    url: str


def posture(figures: Figures, practice: Practice, actor: Actor) -> list[Step]:
    """The steps in the order of the loop."""
    steps = (
        ("Consent", "consents:list", "consents.read", _consent(figures)),
        ("Pictures", "library:list", "library.read", _pictures(figures)),
        ("Posts", "posts:list", "posts.read", _posts(figures)),
        ("Published", "publishing:calendar", "publishing.read", _published(figures)),
        ("Takedowns", "publishing:calendar", "publishing.read", _takedowns(figures)),
        ("Inbox", "inbox:list", "inbox.read", _inbox(figures)),
        ("Policies", "compliance:policies", "compliance.read", _policies(figures)),
        ("Vendors", "compliance:vendors", "compliance.read", _vendors(figures, practice)),
        ("Accounts", "channels:list", "channels.read", _accounts(figures)),
    )
    return [
        Step(title, *said, reverse(page, args=[practice.slug]) if holds(actor, action) else "")
        for title, page, action, said in steps
    ]


Said = tuple[str, str, str]


def _consent(figures: Figures) -> Said:
    sentence = (
        f"{counted(figures.in_force, 'authorization', 'authorizations')} in force, {figures.asked} asked."
    )
    if figures.ending or figures.unanswered:
        return "look", "Needs a look", sentence
    return ("clear", "Clear", sentence) if figures.in_force else ("waiting", "None yet", sentence)


def _pictures(figures: Figures) -> Said:
    sentence = f"{counted(figures.pictures, 'picture', 'pictures')}; covered copies only, originals sealed."
    if figures.held_pictures:
        return "held", f"{figures.held_pictures} held", sentence
    if figures.unchecked:
        return "look", f"{figures.unchecked} to check", sentence
    return ("clear", "Clear", sentence) if figures.pictures else ("waiting", "None yet", sentence)


def _posts(figures: Figures) -> Said:
    if figures.in_review:
        return (
            "look",
            "To approve",
            f"{counted(figures.in_review, 'post waits', 'posts wait')} for a second person.",
        )
    return "clear", "Clear", "No post waits for approval."


def _published(figures: Figures) -> Said:
    sentence = (
        f"{figures.live} live, {figures.scheduled} scheduled. The gates run again when something goes out."
    )
    return ("held", f"{figures.held} held", sentence) if figures.held else ("clear", "Clear", sentence)


def _takedowns(figures: Figures) -> Said:
    if not figures.takedowns:
        return "clear", "Clear", "Nothing is coming down."
    by_hand = any(one.state == Standing.NEEDS_PERSON for one in figures.takedowns)
    sentence = f"{counted(len(figures.takedowns), 'post is', 'posts are')} coming down."
    return ("blocked", "Needs you", sentence) if by_hand else ("waiting", "Coming down", sentence)


def _inbox(figures: Figures) -> Said:
    if figures.urgent:
        return "blocked", "Urgent", "Somebody who wrote may need help now."
    if figures.raised:
        return "look", f"{figures.raised} to decide", "Something others wrote waits for a person."
    return "clear", "Clear", "Nothing others wrote waits for a person."


def _policies(figures: Figures) -> Said:
    if not figures.unattested:
        return "clear", "Clear", "Everybody attested the policies in force."
    done = figures.people - figures.unattested
    sentence = (
        f"{done} of {counted(figures.people, 'colleague', 'colleagues')} attested; the others cannot act."
    )
    return "look", f"{figures.unattested} missing", sentence


def _vendors(figures: Figures, practice: Practice) -> Said:
    today = practice.local(figures.at).date()
    ended = sum(1 for one in figures.lapsing if one.ends_on and one.ends_on < today)
    if ended:
        return "blocked", f"{ended} lapsed", "Nothing goes to a vendor without a current agreement."
    if figures.lapsing:
        return (
            "look",
            "Ends soon",
            f"{counted(len(figures.lapsing), 'agreement ends', 'agreements end')} within 30 days.",
        )
    return "clear", "Clear", "No agreement ends within 30 days."


def _accounts(figures: Figures) -> Said:
    if figures.broken_accounts:
        return "blocked", "Reconnect", "An account lost its connection; nothing goes out through it."
    sentence = f"{counted(figures.accounts, 'account', 'accounts')} connected."
    return ("clear", "Clear", sentence) if figures.accounts else ("waiting", "None yet", sentence)
