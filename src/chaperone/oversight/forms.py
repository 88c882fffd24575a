"""Finding one's way in the trail."""

from __future__ import annotations

from typing import Any

from django import forms

from chaperone.access.models import Practice
from chaperone.access.queries import people_of
from chaperone.oversight.queries import NETWORKS, PATIENTS, PROGRAM
from chaperone.oversight.subjects import resolve

OTHERS = [(PATIENTS, "Patients"), (PROGRAM, "Chaperone itself"), (NETWORKS, "Social networks")]


class FindForm(forms.Form):
    """Narrows the trail. Posted, so that what is typed never stands in an address; the answer holds ids only."""

    actor = forms.ChoiceField(label="Who", required=False)
    about = forms.CharField(
        label="About",
        required=False,
        max_length=64,
        help_text="A patient's reference (PT-…) or the id of a post, an authorization or a delivery.",
    )
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="Until", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice
        people = [(str(one.person_id), one.person.name) for one in people_of(practice)]
        self.fields["actor"].choices = [("", "Everybody"), *people, *OTHERS]  # type: ignore[attr-defined]

    def clean_about(self) -> str:
        """The id of what was typed."""
        typed: str = self.cleaned_data["about"].strip()
        found = resolve(self.practice, typed) if typed else ""
        if typed and not found:
            raise forms.ValidationError("We know no patient with this reference, and it is no id.")
        return found

    def clean(self) -> dict[str, Any]:
        """The days stand in order."""
        data: dict[str, Any] = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "This day is before the first one.")
        return data
