"""What this room shows on pages of the rooms below it: the consent badge of a picture, a patient's section."""

from __future__ import annotations

from django.db.models import Prefetch
from django.utils import timezone

from chaperone.access.models import Practice
from chaperone.consents import queries
from chaperone.consents.models import CoveredOriginal
from chaperone.consents.rules import State
from chaperone.library.models import Original
from chaperone.library.slots import Badge, register_badge
from chaperone.patients.models import Patient
from chaperone.patients.slots import Section, register_section


def badge(original: Original) -> Badge | None:
    """One word about consent under a patient's picture."""
    if original.patient_id is None:
        return None
    if original.patient_refused:
        return Badge(
            word="Refused", verdict="blocked", sentence="This patient signed that nothing may be shown."
        )
    today = original.practice.local(timezone.now()).date()
    rows = [covered.authorization for covered in original.covered_by.all()]
    states = [(row.state, row.expires_on) for row in rows]
    if any(state == State.SIGNED and until and until >= today for state, until in states):
        return Badge(
            word="Consent", verdict="clear", sentence="Signed. What it allows is checked for each post."
        )
    if any(state in {State.SENT, State.OPENED} for state, _ in states):
        return Badge(
            word="Asked", verdict="waiting", sentence="The patient was asked and has not answered yet."
        )
    if any(state in {State.DECLINED, State.WITHDRAWN} for state, _ in states):
        return Badge(word="No consent", verdict="blocked", sentence="The patient said no, or took it back.")
    return Badge(
        word="No consent", verdict="look", sentence="Nobody has asked the patient about this picture."
    )


def section(practice: Practice, patient: Patient) -> Section | None:
    """The patient's authorizations, below her facts."""
    rows = list(queries.of_patient(patient)[:20])
    context = {"practice": practice, "patient": patient, "authorizations": rows}
    return Section(title="Authorizations", template="consents/_patient_section.html", context=context)


_LOOKED_AT = CoveredOriginal.objects.select_related("authorization").only(
    "position", "original", "authorization__state", "authorization__expires_on"
)
register_badge(badge, prefetch=Prefetch("covered_by", queryset=_LOOKED_AT))
register_section(section)
