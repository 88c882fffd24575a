"""What people type about a patient."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from chaperone.access.models import Practice
from chaperone.patients import queries
from chaperone.patients.models import Patient
from chaperone.patients.rules import LONGEST_NAME, tidy


def one_each(text: str) -> list[str]:
    """The entries of a field that takes one a line, or several with commas."""
    return [tidy(part) for line in text.splitlines() for part in line.split(",") if part.strip()]


class PatientForm(forms.Form):
    """Adds or changes a patient. A second patient of the same name needs a tick."""

    name = forms.CharField(
        label="Full name",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="As on the identity card. It is sealed, and blocked wherever something is written for the public.",
    )
    nicknames = forms.CharField(
        label="Nicknames and former names",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text="One a line. Names by which friends would know her or him.",
    )
    handles = forms.CharField(
        label="Names on social networks",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "autocapitalize": "none"}),
        help_text="One a line, with or without @. A post that tags one of them is stopped.",
    )
    phone = forms.CharField(
        required=False, max_length=40, widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
    )
    email = forms.EmailField(
        label="E-mail",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Consent requests go here.",
    )
    born_on = forms.DateField(
        label="Date of birth",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        help_text="Asked when she or he signs, to make sure it is the right person.",
    )
    twin = forms.BooleanField(label="This is another person with the same name", required=False)

    def __init__(self, *args: Any, practice: Practice, patient: Patient | None = None, **kwargs: Any) -> None:
        if patient is not None:
            kwargs.setdefault("initial", _kept(patient))
        super().__init__(*args, **kwargs)
        self._twins = self._find_twins(practice, patient)
        if not self._twins:
            del self.fields["twin"]

    def _find_twins(self, practice: Practice, patient: Patient | None) -> Sequence[Patient]:
        name = tidy(str(self.data.get("name", "")))
        if not name:
            return ()
        twins = queries.same_name(practice, name)
        return list(twins.exclude(pk=patient.pk) if patient else twins)

    def clean(self) -> dict[str, Any]:
        """Asks about a second patient of the same name."""
        cleaned = super().clean() or {}
        if self._twins and not cleaned.get("twin"):
            references = ", ".join(twin.reference for twin in self._twins)
            self.add_error(
                "twin", f"There is already a patient with this name: {references}. Open that one, or tick."
            )
        return cleaned

    @property
    def kept(self) -> dict[str, Any]:
        """The arguments of the services."""
        born_on: date | None = self.cleaned_data["born_on"]
        return {
            "name": self.cleaned_data["name"],
            "email": self.cleaned_data["email"],
            "phone": self.cleaned_data["phone"],
            "born_on": born_on.isoformat() if born_on else None,
            "nicknames": one_each(self.cleaned_data["nicknames"]),
            "handles": one_each(self.cleaned_data["handles"]),
        }


def _kept(patient: Patient) -> dict[str, Any]:
    return {
        "name": patient.name,
        "email": patient.email,
        "phone": patient.phone,
        "born_on": patient.born_on,
        "nicknames": "\n".join(patient.nicknames or ()),
        "handles": "\n".join(patient.handles or ()),
    }


class RefusalForm(forms.Form):
    """Enters a signed refusal."""

    signed_on = forms.DateField(
        label="Signed on",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="The day on the signed paper.",
    )
    note = forms.CharField(
        label="Where the paper is",
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For example: scanned into the chart. It is sealed.",
    )
    sure = forms.BooleanField(
        label="I have the signed refusal. From now on nothing of this patient can be published, by anybody."
    )
