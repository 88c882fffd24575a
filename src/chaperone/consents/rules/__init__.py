"""The rules of authorizations: pure functions that answer with a reason. Law: 45 CFR 164.508."""

from chaperone.consents.rules.coverage import Line, SignedAnswer, Wanted, decide
from chaperone.consents.rules.elements import (
    ELEMENTS,
    ElementCheck,
    Particulars,
    Representative,
    check_form,
    checklist,
)
from chaperone.consents.rules.scope import (
    NETWORKLESS,
    Identifiability,
    Offer,
    Purpose,
    certificate,
    digest_of_signature,
    network_name,
    offers_for,
)
from chaperone.consents.rules.signing import (
    MAX_TRIES,
    Signature,
    age_on,
    default_until,
    may_ask,
    may_sign,
    same_birth_date,
)
from chaperone.consents.rules.states import TRANSITIONS, State, Transition, may_move
from chaperone.consents.rules.wording import Section, Wording, fill

__all__ = [
    "ELEMENTS",
    "MAX_TRIES",
    "NETWORKLESS",
    "TRANSITIONS",
    "ElementCheck",
    "Identifiability",
    "Line",
    "Offer",
    "Particulars",
    "Purpose",
    "Representative",
    "Section",
    "Signature",
    "SignedAnswer",
    "State",
    "Transition",
    "Wanted",
    "Wording",
    "age_on",
    "certificate",
    "check_form",
    "checklist",
    "decide",
    "default_until",
    "digest_of_signature",
    "fill",
    "may_ask",
    "may_move",
    "may_sign",
    "network_name",
    "offers_for",
    "same_birth_date",
]
