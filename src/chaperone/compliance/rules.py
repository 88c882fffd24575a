"""What the practice's rules answer: who has attested, which vendor may receive patient information."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from chaperone.compliance.terms import ALL_TERMS, TERMS
from chaperone.foundation.refusal import YES, Answer, no

if TYPE_CHECKING:
    from chaperone.compliance.models import Agreement, Vendor

NETWORK_SENTENCE = "No BAA possible: only de-identified or authorized content."


def network_agreement(network: str) -> str:
    """Why content may go to a social network at all: networks do not become business associates.

    ``network`` is the connector's key; the answer is the same for every one of them (45 CFR 164.502(e), 164.508).
    """
    return NETWORK_SENTENCE


def missing_terms(ticked: Collection[str]) -> tuple[str, ...]:
    """The terms of 164.504(e) that nobody found in the contract yet, in the words of a sentence."""
    return tuple(term.short for term in TERMS if term.key not in ticked)


def unknown_terms(ticked: Iterable[str]) -> frozenset[str]:
    """Keys that name no term at all."""
    return frozenset(ticked) - ALL_TERMS


def is_current(agreement: Agreement, today: date, at: datetime) -> bool:
    """Whether the agreement runs: from its first day to the midnight that ends its last one.

    ``today`` is the date of ``at`` on the practice's own clock.
    """
    closed = agreement.closed_at is not None and agreement.closed_at <= at
    ended = agreement.ends_on is not None and agreement.ends_on < today
    return not closed and not ended and agreement.starts_on <= today


def may_receive(vendor: Vendor, at: datetime) -> Answer:
    """Whether patient information may go to this vendor at ``at`` (45 CFR 164.502(e), 164.308(b)).

    Only with an agreement that is signed, complete and current. Nobody can override this.
    """
    if vendor.kind == "network":
        return no(
            "compliance.network",
            NETWORK_SENTENCE,
            "Publish through a post: its gates check consent and anonymity.",
        )
    if not vendor.touches_phi:
        return no(
            "compliance.vendor_without_phi",
            f"{vendor.name} is on the register as a vendor that never sees patient information.",
            "If that has changed, say so on the vendor's page and record a signed agreement first.",
        )
    today = vendor.practice.local(at).date()
    agreements = sorted(vendor.agreements.all(), key=lambda one: one.starts_on)
    running = [one for one in agreements if is_current(one, today, at)]
    if any(not missing_terms(one.terms) for one in running):
        return YES
    return _incomplete(vendor, running[-1]) if running else _none_running(vendor, agreements, today)


def _incomplete(vendor: Vendor, agreement: Agreement) -> Answer:
    missing = ", ".join(missing_terms(agreement.terms))
    return no(
        "compliance.agreement_incomplete",
        f"The agreement with {vendor.name} lacks terms that the law requires: {missing}.",
        "Find them in the contract and tick them, or have the contract amended. Until then nothing goes there.",
    )


def _none_running(vendor: Vendor, agreements: Sequence[Agreement], today: date) -> Answer:
    remedy = (
        "Record a signed business associate agreement on the vendor's page. Until then nothing goes there."
    )
    if not agreements:
        reason = f"{vendor.name} has not been assessed: there is no signed business associate agreement."
        return no("compliance.no_agreement", reason, remedy)
    if agreements[-1].starts_on > today:
        starts = f"The agreement with {vendor.name} starts on {agreements[-1].starts_on:%-d %b %Y}."
        return no(
            "compliance.agreement_not_yet", starts, "Wait for that day, or record an earlier agreement."
        )
    return no("compliance.agreement_ended", f"The agreement with {vendor.name} has ended.", remedy)


def wrong_answers(questions: Sequence[Mapping[str, Any]], answers: Mapping[str, int]) -> tuple[str, ...]:
    """The ids of the questions that were not answered rightly; no answer is a wrong one."""
    return tuple(one["id"] for one in questions if answers.get(one["id"]) != one["right"])


def may_take_effect(*, effective_on: date, today: date) -> Answer:
    """A version never binds people backwards."""
    if effective_on < today:
        return no(
            "compliance.effective_past",
            "A policy cannot take effect on a day that has passed.",
            "Choose today or later.",
        )
    return YES
