"""The second factor: its secrets are sealed, the last one cannot be removed, and a session shows that it was used."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any, ClassVar
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from chaperone.foundation.sealing.fields import seal, unseal

# People may work in several practices, so what signs them in belongs to the house, not to one of them.
HOUSE = UUID(int=0)
PURPOSE = "access.authenticator.secret"
STRONG = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """How allauth keeps and guards second factors here."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right. Codes change every 30 seconds: type the newest one."),
    }

    def encrypt(self, text: str) -> str:
        """Seal a TOTP secret or the seed of recovery codes."""
        return b64encode(seal(HOUSE, PURPOSE, text.encode())).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what :meth:`encrypt` sealed."""
        return unseal(HOUSE, PURPOSE, b64decode(encrypted_text)).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Never the last one: a second factor cannot be switched off, only replaced."""
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=STRONG)
        return bool(others.exclude(pk=authenticator.pk).exists())

    def is_mfa_enabled(self, user: Any, types: Any = None) -> bool:
        """Recovery codes alone are no second factor."""
        return bool(super().is_mfa_enabled(user, types=STRONG if types is None else types))

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """``Passkey 2``."""
        return f"Passkey {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"


def used_second_factor(request: HttpRequest) -> bool:
    """Whether this very session was opened with a second factor, not only whether the person has one."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == "mfa" for record in records)


def remember_second_factor(request: HttpRequest, person: Any, authenticator: Authenticator) -> None:
    """Note in the session that ``authenticator`` was shown, the way allauth notes it."""
    record_authentication(request, person, "mfa", id=authenticator.pk, type=str(authenticator.type))
