"""What stands behind a clause: the gate, right or rule that its ``enforced_by`` names, in words a reader knows."""

from __future__ import annotations

from dataclasses import dataclass

from chaperone.access.rules import ACTIONS, Role


@dataclass(frozen=True, slots=True)
class Enforcer:
    """``kind`` is ``gate``, ``right``, ``rule`` or ``person``; ``sentence`` says what it does.

    ``code`` names what does it (module, or module:name); a test looks whether it is there. Names, because the rooms
    that enforce most clauses stand above this one.
    """

    kind: str
    label: str
    sentence: str
    code: str = ""


GATES = {
    "consent": Enforcer(
        "gate",
        "Consent gate",
        "Holds a post without a live authorization for its purpose and network.",
        "chaperone.posts.gates.consent:judge",
    ),
    "media": Enforcer(
        "gate",
        "Media gate",
        "Holds a picture that is not clean or that nobody has looked at.",
        "chaperone.posts.gates.media:judge",
    ),
    "words": Enforcer(
        "gate",
        "Words gate",
        "Marks what could tell who somebody is, and what is not true or not kind.",
        "chaperone.posts.gates.words:judge",
    ),
    "rules": Enforcer(
        "gate",
        "Rules gate",
        "Applies the practice's and the states' own rules.",
        "chaperone.posts.gates.practice_rules:judge",
    ),
    "approval": Enforcer(
        "gate",
        "Approval gate",
        "Holds what nobody but its author has read.",
        "chaperone.posts.gates.approval:judge",
    ),
    "network": Enforcer(
        "gate",
        "Network gate",
        "Holds what a network cannot carry or should not be told.",
        "chaperone.posts.gates.network:judge",
    ),
}

RULES = {
    "may_receive": Enforcer(
        "rule",
        "Agreement check",
        "Nothing goes to a vendor without a signed, complete, current agreement.",
        "chaperone.compliance.rules:may_receive",
    ),
    "network_no_baa": Enforcer(
        "rule",
        "Networks sign nothing",
        "Networks are on the register as “no BAA possible”.",
        "chaperone.compliance.services:register_networks",
    ),
    "second_factor": Enforcer(
        "rule",
        "Second factor",
        "Without one, every page leads to setting it up; it cannot be removed.",
        "chaperone.access.middleware:SecondFactorMiddleware",
    ),
    "own_sign_in": Enforcer(
        "rule",
        "Sign-in of one's own",
        "People are invited one by one; every act carries the name.",
        "chaperone.access.invitations:invite",
    ),
    "passwords": Enforcer(
        "rule",
        "Password rules",
        "Short and common passwords are not accepted.",
        "django.contrib.auth.password_validation:validate_password",
    ),
    "lockout": Enforcer(
        "rule",
        "Lock-out",
        "Too many wrong tries lock the door for a while.",
        "chaperone.access.lockout:username",
    ),
    "idle": Enforcer(
        "rule",
        "Automatic log-off",
        "A session that nobody uses ends by itself.",
        "chaperone.access.account_views:here",
    ),
    "roles": Enforcer(
        "rule",
        "Rights by role",
        "A right is asked for at every act; no role skips a check.",
        "chaperone.access.rules:may",
    ),
    "leaving": Enforcer(
        "rule",
        "End of access",
        "One action ends the membership and every session at once.",
        "chaperone.access.services:end_membership",
    ),
    "sealing": Enforcer(
        "rule",
        "Sealing",
        "Pictures, names and secrets are encrypted with the practice's own key.",
        "chaperone.foundation.sealing.files:write",
    ),
    "trail": Enforcer(
        "rule",
        "Trail",
        "Every act is recorded in a list that nobody can change.",
        "chaperone.audit.services:record",
    ),
    "release": Enforcer(
        "rule",
        "Release check",
        "A picture is used only when its clean copy passed a second look.",
        "chaperone.library.rules:may_release",
    ),
    "marks": Enforcer(
        "rule",
        "Look for marks",
        "A named person confirms that no identifying mark is left.",
        "chaperone.library.rules:may_check_marks",
    ),
    "takedown": Enforcer(
        "rule",
        "Takedown",
        "Deletes, then fetches post, page and picture again until all are gone.",
        "chaperone.publishing.removing:work",
    ),
    "snapshot": Enforcer(
        "rule",
        "Sealed copy first",
        "Nothing is hidden before a sealed copy exists.",
        "chaperone.inbox.services.snapshots:take_snapshot",
    ),
    "reply_words": Enforcer(
        "rule",
        "Reply screening",
        "Stops an answer that confirms or denies a patient.",
        "chaperone.inbox.clearing:clear_reply",
    ),
    "secure_route": Enforcer(
        "rule",
        "Secure messages",
        "Medical questions are answered with the link to the secure page.",
        "chaperone.messages.addresses:form_address",
    ),
}

PERSON = Enforcer("person", "A person", "The program cannot judge this. People do, and answer for it.")
ATTESTATION = Enforcer(
    "rule",
    "Attestation check",
    "Who has not attested cannot write, approve, publish or answer.",
    "chaperone.compliance.checks:attested",
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
