"""What people fill in about policies and vendors."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from chaperone.compliance import rules
from chaperone.compliance.models import PolicyVersion, Vendor
from chaperone.compliance.terms import TERMS

CLAUSE = "clause-"


class DateField(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class AttestForm(forms.Form):
    """The questions of one version; every answer must be right, and a wrong one is told why."""

    read = forms.BooleanField(label="I have read this policy and will keep to it.")

    def __init__(self, version: PolicyVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions: list[dict[str, Any]] = version.body["questions"]
        for question in self.questions:
            self.fields[question["id"]] = forms.TypedChoiceField(
                label=question["ask"],
                choices=list(enumerate(question["options"])),
                coerce=int,
                widget=forms.RadioSelect,
            )
        self.order_fields([*(question["id"] for question in self.questions), "read"])

    def clean(self) -> dict[str, Any]:
        """Say at each wrong answer what to think of."""
        wrong = rules.wrong_answers(self.questions, self.answers())
        for question in self.questions:
            if question["id"] in wrong and question["id"] not in self.errors:
                self.add_error(question["id"], f"Not this one. {question['why']}")
        return self.cleaned_data

    def answers(self) -> dict[str, int]:
        """The chosen options by question id."""
        ids = {question["id"] for question in self.questions}
        return {key: value for key, value in self.cleaned_data.items() if key in ids}


class VersionForm(forms.Form):
    """The text of a new version, clause by clause; an empty clause is taken out."""

    change = forms.CharField(label="What is different, and why", max_length=240)
    effective_on = DateField(label="In force from", help_text="From this day everybody attests again.")

    def __init__(self, version: PolicyVersion, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old_clauses: list[dict[str, Any]] = version.body["clauses"]
        area = {"rows": 4}
        for clause in self.old_clauses:
            self.fields[CLAUSE + clause["id"]] = forms.CharField(
                label=clause["id"],
                initial=clause["text"],
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs=area),
            )
        self.fields["own"] = forms.CharField(
            label="A clause of our own", required=False, max_length=2000, widget=forms.Textarea(attrs=area)
        )
        self.order_fields(
            [*(CLAUSE + clause["id"] for clause in self.old_clauses), "own", "change", "effective_on"]
        )

    def clean(self) -> dict[str, Any]:
        """A policy that says nothing, or nothing new, is not a version."""
        if not self.errors and not self.clauses():
            raise forms.ValidationError("A policy needs at least one clause.")
        if not self.errors and self.clauses() == self.old_clauses:
            raise forms.ValidationError("Nothing is different from the version before.")
        return self.cleaned_data

    def clauses(self) -> list[dict[str, Any]]:
        """The clauses of the new version; the practice's own are kept by people."""
        kept = [
            {**clause, "text": text}
            for clause in self.old_clauses
            if (text := _lines(self.cleaned_data[CLAUSE + clause["id"]]))
        ]
        own = _lines(self.cleaned_data["own"])
        return [*kept, self._own_clause(own)] if own else kept

    def _own_clause(self, text: str) -> dict[str, Any]:
        number = sum(clause["id"].startswith("OWN-") for clause in self.old_clauses) + 1
        return {"id": f"OWN-{number}", "text": text, "law": "", "enforced_by": ["person"]}


class VendorForm(forms.Form):
    """One line of the register."""

    name = forms.CharField(label="Name", max_length=120)
    services = forms.CharField(label="What they do for us", max_length=240)
    contact = forms.CharField(label="Whom to call", max_length=160, required=False)
    touches_phi = forms.BooleanField(
        label="They may see information about patients",
        required=False,
        initial=True,
        help_text="When in doubt, yes. Then nothing goes there without a signed agreement.",
    )

    @classmethod
    def about(cls, vendor: Vendor, data: Any = None) -> VendorForm:
        """To correct a vendor; its name stays."""
        known = {"name": vendor.name, "services": vendor.services, "contact": vendor.contact}
        form = cls(data, initial={**known, "touches_phi": vendor.touches_phi})
        form.fields["name"].disabled = True
        return form


class TermsForm(forms.Form):
    """Which terms somebody found in the contract."""

    terms = forms.MultipleChoiceField(
        label="Found in the contract",
        help_text="Read the contract beside this list and tick what it says. Each is required by law.",
        choices=[(term.key, f"{term.ask} ({term.law})") for term in TERMS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class AgreementForm(TermsForm):
    """A signed business associate agreement."""

    signed_on = DateField(label="Signed by both on")
    starts_on = DateField(label="In force from")
    ends_on = DateField(
        label="Last day", required=False, help_text="Leave empty when it runs until it is ended."
    )
    field_order = ("signed_on", "starts_on", "ends_on", "terms")

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
            self.add_error("ends_on", "This is before the first day.")
        return self.cleaned_data


def _lines(text: str) -> str:
    """Browsers send line ends as CR LF."""
    return text.replace("\r\n", "\n").strip()
