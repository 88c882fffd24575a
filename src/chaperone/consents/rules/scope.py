"""What a patient can allow: purpose x network x how recognizable x whether the procedure is named."""

from __future__ import annotations

import hmac
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import TextChoices

from chaperone.engines.networks import all_networks


class Purpose(TextChoices):
    """Each purpose of a disclosure, 45 CFR 164.508(c)(1)(iv)."""

    RECORD = "record", "Medical record"
    IN_OFFICE = "in_office", "Shown to patients in the office"
    EDUCATION = "education", "Education"
    WEBSITE = "website", "The practice's website"
    ORGANIC_SOCIAL = "organic_social", "Posts about the practice"
    PAID_AD = "paid_ad", "Paid advertising"
    PRESS = "press", "Press"


class Identifiability(TextChoices):
    """How recognizable the patient may be; each level includes the ones before it."""

    NONE = "none", "Nothing that shows who she is"
    MARKS = "marks", "Freckles, scars or tattoos"
    FACE = "face", "The face"
    NAME = "name", "The name"


# Purposes that happen in one place of their own; all others need a social network.
NETWORKLESS: dict[str, tuple[str, str]] = {
    Purpose.RECORD: ("record", "The medical record"),
    Purpose.IN_OFFICE: ("office", "Inside the office"),
    Purpose.WEBSITE: ("website", "The practice's website"),
    Purpose.PRESS: ("press", "The press"),
}


@dataclass(frozen=True, slots=True, order=True)
class Offer:
    """One line the patient answers with yes or no."""

    purpose: str
    network: str
    identifiability: str = Identifiability.NONE
    names_procedure: bool = False


def network_name(key: str) -> str:
    """The name people know a recipient by; an unknown key is shown as it is."""
    places = dict(NETWORKLESS.values())
    return places.get(key) or next((one.name for one in all_networks() if one.key == key), key)


def known_recipients() -> frozenset[str]:
    """Every network and place that can be named on a form."""
    return frozenset(one.key for one in all_networks()) | {key for key, _ in NETWORKLESS.values()}


def offers_for(
    *, purposes: Iterable[str], networks: Sequence[str], levels: Iterable[str] = (), procedure: bool = False
) -> tuple[Offer, ...]:
    """One plain line for every purpose and place, then one more for each thing beyond it that is asked.

    ``levels`` are identifiabilities above ``none``; ``procedure`` asks whether the procedure may be named.
    """
    places = [
        (purpose, place)
        for purpose in purposes
        for place in ([NETWORKLESS[purpose][0]] if purpose in NETWORKLESS else networks)
    ]
    wanted = [level for level in Identifiability.values if level in set(levels) - {Identifiability.NONE}]
    lines: list[Offer] = []
    for purpose, place in places:
        lines.append(Offer(purpose, place))
        lines.extend(Offer(purpose, place, level) for level in wanted)
        if procedure:
            lines.append(Offer(purpose, place, names_procedure=True))
    return tuple(lines)


def digest_of_signature(key: bytes, *, method: str, content: str, signer_name: str) -> str:
    """A keyed digest: a typed name could be guessed from a plain hash."""
    return hmac.new(key, f"{method}\0{signer_name}\0{content}".encode(), sha256).hexdigest()


def certificate(
    *,
    authorization_id: uuid.UUID,
    form_sha256: str,
    grants: Iterable[tuple[Offer, bool]],
    signature_digest: str,
) -> str:
    """sha256 over what was signed and what it allows now; a grant taken back changes it."""
    lines = sorted(
        (line.purpose, line.network, line.identifiability, line.names_procedure, allowed)
        for line, allowed in grants
    )
    body = json.dumps([str(authorization_id), form_sha256, lines, signature_digest], separators=(",", ":"))
    return sha256(body.encode()).hexdigest()
