"""What somebody outside fills in, with its quiet protection against bots; and the practice's answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from chaperone.messages.rules import MAX_TEXT, may_send_now

SALT = "messages.form"


def stamp(at: datetime) -> str:
    """When the form was given out, signed."""
    return signing.dumps(at.timestamp(), salt=SALT)


class SecureForm(forms.Form):
    """Name (optional), how to reach her, and what she wants to say. ``website`` is a trap that nobody sees."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("How can we reach you?"),
        max_length=200,
        help_text=gettext_lazy(
            "A phone number or an e-mail address. An e-mail from us never says what this is about."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "email"}),
    )
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 7, "dir": "auto"}),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    given = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, knocks: tuple[int, int] = (0, 0), at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.knocks, self.at = knocks, at
        self.initial["given"] = stamp(at)

    def clean_text(self) -> str:
        """One kind of line end."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")

    def clean_website(self) -> str:
        """A person sees that it must stay empty; a bot fills everything."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Please leave this field empty and press Send once more."))
        return ""

    def clean(self) -> dict[str, Any]:
        """Too fast, too old or too many: said in words, and nothing typed is lost."""
        cleaned = super().clean() or {}
        hour, day = self.knocks
        answer = may_send_now(age=self._age(), in_last_hour=hour, in_last_day=day)
        if not answer:
            self._give_out_again()
            raise forms.ValidationError(f"{_(answer.reason)} {_(answer.remedy)}", code=answer.code)
        return cleaned

    def _age(self) -> timedelta:
        try:
            given = signing.loads(str(self.data.get("given", "")), salt=SALT)
        except signing.BadSignature:
            return timedelta(days=365)
        return self.at - datetime.fromtimestamp(given, tz=self.at.tzinfo)

    def _give_out_again(self) -> None:
        """The page that comes back carries a new stamp."""
        fields = cast(QueryDict, self.data).copy()
        fields["given"] = stamp(self.at)
        self.data = fields


class MoreForm(forms.Form):
    """Another message in a thread, from either side."""

    text = forms.CharField(
        label=gettext_lazy("Write a message"),
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )

    def clean_text(self) -> str:
        """One kind of line end."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")
