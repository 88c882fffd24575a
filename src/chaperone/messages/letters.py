"""The e-mails of this room. None says anything about anybody's health, and none names anybody."""

from __future__ import annotations

from chaperone.messages.addresses import thread_address
from chaperone.messages.models import Thread

_RECEIVED = {
    "en": (
        "We received your message",
        "Thank you for writing to {practice}.\n\n"
        "Your private page: {link}\n\n"
        "There you read our answer and can write again. The link is only for you; it works for 90 days.\n",
    ),
    "es": (
        "Recibimos su mensaje",
        "Gracias por escribir a {practice}.\n\n"
        "Su página privada: {link}\n\n"
        "Ahí puede leer nuestra respuesta y volver a escribir. El enlace es solo para usted; sirve 90 días.\n",
    ),
}
_ANSWER = {
    "en": (
        "There is an answer for you",
        "{practice} has answered you.\n\n"
        "Read it on your private page: {link}\n\n"
        "Please do not answer this e-mail: write on that page, or call the office.\n",
    ),
    "es": (
        "Hay una respuesta para usted",
        "{practice} le ha respondido.\n\n"
        "Léala en su página privada: {link}\n\n"
        "Por favor no conteste este correo: escriba en esa página o llame al consultorio.\n",
    ),
}


def received_letter(thread: Thread, token: str) -> dict[str, str]:
    """Subject and body of the receipt."""
    return _letter(_RECEIVED, thread, token)


def answer_letter(thread: Thread, token: str) -> dict[str, str]:
    """Subject and body that tell of an answer."""
    return _letter(_ANSWER, thread, token)


def _letter(words: dict[str, tuple[str, str]], thread: Thread, token: str) -> dict[str, str]:
    subject, body = words.get(thread.language, words["en"])
    link = thread_address(thread.practice, token)
    return {"subject": subject, "body": body.format(practice=thread.practice.name, link=link)}
