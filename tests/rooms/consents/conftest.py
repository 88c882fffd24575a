"""A patient with a picture that is clean, a request she was sent, and an authorization she signed."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import pytest
from PIL import Image

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.consents import services
from chaperone.consents.models import Authorization
from chaperone.consents.rules import Signature, offers_for
from chaperone.foundation.refusal import Refusal
from chaperone.foundation.sealing import files
from chaperone.library.models import Original, Rendition
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient

UNTIL = date(2028, 11, 23)
BORN = "1984-03-09"
NETWORK = "sandbox"


def code_of(act: Callable[[], object]) -> str:
    """The code of the refusal that ``act`` meets; it must also say why."""
    with pytest.raises(Refusal) as refused:
        act()
    assert refused.value.reason
    return refused.value.code


def jpeg(color: tuple[int, int, int] = (205, 170, 150)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), color).save(out, "JPEG")
    return out.getvalue()


def clean_picture(
    practice: Practice,
    patient: Patient | None,
    now: datetime,
    *,
    subject: str = "patient",
    area: str = "abdomen",
) -> Original:
    """A picture with a clean rendition, as the library leaves it."""
    data = jpeg()
    original = Original.objects.create(
        practice=practice,
        patient=patient,
        subject=subject,
        body_area=area,
        phase="before",
        sealed_name=files.write(practice.id, data),
        sha256=sha256(data).hexdigest(),
        size=len(data),
        mime="image/jpeg",
        state="ready",
        uploaded_by="tests",
        uploaded_at=now,
    )
    Rendition.objects.create(
        practice=practice,
        original=original,
        number=1,
        state="clean",
        sealed_name=files.write(practice.id, data),
        view_sealed_name=files.write(practice.id, data),
        thumb_sealed_name=files.write(practice.id, data),
        sha256=sha256(data).hexdigest(),
        mime="image/jpeg",
        width=320,
        height=240,
        requested_by="tests",
        requested_at=now,
        made_at=now,
    )
    return original


@pytest.fixture
def by(mina: Membership) -> Actor:
    return actor_for(mina)


@pytest.fixture
def patient(practice: Practice, by: Actor, now: datetime) -> Patient:
    """Adela Voss, invented, with an address and a date of birth."""
    return add_patient(
        practice=practice, name="Adela Voss", email="adela@patient.example", born_on=BORN, by=by, at=now
    )


@pytest.fixture
def original(practice: Practice, patient: Patient, now: datetime) -> Original:
    return clean_picture(practice, patient, now)


@pytest.fixture
def draft(
    practice: Practice, patient: Patient, original: Original, by: Actor, now: datetime
) -> Callable[..., Authorization]:
    """Drafts a request; keywords replace the usual particulars."""

    def make(**changes: Any) -> Authorization:
        usual: dict[str, Any] = {
            "practice": practice,
            "patient": patient,
            "originals": [original],
            "grants_offered": offers_for(
                purposes=["education", "website"], networks=[NETWORK], levels=["face"], procedure=True
            ),
            "expires_on": UNTIL,
            "language": "en",
            "adult_confirmed": True,
            "timing_confirmed": True,
            "by": by,
            "at": now,
        }
        return services.draft_authorization(**(usual | changes))

    return make


@pytest.fixture
def sent(draft: Callable[..., Authorization], by: Actor, now: datetime) -> tuple[Authorization, str]:
    """A request that was sent, and its token."""
    row = draft()
    return row, services.send_request(authorization=row, by=by, at=now)


@pytest.fixture
def sign_it(now: datetime) -> Callable[..., Authorization]:
    """Opens a request and signs it; ``allow`` says yes to a line (default: all)."""

    def make(
        token: str, *, allow: Callable[[Any], bool] = lambda grant: True, at: datetime = now
    ) -> Authorization:
        row = services.open_request(token=token, at=at)
        if row.patient.born_on:
            assert services.check_identity(
                authorization=row, born_on=date.fromisoformat(row.patient.born_on), at=at
            )
        return services.sign(
            token=token,
            choices={str(grant.pk): allow(grant) for grant in row.grants.all()},
            signature=Signature("typed", "Adela Voss"),
            signer_name="Adela Voss",
            declared=True,
            at=at,
        )

    return make


@pytest.fixture
def signed(sent: tuple[Authorization, str], sign_it: Callable[..., Authorization]) -> Authorization:
    """She said yes to everything."""
    return sign_it(sent[1])
