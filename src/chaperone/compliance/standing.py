"""How a vendor stands with the practice, in a word and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from chaperone.compliance.models import Agreement, Vendor
from chaperone.compliance.rules import NETWORK_SENTENCE, is_current, may_receive, missing_terms

SOON_DAYS = 45


@dataclass(frozen=True, slots=True)
class Standing:
    """``verdict`` is a chip's; ``word`` goes on it; ``sentence`` explains."""

    verdict: str
    word: str
    sentence: str


def standing_of(vendor: Vendor, at: datetime) -> Standing:
    """What may go to this vendor at ``at``, and for how long."""
    if vendor.kind == Vendor.Kind.NETWORK:
        return Standing("look", "No BAA possible", NETWORK_SENTENCE)
    if not vendor.touches_phi:
        return Standing(
            "clear", "No patient data", "Never sees information about patients, so no agreement is needed."
        )
    answer = may_receive(vendor, at)
    if not answer:
        return Standing("blocked", "Nothing goes there", answer.reason)
    today = vendor.practice.local(at).date()
    agreement = next(
        one for one in vendor.agreements.all() if is_current(one, today, at) and not missing_terms(one.terms)
    )
    return _running(agreement, today)


def _running(agreement: Agreement, today: date) -> Standing:
    if agreement.ends_on is None:
        return Standing("clear", "In force", "Signed and complete, until somebody ends it.")
    left = (agreement.ends_on - today).days
    sentence = f"Signed and complete. {days_left(left)}"
    return Standing(
        "look" if left <= SOON_DAYS else "clear", "Ends soon" if left <= SOON_DAYS else "In force", sentence
    )


def days_left(days: int) -> str:
    """``3 days left.``; the agreement still runs on its last day."""
    if days == 0:
        return "Ends tonight at midnight."
    return "1 day left." if days == 1 else f"{days} days left."
