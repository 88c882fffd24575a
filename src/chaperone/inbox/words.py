"""How the inbox says what it holds."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from chaperone.channels.queries import capabilities_of
from chaperone.inbox.masks import author_of, pieces_of
from chaperone.inbox.models import Item
from chaperone.inbox.moderating import place_of
from chaperone.inbox.rules import Raised

KINDS = {
    "comment": "A comment",
    "reply": "An answer under a post",
    "mention": "A mention",
    "review": "A review",
    "dm": "A private message",
    "post": "A post on your account",
}
CATEGORIES = {
    "emergency": ("blocked", "Emergency?"),
    "medical_question": ("look", "Medical question"),
    "self_disclosure": ("look", "Tells about care"),
    "complaint": ("note", "Complaint"),
    "abuse": ("look", "Abuse"),
    "spam": ("note", "Spam?"),
    "praise": ("note", "Praise"),
    "other": ("note", "Other"),
}
STATES = {
    "new": "waiting",
    "needs_person": "look",
    "kept": "clear",
    "answered": "clear",
    "hidden": "clear",
    "removed": "clear",
    "gone": "note",
}
ADVICE = {
    Raised.URGENT: (
        "emergency",
        "Somebody may need help now",
        "Answer with the fixed text, call back if you can, and tell the doctor on call.",
    ),
    Raised.ROGUE: (
        "blocked",
        "This post did not go through Chaperone",
        "Nobody checked its consent, pictures or words. Find out who posted it; take it down unless all is in order.",
    ),
    Raised.NAMES: (
        "look",
        "It points at a person",
        "Whoever reads it may learn who was treated here. Hide it, and look whether the post above it may stay.",
    ),
    Raised.DISCLOSES: (
        "look",
        "It tells about somebody's care",
        "The writer may tell it; you may not confirm it. Answer with the neutral text that offers the private way.",
    ),
    Raised.ABUSE: ("look", "It insults or threatens", "It may be hidden as harassment. An opinion may not."),
    Raised.UNJUDGED: (
        "look",
        "This could not be judged",
        "Open it and decide yourself; nothing was decided by the program.",
    ),
    Raised.UNSURE: (
        "look",
        "It is not clear what this is",
        "The program is not sure whether this asks, praises, complains or tells of care. Read it before you sort it.",
    ),
    Raised.SHOWN_AGAIN: (
        "look",
        "It was hidden and is visible again",
        "Somebody showed it again on the network. Find out who, and decide anew.",
    ),
}


def advice_for(item: Item) -> list[dict[str, str]]:
    """The notices on an item's page, gravest first."""
    if item.state not in ("new", "needs_person"):
        return []
    unfit = {Raised.NAMES, Raised.DISCLOSES} if item.kind == "post" else set()  # nobody answers an own post
    notices = [ADVICE[Raised(reason)] for reason in dict.fromkeys(item.raised) if reason not in unfit]
    return [{"level": level, "title": title, "sentence": sentence} for level, title, sentence in notices]


def row_of(item: Item) -> dict[str, Any]:
    """One item in the list, masked."""
    return {
        "item": item,
        "kind": KINDS[item.kind],
        "pieces": pieces_of(item, opened=False, limit=140),
        "author": author_of(item, opened=False),
        "category": CATEGORIES.get(item.category, ("look", "Not judged")),
        "verdict": STATES[item.state],
        "under_way": bool(getattr(item, "under_way", ())),
    }


def facts_of(item: Item) -> list[dict[str, Any]]:
    """Where it stands and when it was written."""
    network = capabilities_of(item.channel)
    facts: list[dict[str, Any]] = [
        {"label": "Account", "value": f"{network.name} · @{item.channel.handle}"},
        {"label": "Written", "at": item.written_at},
        {"label": "Read by us", "at": item.arrived_at},
    ]
    if item.rating is not None:
        facts.append({"label": "Stars", "value": f"{item.rating} of 5"})
    place = place_of(item)
    if place.startswith(("https://", "http://")):
        facts.append({"label": "On the network", "value": "Open the page", "url": place})
    if item.parent_delivery is not None:
        url = reverse("publishing:delivery", args=[item.practice.slug, item.parent_delivery_id])
        facts.append({"label": "Under your post", "value": "Open it here", "url": url})
    return facts
