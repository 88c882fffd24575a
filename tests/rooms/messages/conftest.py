"""A visitor at the secure form, without account or script."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from chaperone.access.models import Practice
from chaperone.messages.forms import SALT
from chaperone.messages.models import Thread

WORDS = "My left implant feels odd since Tuesday, call me at 512-555-0147"


@dataclass
class Visitor:
    """Writes through the form as a browser would; ``waited`` is how long the page was open."""

    practice: Practice
    client: Client = field(default_factory=Client)

    @property
    def form(self) -> str:
        return reverse("secure:form", args=[self.practice.slug])

    def send(self, waited: timedelta = timedelta(seconds=30), **changed: Any) -> HttpResponse:
        given = datetime.now(UTC) - waited
        fields = {
            "name": "Nadia Ferreira",
            "contact": "nadia@example.org",
            "text": WORDS,
            "website": "",
            "given": signing.dumps(given.timestamp(), salt=SALT),
            **changed,
        }
        return self.client.post(self.form, fields)

    def private_page(self) -> str:
        """Sends, and follows to the private thread; its address."""
        thanks = self.client.get(self.send()["Location"]).content.decode()
        found = re.search(r'href="(/s/[^"]+/t/[^"]+/)"', thanks)
        assert found is not None
        return found.group(1)


@pytest.fixture
def visitor(practice: Practice) -> Visitor:
    return Visitor(practice)


@pytest.fixture
def thread(visitor: Visitor) -> Thread:
    """Somebody wrote."""
    visitor.send()
    return Thread.objects.select_related("practice").get()
