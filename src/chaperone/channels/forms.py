"""What an owner types to connect an account: one form per network that people sign in to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from chaperone.channels.models import Channel


class SandboxForm(forms.Form):
    """A name on the simulator; there is no password, the simulator opens the account."""

    handle = forms.CharField(
        label="Name of the account", min_length=2, max_length=40, help_text="For example westlake-surgery."
    )
    name = forms.CharField(label="Name shown on its page", max_length=80)

    def base_url(self) -> str:
        """The simulator of this installation."""
        return str(settings.CHAPERONE_SANDBOX_URL)

    def credentials(self) -> dict[str, str]:
        """The name shown."""
        return {"name": self.cleaned_data["name"]}


class BlueskyForm(forms.Form):
    """A server, a handle and an app password, which is sealed and never shown again."""

    handle = forms.CharField(label="Handle", max_length=253, help_text="For example westlake.bsky.social.")
    password = forms.CharField(
        label="App password",
        max_length=100,
        strip=True,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Made at Bluesky: Settings, Privacy and security, App passwords. Not the account's own password.",
    )
    server = forms.CharField(
        label="Server",
        max_length=300,
        initial="https://bsky.social",
        help_text="Leave it, unless you host your own.",
    )

    def base_url(self) -> str:
        """The address as typed, with https:// in front when nothing stands there."""
        typed = str(self.cleaned_data["server"]).strip().rstrip("/")
        return typed if "://" in typed else f"https://{typed}"

    def credentials(self) -> dict[str, str]:
        """The app password."""
        return {"app_password": self.cleaned_data["password"]}


FORMS: dict[str, type[SandboxForm | BlueskyForm]] = {"sandbox": SandboxForm, "bluesky": BlueskyForm}


def form_for(network: str, data: Any = None, *, channel: Channel | None = None) -> SandboxForm | BlueskyForm:
    """The form of a network, filled in for an account that is connected again. ``KeyError`` when it has none."""
    known = {"handle": channel.handle, "server": channel.base_url} if channel else {}
    return FORMS[network](data, initial=known)
