"""What stands behind a clause: the gate, right or rule that its ``enforced_by`` names, in words a reader knows."""

from __future__ import annotations

from dataclasses import dataclass

from chaperone.access.rules import ACTIONS, Role


@dataclass(frozen=True, slots=True)
class Enforcer:
    """``kind`` is ``gate``, ``right``, ``rule`` or ``person``; ``sentence`` says what it does."""

    kind: str
    label: str
    sentence: str


GATES = {
    "consent": Enforcer(
        "gate", "Consent gate", "Holds a post without a live authorization for its purpose and network."
    ),
    "media": Enforcer(
        "gate", "Media gate", "Holds a picture that is not clean or that nobody has looked at."
    ),
    "words": Enforcer(
        "gate", "Words gate", "Marks what could tell who somebody is, and what is not true or not kind."
    ),
    "rules": Enforcer("gate", "Rules gate", "Applies the practice's and the states' own rules."),
    "approval": Enforcer("gate", "Approval gate", "Holds what nobody but its author has read."),
    "network": Enforcer("gate", "Network gate", "Holds what a network cannot carry or should not be told."),
}

RULES = {
    "may_receive": Enforcer(
        "rule", "Agreement check", "Nothing goes to a vendor without a signed, complete, current agreement."
    ),
    "network_no_baa": Enforcer(
        "rule", "Networks sign nothing", "Networks are on the register as “no BAA possible”."
    ),
    "second_factor": Enforcer(
        "rule", "Second factor", "Without one, every page leads to setting it up; it cannot be removed."
    ),
    "own_sign_in": Enforcer(
        "rule", "Sign-in of one's own", "People are invited one by one; every act carries the name."
    ),
    "passwords": Enforcer("rule", "Password rules", "Short and common passwords are not accepted."),
    "lockout": Enforcer("rule", "Lock-out", "Too many wrong tries lock the door for a while."),
    "idle": Enforcer("rule", "Automatic log-off", "A session that nobody uses ends by itself."),
    "roles": Enforcer("rule", "Rights by role", "A right is asked for at every act; no role skips a check."),
    "leaving": Enforcer("rule", "End of access", "One action ends the membership and every session at once."),
    "sealing": Enforcer(
        "rule", "Sealing", "Pictures, names and secrets are encrypted with the practice's own key."
    ),
    "trail": Enforcer("rule", "Trail", "Every act is recorded in a list that nobody can change."),
    "release": Enforcer(
        "rule", "Release check", "A picture is used only when its clean copy passed a second look."
    ),
    "marks": Enforcer("rule", "Look for marks", "A named person confirms that no identifying mark is left."),
    "takedown": Enforcer(
        "rule", "Takedown", "Deletes, then fetches post, page and picture again until all are gone."
    ),
    "snapshot": Enforcer("rule", "Sealed copy first", "Nothing is hidden before a sealed copy exists."),
    "reply_words": Enforcer("rule", "Reply screening", "Stops an answer that confirms or denies a patient."),
    "secure_route": Enforcer(
        "rule", "Secure messages", "Medical questions are answered with the link to the secure page."
    ),
}

PERSON = Enforcer("person", "A person", "The program cannot judge this. People do, and answer for it.")
ATTESTATION = Enforcer(
    "rule", "Attestation check", "Who has not attested cannot write, approve, publish or answer."
)


def enforcer(reference: str) -> Enforcer:
    """What ``gate:consent``, ``action:posts.approve``, ``rule:trail``, ``check:attestation`` or ``person`` stands for.

    Raises ``KeyError`` for a name that stands for nothing, so that no clause claims what is not there.
    """
    kind, _, name = reference.partition(":")
    if kind == "action":
        return _right(name)
    if reference == "person":
        return PERSON
    if reference == "check:attestation":
        return ATTESTATION
    return {"gate": GATES, "rule": RULES}[kind][name]


def _right(action: str) -> Enforcer:
    holders = ", ".join(Role(role).label.lower() for role in sorted(ACTIONS[action].roles))
    return Enforcer("right", f"Right to {ACTIONS[action].label}", f"Held by: {holders}.")
