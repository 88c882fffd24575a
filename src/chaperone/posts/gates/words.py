"""Words: nothing in them names a patient, ties a procedure to one, or promises what medicine cannot."""

from __future__ import annotations

from chaperone.engines.screening import Finding
from chaperone.posts.gates.beside_patient import raised
from chaperone.posts.gates.consent import coverage_of
from chaperone.posts.gates.verdict import Case, GateVerdict, blocked, clear, look, waiting
from chaperone.posts.rules import MAX_TEXT

KEY, TITLE = "words", "Words"
LAW = "45 CFR 164.514(b)(2), ASPS Code of Ethics, FTC Act section 5, and the rules named with each finding."


def judge(case: Case) -> GateVerdict:
    """Blocked by a blocking finding, a look for a lesser one that the approver has not let pass."""
    text = case.content.text
    if len(text) > MAX_TEXT:
        return blocked(
            KEY,
            TITLE,
            f"The text has {len(text):,} characters; {MAX_TEXT:,} is the most.",
            action="Shorten it",
        )
    if not text.strip() and not case.content.pictures:
        return waiting(KEY, TITLE, "There is nothing here yet.", action="Write something")
    findings = standing_findings(case)
    blocking = [finding for finding in findings if finding.severity == "block"]
    if blocking:
        return blocked(KEY, TITLE, _sentence(blocking), law=blocking[0].citation or LAW, findings=findings)
    questions = [finding for finding in findings if finding.severity == "review"]
    if questions and not _passed(case, questions):
        return look(KEY, TITLE, _sentence(questions), law=questions[0].citation or LAW, findings=findings)
    return clear(
        KEY, TITLE, "Nothing here points at a person or promises too much.", law=LAW, findings=findings
    )


def standing_findings(case: Case) -> tuple[Finding, ...]:
    """The engine's findings, graver beside a patient's picture, and without those that her own authorization
    permits (naming the procedure)."""
    found = case.screening.findings
    if case.content.shows_patients:
        found = tuple(raised(finding) for finding in found)
    if _procedure_allowed(case):
        found = tuple(finding for finding in found if finding.kind != "procedure")
    return found


def question_marks(case: Case) -> list[str]:
    """The review findings as an approver lets them pass: ``rule@start-end``."""
    return [_mark(finding) for finding in standing_findings(case) if finding.severity == "review"]


def _procedure_allowed(case: Case) -> bool:
    patients = [picture for picture in case.content.pictures if picture.rendition.original.patient_id]
    if not patients or case.channel is None:
        return False
    return all(coverage_of(case, picture, names_procedure=True).allowed for picture in patients)


def _passed(case: Case, questions: list[Finding]) -> bool:
    approval = case.approval
    if approval is None or approval.ruleset != case.screening.ruleset:
        return False
    return {_mark(finding) for finding in questions} <= set(approval.accepted)


def _mark(finding: Finding) -> str:
    return f"{finding.rule}@{finding.start}-{finding.end}"


def _sentence(findings: list[Finding]) -> str:
    first = findings[0].message
    more = len(findings) - 1
    return first if not more else f"{first} And {more} more, marked in the text."
