"""A case on its way through the house, one chapter after the other, by the same services people use.

Each chapter builds on the one before; a test asks for the chapter it begins at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from chaperone.access.models import Membership, Practice
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.channels.models import Channel
from chaperone.channels.services import connect
from chaperone.consents import services as consents
from chaperone.consents.models import Authorization, Grant
from chaperone.consents.rules import Offer, Purpose
from chaperone.consents.rules.signing import Signature
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.library import making
from chaperone.library import services as library
from chaperone.library.models import Original, Rendition
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient
from chaperone.posts import services as posts
from chaperone.posts.content import Content, Picture
from chaperone.posts.models import Post, PostVersion
from chaperone.project.demo.picture import portrait
from chaperone.publishing import services as publishing
from chaperone.publishing.models import Delivery
from tests.servers.sandbox import SandboxSite, sandbox_site

SAFE_WORDS = (
    "What to expect in the weeks after surgery: rest, short walks, and questions welcome at the office."
)


@dataclass
class Story:
    """What exists so far. ``network`` is the sandbox simulator on a real loopback port."""

    practice: Practice
    mina: Membership
    reyes: Membership
    priya: Membership
    network: SandboxSite
    now: datetime
    patient: Patient = field(init=False)
    original: Original = field(init=False)
    rendition: Rendition = field(init=False)
    authorization: Authorization = field(init=False)
    channel: Channel = field(init=False)
    post: Post = field(init=False)

    def later(self, **passed: float) -> datetime:
        """Time goes on; returns the new now."""
        self.now += timedelta(**passed)
        return self.now

    def add_patient(self, **details: Any) -> Patient:
        self.patient = add_patient(
            practice=self.practice, name="Maria Castellanos", by=actor_for(self.mina), at=self.now, **details
        )
        return self.patient

    def add_photo(self) -> Rendition:
        mina = actor_for(self.mina)
        self.original = library.upload_photo(
            practice=self.practice,
            data=portrait(),
            claimed_name="IMG_0042.jpg",
            subject="patient",
            patient=self.patient,
            body_area="abdomen",
            phase="after",
            by=mina,
            at=self.now,
        )
        run_everything_due(now=self.now)
        self.rendition = Rendition.objects.get(original=self.original)
        assert self.rendition.state == "clean", self.rendition.reasons
        library.check_marks(rendition=self.rendition, by=mina, at=self.now)
        self.rendition.refresh_from_db()
        return self.rendition

    def ask_and_sign(
        self,
        *,
        offers: list[Offer] | None = None,
        allow: Callable[[Grant], bool] = lambda grant: True,
        days: int = 365,
    ) -> Authorization:
        """She answers each line as ``allow`` says."""
        lines = offers or [Offer(Purpose.ORGANIC_SOCIAL, "sandbox"), Offer(Purpose.EDUCATION, "sandbox")]
        self.authorization = consents.draft_authorization(
            practice=self.practice,
            patient=self.patient,
            originals=[self.original],
            grants_offered=lines,
            expires_on=self.now.date() + timedelta(days=days),
            language="en",
            adult_confirmed=True,
            timing_confirmed=True,
            by=actor_for(self.mina),
            at=self.now,
        )
        token = consents.send_request(authorization=self.authorization, by=actor_for(self.mina), at=self.now)
        consents.open_request(token=token, at=self.now)
        self.authorization = consents.sign(
            token=token,
            choices={str(grant.pk): allow(grant) for grant in self.authorization.grants.all()},
            signature=Signature("typed", "Maria Castellanos"),
            signer_name="Maria Castellanos",
            declared=True,
            at=self.now,
        )
        return self.authorization

    def connect(self) -> Channel:
        self.channel = connect(
            practice=self.practice,
            network="sandbox",
            handle=self.practice.slug,
            base_url=self.network.url,
            credentials={"name": self.practice.name},
            by=actor_for(self.reyes),
            at=self.now,
        )
        return self.channel

    def content(self, text: str = SAFE_WORDS, **changed: Any) -> Content:
        plain: dict[str, Any] = {
            "text": text,
            "purpose": Purpose.ORGANIC_SOCIAL,
            "before_after": False,
            "channels": (self.channel,),
        }
        if "pictures" not in changed:
            plain["pictures"] = (Picture(self.rendition, "A resting person, face covered"),)
        return Content(**{**plain, **changed})

    def write(self, text: str = SAFE_WORDS, **changed: Any) -> PostVersion:
        self.post = posts.start_post(
            practice=self.practice,
            content=self.content(text, **changed),
            by=actor_for(self.mina),
            at=self.now,
        )
        return self.version

    @property
    def version(self) -> PostVersion:
        self.post.refresh_from_db()
        assert self.post.current is not None
        return self.post.current

    def approve(self) -> None:
        posts.ask_review(post=self.post, by=actor_for(self.mina), at=self.now)
        posts.approve(version=self.version, respectful=True, by=actor_for(self.reyes), at=self.now)

    def schedule(self, due_at: datetime | None = None) -> Delivery:
        clearance = posts.clear(version=self.version, channel=self.channel, at=self.now)
        return publishing.schedule(
            clearance=clearance, due_at=due_at or self.now, by=actor_for(self.mina), at=self.now
        )

    def withdraw(self) -> None:
        """The patient, on her own page."""
        by = Actor.patient(self.practice.id, self.patient.id)
        consents.withdraw(authorization=self.authorization, by=by, at=self.now)

    def until_covered(self) -> Story:
        """A patient, her cleaned picture, her signed authorization, a connected account."""
        self.add_patient()
        self.add_photo()
        self.ask_and_sign()
        self.connect()
        return self

    def until_approved(self) -> Story:
        """... and an approved post."""
        self.until_covered()
        self.write()
        self.approve()
        return self

    def until_live(self) -> Delivery:
        """... that is live."""
        self.until_approved()
        delivery = self.schedule()
        run_everything_due(now=self.now)
        delivery.refresh_from_db()
        assert delivery.state == "live", delivery.reason
        return delivery


@pytest.fixture
def network(tmp_path: Path) -> Iterator[SandboxSite]:
    """The sandbox network on loopback."""
    with sandbox_site(tmp_path) as site:
        yield site


class _Remembered:
    """The engine's answers by what it was asked: the first time it really works, in its own process."""

    def __init__(self) -> None:
        self._answers: dict[tuple[str, str, str], Any] = {}

    def wrap(self, ask: Callable[..., Any]) -> Callable[..., Any]:
        def answer(data: bytes, **options: Any) -> Any:
            asked = (ask.__name__, sha256(data).hexdigest(), repr(sorted(options.items())))
            if asked not in self._answers:
                self._answers[asked] = ask(data, **options)
            return self._answers[asked]

        return answer


@pytest.fixture(scope="session")
def covered_once() -> _Remembered:
    """The same portrait is covered once in a run and not sixty times; everything around the engine stays real."""
    return _Remembered()


@pytest.fixture
def story(
    practice: Practice,
    mina: Membership,
    reyes: Membership,
    priya: Membership,
    network: SandboxSite,
    now: datetime,
    covered_once: _Remembered,
    monkeypatch: pytest.MonkeyPatch,
) -> Story:
    """Nothing has happened yet."""
    for engine in ("redact_isolated", "preview_isolated"):
        monkeypatch.setattr(making, engine, covered_once.wrap(getattr(making, engine)))
    return Story(practice, mina, reyes, priya, network, now)
