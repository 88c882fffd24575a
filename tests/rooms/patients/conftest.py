"""Lenora, whose name must never leave the practice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient

Add = Callable[..., Patient]


@pytest.fixture
def add(practice: Practice, mina: Membership, now: datetime) -> Add:
    """Keeps another patient of Westlake."""

    def keep(name: str, **details: Any) -> Patient:
        return add_patient(practice=practice, name=name, by=actor_for(mina), at=now, **details)

    return keep


@pytest.fixture
def lenora(add: Add) -> Patient:
    return add(
        "Lenora Whitcombe",
        email="lenora@mail.example",
        phone="(512) 555-0147",
        born_on="1984-03-09",
        nicknames=["Lenny"],
        handles=["@lenora.sews"],
    )
