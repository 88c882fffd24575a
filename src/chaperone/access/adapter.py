"""How sign-in differs from allauth's defaults: people are invited, and mail goes out like all mail of the house."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chaperone.access.models import Person
from chaperone.access.queries import memberships_of
from chaperone.foundation.notices.services import queue_email

# What allauth tells people about their account, by the name of its template.
SAID = {
    "mfa/email/totp_activated": "An authenticator app was added to your sign-in.",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your sign-in.",
    "mfa/email/webauthn_added": "A passkey was added to your sign-in.",
    "mfa/email/webauthn_removed": "A passkey was removed from your sign-in.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your sign-in; the old ones no longer work.",
    "account/email/password_changed": "Your password was changed.",
    "account/email/password_reset": "Your password was set anew with a link from an e-mail.",
    "account/email/password_set": "A password was set for your sign-in.",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People are invited; nobody signs up."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address or the password is not right. Please try again."),
        "enter_current_password": _("This is not your password. Please type it again."),
        "incorrect_password": _("This is not your password. Please try again."),
        "too_many_login_attempts": _("This was tried very often. Please wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in the e-mail: ours by setting, never what a request claims to be addressed to."""
        uid, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": token})
        return f"{settings.CHAPERONE_BASE_URL}{path}"

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """The link to a new password, to the address we know."""
        body = render_to_string(
            "account/email/reset.txt", {"person": user, "url": context["password_reset_url"]}
        )
        _tell(user, kind="access.password_reset", subject="A new password for Chaperone", body=body)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Person,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person that something about her sign-in changed."""
        sentence = SAID[template_prefix]
        body = render_to_string("account/email/changed.txt", {"person": user, "sentence": sentence})
        _tell(user, kind="access.sign_in_changed", subject="Your sign-in at Chaperone changed", body=body)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing else is ever mailed; an unknown address gets nothing (it may belong to anybody)."""


def _tell(person: Person, *, kind: str, subject: str, body: str) -> None:
    membership = memberships_of(person).first()
    if membership is not None:
        queue_email(
            practice_id=membership.practice_id,
            kind=kind,
            to=person.email,
            subject=subject,
            body=body,
            at=timezone.now(),
        )
