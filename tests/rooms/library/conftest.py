"""Lenora again, a picture of a person, and the ways of a picture through the library."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.library.models import Original, Rendition
from chaperone.library.services import check_marks, make_rendition, upload_photo
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient
from tests.rooms.library import pictures

As = Callable[[Membership], Client]
Upload = Callable[..., Original]
Make = Callable[[Original], Rendition]


@pytest.fixture
def lenora(practice: Practice, mina: Membership, now: datetime) -> Patient:
    return add_patient(
        practice=practice, name="Lenora Whitcombe", nicknames=["Lenny"], by=actor_for(mina), at=now
    )


@pytest.fixture
def upload(practice: Practice, mina: Membership, now: datetime) -> Upload:
    """Mina uploads something to Westlake; by default a picture of nobody."""

    def take(data: bytes | None = None, *, name: str = "IMG_0001.jpg", **details: Any) -> Original:
        return upload_photo(
            practice=practice,
            data=pictures.plain() if data is None else data,
            claimed_name=name,
            by=actor_for(mina),
            at=now,
            **({"subject": "illustration"} | details),
        )

    return take


@pytest.fixture
def made(now: datetime) -> Make:
    """The newest rendition of an original, cleaned."""

    def make(original: Original) -> Rendition:
        waiting = Rendition.objects.filter(original=original).latest("number")
        make_rendition(rendition_id=waiting.pk, at=now)
        waiting.refresh_from_db()
        return waiting

    return make


@pytest.fixture
def photo(upload: Upload, lenora: Patient) -> Original:
    """A real photo of a person, said to be Lenora, with everything a camera writes into it."""
    return upload(pictures.portrait(), subject="patient", patient=lenora, body_area="face", phase="before")


@pytest.fixture
def clean(photo: Original, made: Make) -> Rendition:
    """Its first rendition."""
    return made(photo)


@pytest.fixture
def checked(clean: Rendition, mina: Membership, now: datetime) -> Rendition:
    """The same, looked over by a person: it may be used."""
    return check_marks(rendition=clean, by=actor_for(mina), at=now)
