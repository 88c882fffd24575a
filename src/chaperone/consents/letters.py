"""The e-mails of this room. None says anything about anybody's health, and none names the patient."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from chaperone.consents.models import Authorization

_REQUEST = {
    "en": (
        "A form is waiting for you",
        "{practice} has a form for you to read.\n\n"
        "Open it here: {link}\n\n"
        "You can say yes or no. There is no hurry: the link works for {days} days.\n"
        "Did not expect this? Call {practice} at {phone} and do not open the link.\n",
    ),
    "es": (
        "Hay una hoja para usted",
        "{practice} tiene una hoja para que usted la lea.\n\n"
        "Ábrala aquí: {link}\n\n"
        "Puede decir sí o no. No hay prisa: el enlace sirve {days} días.\n"
        "¿No esperaba este mensaje? Llame a {practice} al {phone} y no abra el enlace.\n",
    ),
}
_COPY = {
    "en": (
        "Your copy, and your own page",
        "Thank you for your answer to {practice}.\n\n"
        "Your own page: {link}\n\n"
        "There you get your copy, and you can change your mind at any time.\n"
        "Keep this message; the link is only for you.\n",
    ),
    "es": (
        "Su copia y su propia página",
        "Gracias por su respuesta a {practice}.\n\n"
        "Su propia página: {link}\n\n"
        "Ahí tiene su copia y puede cambiar de opinión en cualquier momento.\n"
        "Guarde este mensaje; el enlace es solo para usted.\n",
    ),
}
_STOPPED = {
    "en": (
        "We got your message",
        "{practice} has stopped what you asked us to stop.\n\nYour own page shows how far we are: {link}\n",
    ),
    "es": (
        "Recibimos su mensaje",
        "{practice} paró lo que usted pidió parar.\n\nSu propia página muestra cómo va: {link}\n",
    ),
}


def address_of(token: str) -> str:
    """The full address behind a token."""
    return f"{settings.CHAPERONE_BASE_URL}{reverse('consent:open', args=[token])}"


def request_letter(row: Authorization, token: str, days: int = 30) -> dict[str, str]:
    """Subject and body of the request."""
    return _letter(_REQUEST, row, link=address_of(token), days=str(days))


def copy_letter(row: Authorization, token: str) -> dict[str, str]:
    """Subject and body of the copy; the PDF itself stays behind the link."""
    return _letter(_COPY, row, link=address_of(token))


def stopped_letter(row: Authorization, token: str) -> dict[str, str]:
    """Subject and body of the confirmation of a withdrawal."""
    return _letter(_STOPPED, row, link=address_of(token))


def locked_letter(row: Authorization) -> dict[str, str]:
    """Tells the practice that a link was locked."""
    return {
        "subject": "A patient link was locked",
        "body": "Somebody gave a wrong date of birth five times, so a link was locked. Nothing was shown.\n\n"
        "Open Consents in Chaperone, find the request marked “Locked”, call the patient, and send it again.\n"
        f"{settings.CHAPERONE_BASE_URL}{reverse('consents:detail', args=[row.practice.slug, row.pk])}\n",
    }


def _letter(words: dict[str, tuple[str, str]], row: Authorization, **values: str) -> dict[str, str]:
    subject, body = words[row.language]
    filled = {"practice": row.practice.name, "phone": row.practice.phone or "our office", **values}
    return {"subject": subject, "body": body.format(**filled)}
