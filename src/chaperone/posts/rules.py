"""Who may write, approve and change a post, and which move leads where."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import regex
from django.db.models import TextChoices

from chaperone.engines.screening import Finding
from chaperone.foundation.refusal import YES, Answer, no
from chaperone.library.rules import Subject

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


_REAL = frozenset({"claim.real_results"})
_RESULT = _REAL | {"claim.transformation", "claim.before_after", "claim.testimonial"}
"""Screening rules whose findings say that a picture is what surgery did for somebody."""

_MODEL_LABEL = regex.compile(
    r"\bnot\s+(?:an?\s+)?(?:actual\s+|real\s+)?patients?\b|\bno\s+es\s+(?:una?\s+)?paciente\b"
    r"|\b(?:shows|by|of|is)\s+an?\s+(?:paid\s+|professional\s+)?(?:model|actor|actress)\b"
    r"|(?:^|[(\[\n.!?])\s*(?:model|actor|modelo)s?\s*(?:$|[)\].,;:\n])",
    regex.IGNORECASE,
)


def no_patient_as_result(
    *, subjects: frozenset[str], text: str, claims: frozenset[str], before_after: bool
) -> Answer:
    """Whoever is no patient is never shown as a result, and a model is called one in the caption itself.

    ``subjects`` are the :class:`Subject` values of all pictures, ``claims`` the screening rules that fired; ``text``
    is the caption, since a label in alternative text is not prominent. A drawing may explain a before and an after,
    or stand beside a patient's own result; a model may not. Cal. Bus. & Prof. Code 651(b)(3)(B); 22 TAC
    164.3(b)(4); ASPS Code of Ethics, section 2, article II.
    """
    drawn = Subject.ILLUSTRATION in subjects and Subject.PATIENT not in subjects
    if (Subject.MODEL in subjects and (before_after or claims & _RESULT)) or (
        drawn and (before_after or claims & _REAL)
    ):
        return no(
            "posts.model_as_result",
            "The post presents a result, and its picture shows no patient.",
            "Take the claim out, or show a patient who allowed it.",
        )
    if Subject.MODEL in subjects and not _MODEL_LABEL.search(text):
        return no(
            "posts.model_unlabelled",
            "The picture shows a model, and the caption does not say so.",
            "Add: Model, not a patient.",
        )
    return YES


_FIRST_PERSON = regex.compile(r"\b(?:i|i'm|me|my|mi)\b|^[\"'\u201c\u2018\u00ab]", regex.IGNORECASE)


def speaks_as_patient(findings: Iterable[Finding]) -> bool:
    """Whether the words are told in a patient's own voice ("it changed my life").

    Without her authorization nobody may say that for her, an employee least of all: 45 CFR 164.508(a)(1);
    16 CFR 465.2 and 465.5.
    """
    for finding in findings:
        told = finding.rule == "claim.testimonial" and _FIRST_PERSON.search(finding.text)
        if told or finding.rule == "claim.insider_review":
            return True
    return False
