"""Approval: by somebody else, for exactly this content, not yet expired."""

from __future__ import annotations

from chaperone.posts.gates.verdict import Case, GateVerdict, blocked, clear, waiting
from chaperone.posts.rules import State, may_approve

KEY, TITLE = "approval", "Approval"
LAW = "45 CFR 164.312(a) and 164.308(a)(4): access by role; Chaperone's rule that an author never approves."


def judge(case: Case) -> GateVerdict:
    """Clear when an approval stands."""
    approval = case.approval
    if approval is None:
        return _nobody_yet(case)
    own = may_approve(
        person_id=str(approval.person_id),
        author_id=str(case.post.author_id),
        writer_id=str(case.version.written_by_id) if case.version else "",
    )
    if not own:
        return blocked(KEY, TITLE, own.reason, law=LAW)
    if approval.expires_at <= case.at:
        return blocked(KEY, TITLE, "The approval has expired.", law=LAW, action="Ask for a new approval")
    local = case.practice.local(approval.at)
    return clear(KEY, TITLE, f"{approval.person.name} approved this on {local:%a %-d %b %Y, %H:%M}.", law=LAW)


def _nobody_yet(case: Case) -> GateVerdict:
    if case.post.state == State.IN_REVIEW:
        return waiting(KEY, TITLE, "Waiting for a surgeon or the privacy officer.", law=LAW)
    return waiting(
        KEY, TITLE, "Somebody other than the writer approves it.", law=LAW, action="Ask for approval"
    )
