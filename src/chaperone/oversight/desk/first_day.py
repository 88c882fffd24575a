"""The three things to do first in an empty practice, each with who does it."""

from __future__ import annotations

from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.access.rules import ACTIONS, Role
from chaperone.audit.actors import Actor
from chaperone.oversight.desk.today import holds

# label, page, action, what it is good for
FIRST: tuple[tuple[str, str, str, str], ...] = (
    (
        "Adopt the rules",
        "compliance:policies",
        "compliance.write",
        "Policies to read and attest; until then nobody can act.",
    ),
    ("Connect an account", "channels:choose", "channels.connect", "So that we know where posts may go."),
    ("Upload a picture", "library:upload", "library.upload", "Faces are covered before anybody sees it."),
    ("Ask a patient", "consents:new", "consents.request", "She reads and signs on her own phone."),
)


def first_steps(practice: Practice, actor: Actor) -> list[dict[str, str]]:
    """As the empty state takes them; what this person cannot do says who can."""
    return [
        {
            "label": label,
            "url": reverse(page, args=[practice.slug]) if holds(actor, action) else "",
            "sentence": sentence if holds(actor, action) else f"{sentence} {_who_can(action)}",
        }
        for label, page, action, sentence in FIRST
    ]


def _who_can(action: str) -> str:
    holders = [Role(role).label.lower() for role in Role if role in ACTIONS[action].roles]
    return f"Done by: {', '.join(holders)}."
