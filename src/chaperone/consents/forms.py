"""What people fill in: the staff's request and withdrawal, the patient's date of birth and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chaperone.access.models import Practice
from chaperone.channels.queries import open_channels
from chaperone.consents.facts import contact_of
from chaperone.consents.models import Grant
from chaperone.consents.rules import (
    NETWORKLESS,
    Identifiability,
    Particulars,
    Purpose,
    Representative,
    default_until,
    offers_for,
)
from chaperone.engines.networks import all_networks
from chaperone.library.models import Rendition

ASKED_PURPOSES = [choice for choice in Purpose.choices if choice[0] != Purpose.RECORD]
ASKED_LEVELS = [
    (Identifiability.MARKS.value, "Marks on the skin (freckles, scars, tattoos)"),
    (Identifiability.FACE.value, "The face"),
]


class DateInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RequestForm(forms.Form):
    """Everything that a request needs. What is missing is said by the checklist, not by the browser."""

    photos = forms.MultipleChoiceField(label="Photos she is asked about", widget=forms.CheckboxSelectMultiple)
    purposes = forms.MultipleChoiceField(
        label="What for", choices=ASKED_PURPOSES, widget=forms.CheckboxSelectMultiple
    )
    networks = forms.MultipleChoiceField(
        label="On which networks",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one network for education, posts or ads."},
        help_text="For education, posts and ads. Each is a line of its own; she can choose one and not another.",
    )
    levels = forms.MultipleChoiceField(
        label="Also ask whether a photo may show",
        choices=ASKED_LEVELS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    procedure = forms.BooleanField(label="Also ask whether the words may name the procedure", required=False)
    expires_on = forms.DateField(
        label="Until (last day)",
        widget=DateInput,
        help_text="It must end. Two years is usual.",
        error_messages={"required": "Set the day on which the permission ends."},
    )
    language = forms.ChoiceField(label="Her language", choices=[("en", "English"), ("es", "Español")])
    surgery_on = forms.DateField(
        label="Day of surgery, if one is planned",
        widget=DateInput,
        required=False,
        help_text="On that day the link takes no signature.",
    )
    clause = forms.CharField(
        label="A sentence of your own",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=600,
        required=False,
        help_text="She reads it as part of the form. It is checked like the rest.",
    )
    paid = forms.BooleanField(label="Somebody pays the practice for showing these photos", required=False)
    paid_by = forms.CharField(label="Who pays, and for what", max_length=200, required=False)
    representative_name = forms.CharField(
        label="Name of the person who signs for her", max_length=120, required=False
    )
    representative_authority = forms.CharField(
        label="By what right",
        max_length=200,
        required=False,
        help_text="For example: court-appointed guardian, health care power of attorney.",
    )
    adult_confirmed = forms.BooleanField(
        label="I know this patient: 18 or older, and able to decide (or the legal representative named above signs).",
        required=False,
    )
    timing_confirmed = forms.BooleanField(
        label="This is not the day of surgery, and the patient is not sedated.", required=False
    )

    def __init__(
        self, data: Any = None, *, practice: Practice, renditions: Sequence[Rendition], at: datetime
    ) -> None:
        today = practice.local(at).date()
        connected = list(dict.fromkeys(open_channels(practice).values_list("network", flat=True)))
        initial = {"expires_on": default_until(today), "language": "en", "networks": connected}
        super().__init__(data, initial=initial)
        self.practice, self.today = practice, today
        self.renditions = {str(one.original_id): one for one in renditions}
        self._choices("photos", ((key, key) for key in self.renditions))
        self._choices("networks", ((one.key, one.name) for one in all_networks()))
        purposes = self["purposes"].value() or []
        self.fields["networks"].required = not purposes or any(one not in NETWORKLESS for one in purposes)

    def _choices(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)

    @property
    def offers(self) -> tuple[Any, ...]:
        """The lines that follow from what is ticked."""
        said = self._said()
        purposes = said.get("purposes") or []
        wanted = [one for one in Purpose.values if one in purposes]
        return offers_for(
            purposes=wanted,
            networks=said.get("networks") or [],
            levels=said.get("levels") or [],
            procedure=bool(said.get("procedure")),
        )

    @property
    def representative(self) -> Representative | None:
        """Who signs for the patient, when either half is filled in."""
        said = self._said()
        name, authority = said.get("representative_name", ""), said.get("representative_authority", "")
        return Representative(name, authority) if name or authority else None

    @property
    def originals(self) -> list[Any]:
        """The chosen pictures."""
        return [self.renditions[key].original for key in self._said().get("photos") or []]

    def particulars(self) -> Particulars:
        """What the checklist looks at, also while half of it is filled in."""
        said = self._said()
        return Particulars(
            legal_name=self.practice.legal_name,
            contact=contact_of(self.practice),
            photos=said.get("photos") or [],
            lines=self.offers,
            expires_on=said.get("expires_on"),
            today=self.today,
            representative=self.representative,
            paid=bool(said.get("paid")),
            paid_by=said.get("paid_by", ""),
            clause=said.get("clause", ""),
        )

    def _said(self) -> dict[str, Any]:
        if not self.is_bound:
            return dict(self.initial)
        self.errors  # noqa: B018 - asking for the errors is what fills cleaned_data
        return self.cleaned_data


class WithdrawalForm(forms.Form):
    """A withdrawal that reached the practice by phone, on paper or in person."""

    how = forms.ChoiceField(
        label="How it arrived",
        choices=[("phone", "By phone"), ("paper", "On paper or by e-mail"), ("person", "In person")],
        widget=forms.RadioSelect,
    )
    scope = forms.ChoiceField(
        label="What stops",
        choices=[("all", "Everything this patient allowed"), ("this", "Only this authorization")],
        widget=forms.RadioSelect,
        initial="all",
    )
    taken_by = forms.CharField(label="Who took it", max_length=120)
    received_at = forms.DateTimeField(
        label="When it arrived",
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        help_text="On the practice's own clock.",
    )


class BirthDateForm(forms.Form):
    """Three short fields: a calendar is slow for a year long ago."""

    month = forms.IntegerField(label=gettext_lazy("Month"), min_value=1, max_value=12)
    day = forms.IntegerField(label=gettext_lazy("Day"), min_value=1, max_value=31)
    year = forms.IntegerField(label=gettext_lazy("Year"), min_value=1890, max_value=2200)
    ASKED = (("month", "bday-month", 2), ("day", "bday-day", 2), ("year", "bday-year", 4))

    def __init__(self, data: Any = None, *, language: str = "en") -> None:
        super().__init__(data)
        for name, autocomplete, digits in self.ASKED:
            attributes = {
                "inputmode": "numeric",
                "autocomplete": autocomplete,
                "maxlength": digits,
                "size": digits,
            }
            self.fields[name].widget = forms.TextInput(attrs=attributes)
        if language == "es":
            self.order_fields(["day", "month", "year"])

    def clean(self) -> dict[str, Any]:
        """Put the three together."""
        said = super().clean() or {}
        try:
            said["born_on"] = date(said["year"], said["month"], said["day"])
        except (KeyError, ValueError):
            raise ValidationError(_("Write the day, the month and the year as numbers.")) from None
        return said


def read_choices(data: Mapping[str, str], grants: Sequence[Grant]) -> dict[str, bool]:
    """The answers in a posted form, by grant id. A no to a place is a no to what goes beyond it there."""
    said = {str(one.pk): data.get(f"line-{one.pk}") for one in grants}
    answers = {line: answer == "yes" for line, answer in said.items() if answer in {"yes", "no"}}
    refused = {
        (one.purpose, one.network) for one in grants if _is_base(one) and answers.get(str(one.pk)) is False
    }
    for one in grants:
        if (one.purpose, one.network) in refused:
            answers[str(one.pk)] = False
    return answers


def _is_base(grant: Grant) -> bool:
    return grant.identifiability == Identifiability.NONE and not grant.names_procedure
