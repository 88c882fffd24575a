"""What a business associate agreement must say: 45 CFR 164.504(e)(2) and 164.314(a), one term each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """One term to look for in the contract; ``short`` names it in a sentence, ``ask`` is what to tick."""

    key: str
    short: str
    ask: str
    law: str


TERMS: tuple[Term, ...] = (
    Term(
        "uses",
        "permitted uses",
        "It says what the vendor may do with patient information, and allows nothing the practice itself may not do.",
        "164.504(e)(2)(i)",
    ),
    Term(
        "no_other_use",
        "no other use",
        "The vendor uses and passes on nothing beyond the contract or what the law demands.",
        "164.504(e)(2)(ii)(A)",
    ),
    Term(
        "safeguards",
        "safeguards",
        "The vendor protects the information and follows the Security Rule for electronic records.",
        "164.504(e)(2)(ii)(B)",
    ),
    Term(
        "reports",
        "reporting",
        "The vendor tells the practice about any use outside the contract, any security incident and any breach.",
        "164.504(e)(2)(ii)(C), 164.410",
    ),
    Term(
        "subcontractors",
        "subcontractors",
        "Whoever works for the vendor and touches the information signs up to the same limits.",
        "164.504(e)(2)(ii)(D)",
    ),
    Term(
        "access",
        "access",
        "Patients can get what the vendor holds about them.",
        "164.504(e)(2)(ii)(E), 164.524",
    ),
    Term(
        "amendment",
        "amendment",
        "The vendor corrects what it holds when the practice asks.",
        "164.504(e)(2)(ii)(F), 164.526",
    ),
    Term(
        "accounting",
        "accounting of disclosures",
        "The vendor keeps what is needed to tell a patient to whom her information went.",
        "164.504(e)(2)(ii)(G), 164.528",
    ),
    Term(
        "delegated",
        "delegated duties",
        "Where the vendor does one of the practice's duties, it follows the rules the practice would.",
        "164.504(e)(2)(ii)(H)",
    ),
    Term(
        "books",
        "books open to HHS",
        "The vendor opens its books to the Department of Health and Human Services.",
        "164.504(e)(2)(ii)(I)",
    ),
    Term(
        "return",
        "return or destruction",
        "At the end the vendor returns or destroys everything, or keeps protecting what it cannot.",
        "164.504(e)(2)(ii)(J)",
    ),
    Term(
        "termination",
        "termination",
        "The practice may end the contract when the vendor breaks it.",
        "164.504(e)(2)(iii)",
    ),
)

ALL_TERMS: frozenset[str] = frozenset(term.key for term in TERMS)
