"""The check that ``access`` asks before a person may act: has she attested what the practice requires?"""

from __future__ import annotations

from django.utils import timezone

from chaperone.audit.actors import Actor
from chaperone.compliance.queries import attested_ids, required_versions
from chaperone.foundation.refusal import YES, Answer, no

SHOWN = 3


def attested(actor: Actor) -> Answer:
    """Yes, or no naming the policies that wait for her and where to attest them. No policies at all is a no.

    Only people attest; a patient, a network or the program never passes (45 CFR 164.530(b), (i)).
    """
    if actor.kind != "person":
        return no("compliance.not_a_person", "Only a person of the practice can do this.")
    required = required_versions(actor.practice_id, timezone.now())
    if not required:
        return no(
            "compliance.no_policies",
            "The practice has no policies in force yet, so nobody can write, approve or publish.",
            "Ask the privacy officer or an owner to adopt the starter policies under Rules.",
        )
    done = attested_ids(actor.practice_id, actor.id)
    missing = [title for pk, title in required.items() if pk not in done]
    return _waiting(missing) if missing else YES


def _waiting(missing: list[str]) -> Answer:
    named = ", ".join(missing[:SHOWN])
    more = f" and {len(missing) - SHOWN} more" if len(missing) > SHOWN else ""
    return no(
        "compliance.unattested",
        f"You have not attested these policies yet: {named}{more}.",
        "Open Rules, read each one and attest it; it takes a few minutes. Then come back here.",
    )
