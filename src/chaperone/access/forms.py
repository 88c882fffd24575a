"""What people type about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from chaperone.access.models import Invitation, Person
from chaperone.access.rules import Role


class RolesForm(forms.Form):
    """Which roles somebody holds."""

    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="As few as the work needs. What each may do is on the page “Who may do what”.",
    )

    def chosen(self) -> list[Role]:
        """The roles ticked."""
        return [Role(role) for role in self.cleaned_data["roles"]]


class InviteForm(RolesForm):
    """Who is asked to join."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(
        label="E-mail address", help_text="A link goes there; it works once, for seven days."
    )
    field_order = ("name", "email", "roles")


class AcceptForm(forms.Form):
    """A new person's name and password."""

    name = forms.CharField(
        label="Your name", max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label="Choose a password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters, used nowhere else. Four words that do not belong together are good.",
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, invitation: Invitation, data: Any = None) -> None:
        super().__init__(data, initial={"name": invitation.name})
        self.email = invitation.email

    def clean_password(self) -> str:
        """The same rules as for every password of the house."""
        password = str(self.cleaned_data["password"])
        validate_password(password, Person(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", "These are not the same.")
        return self.cleaned_data
