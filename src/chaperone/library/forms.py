"""What people choose about pictures."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from chaperone.access.models import Practice
from chaperone.library.rules import BodyArea, OpeningReason, Phase, Subject
from chaperone.patients.models import Patient
from chaperone.patients.queries import patients_of

PATIENTS_OFFERED = 300

MODES = [
    ("mosaic", "Mosaic: large squares"),
    ("solid", "Solid: one colour, nothing can be guessed"),
    ("blur", "Blur: soft"),
]
COVERS = [
    ("faces", "Whole faces"),
    ("eyes", "Only the eyes. People who know her can still recognise her, so the consent must allow a face."),
]


class UploadForm(forms.Form):
    """What the pictures of one batch show. The files themselves come beside it."""

    subject = forms.ChoiceField(
        label="Whom or what do they show?", choices=Subject.choices, widget=forms.RadioSelect
    )
    patient = forms.ChoiceField(
        label="Which patient?", required=False, help_text="Needed when they show a patient."
    )
    body_area = forms.ChoiceField(
        label="Part of the body", required=False, choices=[("", "Not said"), *BodyArea.choices]
    )
    phase = forms.ChoiceField(
        label="Before or after?", required=False, choices=[("", "Neither"), *Phase.choices]
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.patients = {str(p.pk): p for p in _offered(practice, str(self["patient"].value() or ""))}
        options = [(pk, f"{patient.reference} · {patient.name}") for pk, patient in self.patients.items()]
        self.fields["patient"].choices = [("", "Choose"), *options]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, Any]:
        """The arguments of the service, besides the file."""
        return {
            "subject": self.cleaned_data["subject"],
            "patient": self.patients.get(self.cleaned_data["patient"]),
            "body_area": self.cleaned_data["body_area"],
            "phase": self.cleaned_data["phase"],
        }


def _offered(practice: Practice, chosen: str) -> list[Patient]:
    """The newest patients who did not refuse, and the one already chosen, wherever she stands."""
    offered = list(patients_of(practice).exclude(refusals__isnull=False)[:PATIENTS_OFFERED])
    if chosen and chosen not in {str(patient.pk) for patient in offered}:
        try:
            offered += patients_of(practice).filter(pk=UUID(chosen))
        except ValueError:  # not an id at all
            return offered
    return offered


class OpenForm(forms.Form):
    """Why an original is opened."""

    reason = forms.ChoiceField(
        label="Why do you need to see it?", choices=[("", "Choose"), *OpeningReason.choices]
    )
    note = forms.CharField(
        label="In your own words",
        required=False,
        max_length=200,
        help_text="Needed for “another reason”. It is sealed and kept with the trail.",
    )


class RedactForm(forms.Form):
    """How it is covered. The regions come beside it, from the editor."""

    nobody = forms.BooleanField(
        label="What I took a cover off shows no person and no text. I looked.", required=False
    )
    mode = forms.ChoiceField(label="How to cover", choices=MODES, widget=forms.RadioSelect)
    cover = forms.ChoiceField(label="What to cover of people", choices=COVERS, widget=forms.RadioSelect)


class HandOverForm(forms.Form):
    """To whom and why renditions are handed over."""

    purpose = forms.CharField(
        label="What for?",
        min_length=5,
        max_length=200,
        help_text="For example: new layout of the gallery page.",
    )
