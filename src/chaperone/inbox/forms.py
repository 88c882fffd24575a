"""What a person decides about an item, and what she types."""

from __future__ import annotations

from typing import Any

from django import forms

from chaperone.channels.queries import capabilities_of
from chaperone.inbox.models import Item
from chaperone.inbox.rules import CRITICISM_LAW, Action, Reason
from chaperone.inbox.services.answering import MAX_TEXT


class ModerationForm(forms.Form):
    """What happens to it, and why: the reasons are content-neutral."""

    action = forms.ChoiceField(label="What to do", widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label="Why",
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": CRITICISM_LAW, "required": "Choose a reason."},
    )
    not_criticism = forms.BooleanField(
        label="I read it. It goes for the reason above, not because it is critical of us.", required=False
    )

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: Any = self.fields["action"]
        offered.choices = actions_for(item)
        self.fields["action"].initial = offered.choices[0][0]
        self.fields["reason"].initial = item.proposed or None
        if not item.is_critical:
            del self.fields["not_criticism"]


def actions_for(item: Item) -> list[tuple[str, str]]:
    """What to offer; what the network cannot do by itself becomes a task for a person."""
    if item.kind == "post":
        return [(Action.DELETE.value, "Take it down")]
    can = capabilities_of(item.channel)
    by_hand = " (by hand, on the network)"
    return [
        (Action.HIDE.value, "Hide it" + ("" if can.hide else by_hand)),
        (Action.DELETE.value, "Delete it" + ("" if can.delete_comment else by_hand)),
    ]


class OwnWordsForm(forms.Form):
    """An answer in somebody's own words."""

    text = forms.CharField(
        label="Your words",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text="Write to everybody who reads this, not to the person. Nothing that only a patient could know.",
    )

    def clean_text(self) -> str:
        """Line ends as the screening engine counts them."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n").strip()


class NoteForm(forms.Form):
    """Why an answer is sent back."""

    note = forms.CharField(
        label="Note to the writer", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
