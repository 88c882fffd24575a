"""Rules of the practice: policies attested by writer and approver, statements that a state asks for."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from django.urls import reverse

from chaperone.access.models import Membership
from chaperone.access.rules import may
from chaperone.access.services import actor_for
from chaperone.foundation.refusal import Answer
from chaperone.posts.gates.verdict import Case, GateVerdict, blocked, clear
from chaperone.posts.rules import before_after_statement, no_patient_as_result

KEY, TITLE = "practice", "Rules of the practice"
LAW = "45 CFR 164.530(b) and (i): a practice trains its people and follows its own written policies."


def judge(case: Case) -> GateVerdict:
    """Clear when everybody who touched the post has attested, and the state's statements are there."""
    for action, person_id in _hands(case):
        answer = _still_may(case, action, person_id)
        if answer:
            return blocked(
                KEY, TITLE, answer, law=LAW, action="Open the policies",
                url=reverse("compliance:policies", args=[case.practice.slug]),
            )  # fmt: skip
    for said, law in _beside_the_pictures(case):
        if not said:
            return blocked(KEY, TITLE, f"{said.reason} {said.remedy}", law=law)
    return clear(KEY, TITLE, "Everybody involved has attested the current policies.", law=LAW)


def _beside_the_pictures(case: Case) -> Iterator[tuple[Answer, str]]:
    """What must be said beside the pictures, and the law that asks for it."""
    answer = no_patient_as_result(
        subjects=case.content.subjects,
        text=case.content.text,
        claims=frozenset(finding.rule for finding in case.screening.findings),
        before_after=case.content.before_after,
    )
    yield answer, "Cal. Bus. & Prof. Code 651(b)(3)(B); 22 TAC 164.3(b)(4); ASPS Code of Ethics, section 2"
    if case.content.before_after:
        statement = before_after_statement(
            text=case.content.text, jurisdictions=case.jurisdictions, names_procedure=case.names_procedure
        )
        yield statement, "Cal. Bus. & Prof. Code 651(b)(3)(C)"


def _hands(case: Case) -> list[tuple[str, uuid.UUID]]:
    hands: list[tuple[str, uuid.UUID]] = [("posts.write", case.post.author_id)]
    if case.version is not None:
        hands.append(("posts.write", case.version.written_by_id))
    if case.approval is not None:
        hands.append(("posts.approve", case.approval.person_id))
    return hands


def _still_may(case: Case, action: str, person_id: uuid.UUID) -> str:
    """Empty when this person may (still) do it, otherwise the reason."""
    member = Membership.objects.active().filter(practice=case.practice, person_id=person_id).first()
    if member is None:
        return "Somebody who worked on this post has left the practice. Save it as your own version."
    answer = may(actor_for(member), action)
    return "" if answer else f"{answer.reason} {answer.remedy}".strip()
