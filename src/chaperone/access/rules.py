"""Who may do what: one table of actions, and the registry of checks that each action must also pass.

``access`` owns the registry and fails closed: an action that requires a check which no room has registered is
refused. Later rooms fill it (``compliance`` adds the attestation of policies).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import TextChoices

from chaperone.audit.actors import Actor
from chaperone.foundation.refusal import YES, Answer, no


class Role(TextChoices):
    """The people of the blueprint."""

    COORDINATOR = "coordinator", "Marketing coordinator"
    SURGEON = "surgeon", "Surgeon"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"
    FRONT_DESK = "front_desk", "Front desk"
    OWNER = "owner", "Owner"
    AUDITOR = "auditor", "Auditor"


C, S, P, F, O, A = Role  # noqa: E741 - columns of the table below


@dataclass(frozen=True, slots=True)
class Action:
    """What a person wants to do, in the words shown to her; who may; which checks it must pass as well."""

    label: str
    roles: frozenset[str]
    requires: tuple[str, ...] = ()


def _action(label: str, *roles: Role, requires: tuple[str, ...] = ()) -> Action:
    return Action(label, frozenset(roles), requires)


ATTESTED = ("attestation",)

ACTIONS: dict[str, Action] = {
    "desk.read": _action("see the desk", C, S, P, F, O, A),
    "patients.read": _action("see patients", C, S, P, F, O),
    "patients.write": _action("add and change patients", C, P, O, requires=ATTESTED),
    "library.read": _action("see cleaned pictures", C, S, P, F, O, A),
    "library.upload": _action("upload pictures", C, S, P, requires=ATTESTED),
    "library.redact": _action("change what is covered", C, S, P, requires=ATTESTED),
    "library.open_original": _action("open an original", C, S, P, requires=ATTESTED),
    "library.hand_over": _action("hand pictures to a vendor", P, O, requires=ATTESTED),
    "consents.read": _action("see authorizations", C, S, P, F, O, A),
    "consents.request": _action("ask a patient for authorization", C, S, P, F, requires=ATTESTED),
    "consents.withdraw": _action("enter a withdrawal a patient made by phone or on paper", C, S, P, F, O),
    "posts.read": _action("see posts", C, S, P, F, O, A),
    "posts.write": _action("write posts", C, P, requires=ATTESTED),
    "posts.approve": _action("approve posts", S, P, requires=ATTESTED),
    "publishing.read": _action("see what is published", C, S, P, F, O, A),
    "publishing.schedule": _action("schedule approved posts", C, S, P, requires=ATTESTED),
    "publishing.take_down": _action("take a post down", C, S, P, F, O),
    "inbox.read": _action("see the inbox", C, S, P, F, O, A),
    "inbox.open": _action("open what an incoming message says", S, P, F, requires=ATTESTED),
    "inbox.moderate": _action("hide or remove what others wrote", P, F, requires=ATTESTED),
    "inbox.answer": _action("answer with a template", P, F, C, requires=ATTESTED),
    "inbox.approve_reply": _action("approve a free-text answer", P, S, requires=ATTESTED),
    "messages.read": _action("read secure messages", S, P, F, requires=ATTESTED),
    "compliance.read": _action("see policies and vendors", C, S, P, F, O, A),
    "compliance.attest": _action("attest that you read a policy", C, S, P, F, O, A),
    "compliance.write": _action("change policies and vendors", P, O),
    "channels.read": _action("see connected accounts", C, S, P, F, O, A),
    "channels.connect": _action("connect accounts", O, requires=ATTESTED),
    "people.read": _action("see who works here", C, S, P, F, O, A),
    "people.manage": _action("invite people, change roles, end access", O),
    "trail.read": _action("read the trail", P, O, A),
    "evidence.export": _action("download an evidence pack", P, A),
    "rules.read": _action("see the rules and where they fired", C, S, P, F, O, A),
    "rules.tune": _action("tune the screening rules", P, requires=ATTESTED),
}

Check = Callable[[Actor], Answer]
_CHECKS: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Fill one of the checks that actions require. Called once, when a room starts."""
    _CHECKS[name] = check


def may(actor: Actor, action: str) -> Answer:
    """Yes, or no with the reason and who can help. An unknown action is a fault (``KeyError``)."""
    wanted = ACTIONS[action]
    if not actor.roles & wanted.roles:
        holders = ", ".join(sorted(Role(role).label.lower() for role in wanted.roles))
        return no(
            "access.role", f"Your role does not include this: {wanted.label}.", f"Ask one of: {holders}."
        )
    for name in wanted.requires:
        answer = _CHECKS[name](actor) if name in _CHECKS else _unfilled(name)
        if not answer:
            return answer
    return YES


def _unfilled(name: str) -> Answer:
    return no(
        "access.check_missing",
        f"The check “{name}” is not running, so nothing goes ahead.",
        "Tell your administrator.",
    )


def may_change_roles(*, by: Actor, person_id: object) -> Answer:
    """Nobody widens or narrows her own rights."""
    if by.id == str(person_id):
        return no("access.own_roles", "You cannot change your own roles.", "Ask another owner.")
    return YES


def may_end_access(*, by: Actor, person_id: object) -> Answer:
    """Nobody locks herself out; so an owner always remains."""
    if by.id == str(person_id):
        return no("access.own_leave", "You cannot end your own access.", "Ask another owner.")
    return YES


def may_reset_second_factor(*, by: Actor, person_id: object, works_elsewhere: bool) -> Answer:
    """An owner may take a lost second factor off, so that its person enrols a new one at her next sign-in.

    Never her own, and never somebody's whom another practice counts on too.
    """
    if by.id == str(person_id):
        return no(
            "access.own_factor",
            "You cannot reset your own second factor.",
            "Ask another owner, or use a recovery code.",
        )
    if works_elsewhere:
        return no(
            "access.factor_elsewhere",
            "This person also works in another practice, which counts on this second factor.",
            "A recovery code lets them in; they can then replace it themselves.",
        )
    return YES


def known_roles(roles: Iterable[str]) -> Answer:
    """Somebody with no role, or an unknown one, is a mistake."""
    listed = list(roles)
    if not listed:
        return no(
            "access.no_role", "Choose at least one role.", "Without a role nobody can do anything here."
        )
    if unknown := set(listed) - set(Role):
        return no("access.unknown_role", f"There is no role called {', '.join(sorted(unknown))}.")
    return YES
