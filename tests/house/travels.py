"""A practice in which everything has happened once, and every word that a person typed carries the mark.

The mark stands in for what must never leave the sealed places: a patient's name, a caption, a comment, a note.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from chaperone.access import invitations
from chaperone.access.models import Membership, Practice
from chaperone.access.rules import Role
from chaperone.access.services import actor_for
from chaperone.audit.actors import Actor
from chaperone.compliance import services as compliance
from chaperone.compliance import tuning
from chaperone.compliance.terms import TERMS
from chaperone.consents import services as consents
from chaperone.consents.models import Authorization
from chaperone.consents.rules import Offer, Purpose
from chaperone.consents.rules.signing import Signature
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.inbox import services as inbox
from chaperone.inbox.models import Item
from chaperone.library import handing_over
from chaperone.library import services as library
from chaperone.library.models import Rendition
from chaperone.messages import services as messages
from chaperone.messages.models import Thread
from chaperone.oversight import rescreening
from chaperone.oversight import services as oversight
from chaperone.oversight.models import Doubt
from chaperone.oversight.rules import Kind
from chaperone.patients import services as patients
from chaperone.posts import services as posts
from chaperone.project.demo.picture import portrait
from chaperone.publishing import services as publishing
from chaperone.publishing.rules import Reason
from tests.personas import PASSWORD
from tests.story import Story

MARK = "zqxmarker"
TAG = '"><script>zqxmarker()</script><img src=x onerror=zqxmarker()>'
NAME = "Zqxmarkera Zqxmarkerova"
CAPTION = "What to expect after surgery: rest, short walks and zqxmarkerian patience."
ALT = f"A resting person, zqxmarkeralt {TAG}"
TOLD = "I had my tummy tuck with you in June, call me at 512-555-0147, zqxmarkercomment" + TAG
BORN = date(1984, 3, 9)
ALLOWED_LINES = (Offer(Purpose.ORGANIC_SOCIAL, "sandbox"), Offer(Purpose.EDUCATION, "sandbox"))


@dataclass
class Travelled:
    """Where everything is. ``tokens``: a link of each kind that still works; ``addresses``: asked with marked words."""

    story: Story
    officer: Membership
    front_desk: Membership
    tokens: dict[str, str] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)

    @property
    def practice(self) -> Practice:
        return self.story.practice


def travel(story: Story, flo: Membership) -> Travelled:
    """Everything once, in the order of the loop."""
    told = Travelled(story, story.priya, flo)
    story.now = timezone.now()  # pages look at the clock: openings and links must not have run out
    story.practice.is_demo = False
    compliance.adopt_starter_policies(practice=story.practice, by=_by(story.reyes), at=story.now)
    _patient_and_picture(told)
    _asked_and_signed(told)
    _published(told)
    _public_answers(told)
    _private_messages(told)
    _handed_over(told)
    _people(told)
    _looked_at(told)
    _tuned(told)
    return told


def _tuned(told: Travelled) -> None:
    """A rule that lets marked words pass; a list that took a live post back, and was emptied again."""
    story, officer = told.story, _by(told.officer)
    why = f"{MARK} asked for it {TAG}"
    tuning.tune_rule(
        practice=story.practice, rule="identifier.location", level="", allow=[f"{MARK} plaza"], reason=why,
        by=officer, at=story.now,
    )  # fmt: skip
    entries = [{"words": f"{MARK}ian patience", "severity": "block", "message": ""}]
    tuning.deny_words(practice=story.practice, entries=entries, reason=why, by=officer, at=story.now)
    run_everything_due(now=story.now)
    doubt = Doubt.objects.filter(practice=story.practice).first()
    assert doubt is not None
    rescreening.let_stand(doubt=doubt, note=why, by=officer, at=story.now)
    tuning.deny_words(practice=story.practice, entries=[], reason=why, by=officer, at=story.now)
    run_everything_due(now=story.now)


def _by(member: Membership) -> Actor:
    return actor_for(member)


def _patient_and_picture(told: Travelled) -> None:
    story, mina = told.story, _by(told.story.mina)
    story.patient = patients.add_patient(
        practice=story.practice,
        name=NAME,
        email=f"{MARK}@patients.example",
        phone="512-555-0188",
        born_on=BORN.isoformat(),
        nicknames=["Zqxmarkeri", TAG],
        handles=["zqxmarker_handle"],
        by=mina,
        at=story.now,
    )
    story.original = library.upload_photo(
        practice=story.practice,
        data=portrait(),
        claimed_name=f"{MARK}_IMG_0042.jpg",
        subject="patient",
        patient=story.patient,
        body_area="abdomen",
        phase="after",
        by=mina,
        at=story.now,
    )
    run_everything_due(now=story.now)
    story.rendition = Rendition.objects.get(original=story.original)
    library.check_marks(rendition=story.rendition, by=mina, at=story.now)
    story.rendition.refresh_from_db()
    library.open_original(
        original=story.original, reason="other", note=f"{MARK} why {TAG}", by=mina, at=story.now
    )
    other = patients.add_patient(practice=story.practice, name=f"June {MARK}", by=mina, at=story.now)
    patients.record_refusal(patient=other, note=f"{MARK} says no {TAG}", by=mina, at=story.now)


def draft(told: Travelled) -> Authorization:
    """A request to the story's patient about the story's picture."""
    story = told.story
    return consents.draft_authorization(
        practice=story.practice,
        patient=story.patient,
        originals=[story.original],
        grants_offered=ALLOWED_LINES,
        expires_on=story.now.date() + timedelta(days=365),
        language="en",
        adult_confirmed=True,
        timing_confirmed=True,
        paid=True,
        paid_by=f"{MARK} pays {TAG}",
        by=_by(story.mina),
        at=story.now,
    )


def _asked_and_signed(told: Travelled) -> None:
    story, mina = told.story, _by(told.story.mina)
    story.authorization = draft(told)
    token = consents.send_request(authorization=story.authorization, by=mina, at=story.now)
    consents.open_request(token=token, at=story.now)
    consents.check_identity(authorization=story.authorization, born_on=BORN, at=story.now)
    lines = {str(grant.pk): True for grant in story.authorization.grants.all()}
    consents.save_progress(token=token, choices=lines, at=story.now)
    story.authorization = consents.sign(
        token=token,
        choices=lines,
        signature=Signature("typed", NAME),
        signer_name=NAME,
        declared=True,
        at=story.now,
    )
    told.tokens["page"] = consents.page_link(authorization=story.authorization, at=story.now)
    told.tokens["request"] = consents.send_request(authorization=draft(told), by=mina, at=story.now)
    withdrawn = consents.send_request(authorization=draft(told), by=mina, at=story.now)
    consents.decline(token=withdrawn, at=story.now)
    draft(told)


def _published(told: Travelled) -> None:
    story = told.story
    story.connect()
    story.write(CAPTION, pictures=(_picture(story),))
    sent_back = story.post
    posts.ask_review(post=sent_back, by=_by(story.mina), at=story.now)
    posts.send_back(version=story.version, note=f"{MARK} note {TAG}", by=_by(story.reyes), at=story.now)
    story.write(CAPTION, pictures=(_picture(story),))
    story.approve()
    live = story.schedule()
    run_everything_due(now=story.now)
    live.refresh_from_db()
    assert live.state == "live", live.reason
    story.write(f"Planned: {CAPTION}", pictures=(_picture(story),))
    story.approve()
    story.schedule(story.now + timedelta(days=2))
    gone = story.write(f"Removed: {CAPTION}", pictures=(_picture(story),))
    story.approve()
    removed = story.schedule()
    run_everything_due(now=story.now)
    removed.refresh_from_db()
    publishing.take_down(delivery=removed, reason=Reason.BY_HAND, by=_by(story.reyes), at=story.now)
    assert gone.pk
    comment_on(live, TOLD)


def _picture(story: Story) -> Any:
    from chaperone.posts.content import Picture

    return Picture(story.rendition, ALT)


def comment_on(live: Any, text: str) -> None:
    """A visitor writes under a live post."""
    assert live.ref is not None and live.ref.url is not None
    _comment(f"{live.ref.url}/comments", text)


def _comment(page: str, text: str, **more: str) -> None:
    answer = httpx.post(page, data={"name": "zqxmarker_fan", "text": text, **more})
    assert not answer.is_error, answer.text


def _public_answers(told: Travelled) -> None:
    story, site = told.story, told.story.network.url
    _comment(f"{site}/@{story.practice.slug}/reviews", f"Rude staff, {MARK}. {TAG}", rating="1")
    _comment(f"{site}/@{story.practice.slug}/messages", f"May I ask about my scar? {MARK} {TAG}")
    run_everything_due(now=story.later(seconds=61))
    officer, flo = _by(told.officer), _by(told.front_desk)
    items = list(Item.objects.select_related("practice", "channel"))
    assert len(items) == 3
    for item in items:
        inbox.open_item(item=item, by=flo, at=story.now)
    comment, review, _ = sorted(items, key=lambda one: (one.kind != "comment", one.kind != "review"))
    inbox.moderate(item=comment, action="hide", reason="privacy", by=flo, at=story.now)
    inbox.allow_free_text(practice=story.practice, allowed=True, by=officer, at=story.now)
    words = f"Please call our office, we read every review. {MARK}"
    reply = inbox.write_reply(item=review, text=words, by=flo, at=story.now)
    inbox.send_back_reply(reply=reply, note=f"{MARK} again {TAG}", by=officer, at=story.now)
    inbox.write_reply(item=review, text=words, by=flo, at=story.now)
    run_everything_due(now=story.now)


def _private_messages(told: Travelled) -> None:
    story, flo = told.story, _by(told.front_desk)
    _, told.tokens["thread"] = messages.start_thread(
        practice=story.practice,
        name=NAME,
        contact=f"{MARK}@visitors.example",
        text=f"My incision opened, {MARK} {TAG}",
        language="en",
        at=story.now,
    )
    thread = Thread.objects.select_related("practice").get()
    messages.open_thread(thread=thread, by=flo, at=story.now)
    messages.answer(thread=thread, text=f"Please come in today, {MARK}. {TAG}", by=flo, at=story.now)


def _handed_over(told: Travelled) -> None:
    story, officer, today = told.story, _by(told.officer), told.story.now.date()
    vendor = compliance.add_vendor(
        practice=story.practice,
        name="Brightroom <script>1</script>",
        services="<img src=x onerror=1>",
        by=officer,
        at=story.now,
    )
    compliance.sign_agreement(
        vendor=vendor,
        signed_on=today,
        starts_on=today - timedelta(days=1),
        ends_on=today + timedelta(days=300),
        terms={term.key for term in TERMS},
        by=officer,
        at=story.now,
    )
    given = handing_over.hand_over(
        renditions=[story.rendition],
        vendor=vendor,
        purpose=f"{MARK} gallery {TAG}",
        by=officer,
        at=story.now,
    )
    told.tokens["hand_over"] = given.token


def _people(told: Travelled) -> None:
    story = told.story
    _, address = invitations.invite(
        practice=story.practice,
        email="new@westlake.example",
        name="<script>1</script>",
        roles=[Role.COORDINATOR],
        by=_by(story.reyes),
        at=story.now,
    )
    told.tokens["invitation"] = address.rstrip("/").rpartition("/")[2]


def _looked_at(told: Travelled) -> None:
    story, officer = told.story, _by(told.officer)
    for kind, pk in ((Kind.POST, story.post.pk), (Kind.PATIENT, story.patient.pk)):
        oversight.ask_pack(practice=story.practice, kind=kind, subject_id=pk, by=officer, at=story.now)
    run_everything_due(now=story.now)


def failing_requests(told: Travelled, client: Client) -> Iterator[str]:
    """Marked words through forms that refuse, miss, or break; yields each address as it was sent."""
    slug = told.practice.slug
    words = {
        name: f"{MARK} {name}" for name in ("name", "words", "text", "note", "caption", "about", "purpose")
    }
    words |= {"login": f"{MARK}@nowhere.example", "password": PASSWORD, "reason": MARK, "decision": MARK}
    words |= {"born_on": MARK, "patient": MARK, "vendor": MARK, "rendition": MARK, "regions": f"[{MARK}"}
    stamp = signing.dumps((datetime.now(UTC) - timedelta(minutes=1)).timestamp(), salt="messages.form")
    words |= {"contact": MARK, "given": stamp, "expires_on": MARK, "start_key": MARK, "clause": MARK}
    story = told.story
    for path in (
        "patients/",
        "patients/add/",
        f"patients/{story.patient.pk}/edit/",
        f"patients/{story.patient.pk}/refusal/",
        "library/upload/",
        "library/hand-over/",
        f"library/{story.original.pk}/open/",
        f"library/versions/{story.rendition.pk}/redact/",
        f"consents/new/{story.patient.pk}/",
        f"consents/{story.authorization.pk}/withdraw/",
        "posts/new/",
        "posts/gates/",
        f"posts/{story.post.pk}/edit/",
        f"posts/versions/{story.version.pk}/review/",
        f"publishing/versions/{story.version.pk}/schedule/",
        "oversight/trail/",
        "oversight/rules/",
        "people/invite/",
        "accounts/connect/bluesky/",
    ):
        yield f"/p/{slug}/{path}"
        client.post(f"/p/{slug}/{path}", words)
    for address in (f"/s/{slug}/", f"/c/{told.tokens['request']}/", "/components/", "/account/login/"):
        yield address
        client.post(address, words)


@pytest.fixture
def travelled(story: Story, flo: Membership) -> Travelled:
    """A practice in which everything has happened once."""
    return travel(story, flo)
