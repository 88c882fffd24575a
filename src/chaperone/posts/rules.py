"""Who may write, approve and change a post, and which move leads where."""

from __future__ import annotations

from datetime import timedelta

import regex
from django.db.models import TextChoices

from chaperone.foundation.refusal import YES, Answer, no

APPROVAL_LASTS = timedelta(days=14)
MAX_TEXT = 10_000  # characters; every network takes less, and longer input is cut nowhere but refused


class State(TextChoices):
    """Where a post stands before it is published."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SENT_BACK = "sent_back", "Sent back"
    APPROVED = "approved", "Approved"


# move: (from states, to state, event); docs/reference/states.md is generated from this table.
MOVES: dict[str, tuple[frozenset[str], str, str]] = {
    "save": (frozenset(State), State.DRAFT, "posts.version.saved"),
    "ask_review": (frozenset({State.DRAFT, State.SENT_BACK}), State.IN_REVIEW, "posts.post.review_asked"),
    "approve": (frozenset({State.IN_REVIEW}), State.APPROVED, "posts.post.approved"),
    "send_back": (frozenset({State.IN_REVIEW, State.APPROVED}), State.SENT_BACK, "posts.post.sent_back"),
}


def may_move(state: str, move: str) -> Answer:
    """Whether ``move`` is open to a post in ``state``."""
    if state in MOVES[move][0]:
        return YES
    return no(
        "posts.state", f"This post is {State(state).label.lower()} now.", "Open it again to see what changed."
    )


def may_approve(*, person_id: str, author_id: str, writer_id: str) -> Answer:
    """Author is never the approver: neither who started the post nor who wrote this version (step 7)."""
    if person_id in {author_id, writer_id}:
        return no(
            "posts.own_approval",
            "You wrote this post; someone else approves it.",
            "Ask a surgeon or the privacy officer.",
        )
    return YES


_RESULTS_VARY = regex.compile(r"results?\s+(?:may\s+)?(?:not\s+occur|vary|differ)", regex.IGNORECASE)


def before_after_statement(*, text: str, jurisdictions: tuple[str, ...], names_procedure: bool) -> Answer:
    """California wants the procedure named and a caution beside before-and-after pictures.

    Cal. Bus. & Prof. Code 651(b)(3)(C). Elsewhere this asks for nothing.
    """
    if "US-CA" not in jurisdictions:
        return YES
    if not names_procedure:
        return no(
            "posts.ca_procedure",
            "California wants the procedures named beside before-and-after pictures.",
            "Name them if the authorization allows it; otherwise this pair cannot be shown in California.",
        )
    if not _RESULTS_VARY.search(text):
        return no(
            "posts.ca_caution",
            "California wants a caution beside before-and-after pictures.",
            "Add: These results may not occur for all patients.",
        )
    return YES
