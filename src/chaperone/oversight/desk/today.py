"""The list of today: what waits for this person, the most urgent first, each with the place where it is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.access.rules import ACTIONS
from chaperone.audit.actors import Actor
from chaperone.oversight.desk.figures import Figures
from chaperone.oversight.desk.words import ago, counted
from chaperone.publishing.rules import Takedown as Standing


@dataclass(frozen=True, slots=True)
class Todo:
    """``verdict`` is a chip's, ``word`` goes on it; ``sentence`` says what and why; the link is the next thing."""

    verdict: str
    word: str
    sentence: str
    label: str
    url: str


def todos(figures: Figures, practice: Practice, actor: Actor) -> list[Todo]:
    """Everything that this person can do something about; what is blocked stands before what needs a look."""
    mine = [todo for action, todo in _all(figures, practice) if holds(actor, action)]
    return sorted(mine, key=lambda todo: todo.verdict != "blocked")


def holds(actor: Actor, action: str) -> bool:
    """Whether one of her roles includes the action; what else it needs is said where she does it."""
    return bool(actor.roles & ACTIONS[action].roles)


def _all(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    yield from _urgent(figures, practice)
    yield from _rules(figures, practice)
    yield from _second_looks(figures, practice)
    yield from _removals(figures, practice)
    yield from _inbox(figures, practice)
    yield from _posts(figures, practice)
    yield from _material(figures, practice)
    yield from _house(figures, practice)


def _urgent(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    inbox, messages = (reverse(name, args=[practice.slug]) for name in ("inbox:list", "messages:list"))
    if figures.urgent:
        sentence = (
            f"{counted(figures.urgent, 'comment', 'comments')} may come from somebody who needs help now."
        )
        yield "inbox.read", Todo("blocked", "Urgent", sentence, "Read it", f"{inbox}?show=urgent")
    if figures.urgent_threads:
        sentence = f"{counted(figures.urgent_threads, 'secure message', 'secure messages')} may be urgent."
        yield "messages.read", Todo("blocked", "Urgent", sentence, "Read it", messages)


def _inbox(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    inbox, messages = (reverse(name, args=[practice.slug]) for name in ("inbox:list", "messages:list"))
    if figures.raised:
        sentence = f"{counted(figures.raised, 'thing', 'things')} others wrote wait for a decision."
        yield "inbox.answer", Todo("look", "Inbox", sentence, "Open the inbox", inbox)
    answers = figures.answers - figures.own_answers
    if answers:
        sentence = (
            f"{counted(answers, 'answer', 'answers')} in a colleague's own words: let it go, or send it back."
        )
        yield "inbox.approve_reply", Todo("look", "Approve", sentence, "Open the inbox", inbox)
    if figures.threads:
        sentence = (
            f"{counted(figures.threads, 'secure message waits', 'secure messages wait')} for an answer."
        )
        yield "messages.read", Todo("look", "Answer", sentence, "Open the messages", messages)


def _removals(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    for row in figures.takedowns:
        url = reverse("publishing:delivery", args=[practice.slug, row.delivery_id])
        asked = ago(figures.at - row.asked_at)
        if row.state == Standing.NEEDS_PERSON:
            sentence = f"Take a post down by hand: {row.get_reason_display().lower()}, {asked}."
            yield "publishing.take_down", Todo("blocked", "Needs you", sentence, "Take it down", url)
        else:
            sentence = f"A post is coming down: {row.get_reason_display().lower()}, {asked}."
            yield "publishing.read", Todo("waiting", "Coming down", sentence, "Watch it", url)


def _rules(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    if figures.own_unattested:
        sentence = (
            f"Read {counted(figures.own_unattested, 'policy', 'policies')}. Until then you can look, not act."
        )
        url = reverse("compliance:policies", args=[practice.slug])
        yield "compliance.attest", Todo("look", "Read", sentence, "Read and attest", url)


def _second_looks(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    """What the rules, as they are now, would not let through any more."""
    for doubt in figures.doubts:
        if doubt.delivery is not None:
            url = reverse("publishing:delivery", args=[practice.slug, doubt.delivery_id])
            sentence = f"Something live on @{doubt.delivery.channel.handle} would not pass the rules as they are now."
        else:
            assert doubt.version is not None
            url = reverse("posts:detail", args=[practice.slug, doubt.version.post_id])
            sentence = "A post that is not out yet would not pass the rules as they are now."
        verdict, word = ("blocked", "New rule") if doubt.severity == "block" else ("look", "New rule")
        yield "rules.tune", Todo(verdict, word, sentence, "Look at it", url)


def _posts(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    posts, calendar = (reverse(name, args=[practice.slug]) for name in ("posts:list", "publishing:calendar"))
    mine = figures.in_review - figures.own_in_review
    if mine:
        sentence = f"{counted(mine, 'post waits', 'posts wait')} for approval."
        yield "posts.approve", Todo("look", "Approve", sentence, "Look at them", posts)
    if figures.sent_back:
        sentence = (
            f"{counted(figures.sent_back, 'post of yours was', 'posts of yours were')} sent back with a note."
        )
        yield "posts.write", Todo("look", "Sent back", sentence, "Change it", posts)
    if figures.held:
        sentence = f"{counted(figures.held, 'post did', 'posts did')} not go out. Its page says why."
        yield "publishing.schedule", Todo("held", "Held", sentence, "Open the calendar", calendar)


def _material(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    library, consents = (reverse(name, args=[practice.slug]) for name in ("library:list", "consents:list"))
    if figures.held_pictures:
        sentence = f"{counted(figures.held_pictures, 'picture needs', 'pictures need')} a person to look."
        yield "library.redact", Todo("held", "Held", sentence, "Open the library", library)
    if figures.unchecked:
        sentence = f"Look for tattoos and marks on {counted(figures.unchecked, 'picture', 'pictures')}."
        yield "library.redact", Todo("look", "Check", sentence, "Open the library", library)
    if figures.unanswered:
        sentence = f"{counted(figures.unanswered, 'patient has', 'patients have')} not answered for a week."
        yield "consents.request", Todo("look", "Ask again", sentence, "Open the consents", consents)
    if figures.ending:
        ending = counted(figures.ending, "authorization ends", "authorizations end")
        sentence = f"{ending} within 30 days; posts then come down."
        yield "consents.request", Todo("look", "Ends soon", sentence, "Open the consents", consents)


def _house(figures: Figures, practice: Practice) -> Iterator[tuple[str, Todo]]:
    for account in figures.broken_accounts:
        sentence = f"@{account.handle} has to be connected again. Nothing goes out through it until then."
        url = reverse("channels:detail", args=[practice.slug, account.pk])
        yield "channels.connect", Todo("blocked", "Reconnect", sentence, "Connect it again", url)
    today = practice.local(figures.at).date()
    for row in figures.lapsing:
        ended = row.ends_on is not None and row.ends_on < today
        sentence = (
            f"The agreement with {row.vendor.name} {'ended' if ended else 'ends'} {row.ends_on:%a %-d %b %Y}."
        )
        word, verdict = ("Lapsed", "blocked") if ended else ("Ends soon", "look")
        url = reverse("compliance:vendor", args=[practice.slug, row.vendor_id])
        yield "compliance.write", Todo(verdict, word, sentence, "Renew it", url)
    if figures.unattested:
        url = reverse("compliance:policies", args=[practice.slug])
        sentence = f"{counted(figures.unattested, 'colleague has', 'colleagues have')} not attested the policies yet."
        yield "compliance.write", Todo("look", "Remind", sentence, "See who", url)
