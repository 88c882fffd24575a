"""When something goes out, and why something comes down."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms

from chaperone.access.models import Practice
from chaperone.publishing.rules import Reason

CHOSEN_BY_PEOPLE = [Reason.DISCLOSURE, Reason.BY_HAND]


class ScheduleForm(forms.Form):
    """A time on the practice's own clock; empty means now."""

    due_at = forms.DateTimeField(
        label="When",
        required=False,
        help_text="On the practice's clock. Leave it empty to publish now.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.practice = practice

    def clean_due_at(self) -> datetime | None:
        """The naive local time the browser sends, as the moment it means in the practice."""
        typed = cast(datetime | None, self.cleaned_data["due_at"])
        return typed.replace(tzinfo=self.practice.tz) if typed else None


class TakeDownForm(forms.Form):
    """Why a person takes something down."""

    reason = forms.ChoiceField(
        label="Why",
        choices=[(reason.value, reason.label) for reason in CHOSEN_BY_PEOPLE],
        widget=forms.RadioSelect,
    )
