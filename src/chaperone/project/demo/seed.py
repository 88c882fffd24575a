"""Fills an empty database with the demo, by the same services that people use."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import httpx
from django.conf import settings
from django.db import transaction

from chaperone.access.demo import add_demo_person
from chaperone.access.models import Membership, Practice
from chaperone.access.rules import Role
from chaperone.access.services import actor_for, open_practice
from chaperone.audit.actors import Actor
from chaperone.channels.models import Channel
from chaperone.channels.services import connect
from chaperone.compliance import services as compliance
from chaperone.compliance.models import PolicyVersion
from chaperone.compliance.queries import required_versions, right_answers
from chaperone.compliance.terms import TERMS
from chaperone.consents import services as consents
from chaperone.consents.models import Authorization
from chaperone.consents.rules import Offer, Purpose
from chaperone.consents.rules.signing import Signature
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.inbox.models import Watch
from chaperone.inbox.services import allow_free_text
from chaperone.library import services as library
from chaperone.library.models import Rendition
from chaperone.patients.models import Patient
from chaperone.patients.services import add_patient
from chaperone.posts import services as posts
from chaperone.posts.content import Content, Picture
from chaperone.posts.models import Post, PostVersion
from chaperone.project.demo.picture import portrait
from chaperone.publishing import services as publishing

WORDS = (
    "What the first weeks after surgery feel like: rest, short walks, and a team that answers every question."
)
COMMENT = "You did my tummy tuck in June, call me 512-555-0147"
REVIEW = {"name": "NC_Driver77", "rating": "1", "text": "Waited two hours and nobody explained the bill."}
NETWORK = "sandbox"


def seed(*, at: datetime) -> Iterator[str]:
    """Do one chapter after the other; yields a sentence before each."""
    yield "Opening Westlake Plastic Surgery and its neighbour"
    westlake, people = _westlake(at)
    harbor, omar = _harbor(at)
    yield "Adopting policies; everybody but the new colleague attests them"
    for practice in (westlake, harbor):
        compliance.adopt_starter_policies(practice=practice, by=Actor.program(practice.id, "demo"), at=at)
    _attest([*people[:4], omar], at)
    _vendors(westlake, at)
    allow_free_text(practice=westlake, allowed=True, by=actor_for(people[2]), at=at)
    yield "Connecting the sandbox network"
    reyes, mina, priya = people[0], people[1], people[2]
    channel = _connect(westlake, reyes, at)
    _connect(harbor, omar, at)
    yield "Cleaning the first pictures: faces covered, metadata removed"
    maria = _patient(westlake, mina, "Maria Castellanos", "1984-03-09", at)
    june = _patient(westlake, mina, "June Abernathy", "1971-11-30", at)
    lena = _patient(harbor, omar, "Lena Fairbanks", "1990-07-21", at)
    seen = [_photo(practice, member, patient, at) for practice, member, patient in
            ((westlake, mina, maria), (westlake, mina, june), (harbor, omar, lena))]  # fmt: skip
    yield "A patient signs; a colleague approves; the first post goes live"
    _sign(westlake, mina, maria, seen[0], at)
    post = _write(westlake, mina, seen[0], channel, at)
    posts.approve(version=_current(post), respectful=True, by=actor_for(priya), at=at)
    clearance = posts.clear(version=_current(post), channel=channel, at=at)
    publishing.schedule(clearance=clearance, due_at=at, by=actor_for(mina), at=at)
    _ask(westlake, mina, june, seen[1], at)
    _write(harbor, omar, seen[2], Channel.objects.get(practice=harbor), at)
    run_everything_due(now=at)
    yield "The public answers"
    _public_answers(westlake)
    Watch.objects.filter(practice=westlake).update(
        due_at=at
    )  # they were read a moment ago; not in a minute, now
    run_everything_due(now=at)


@transaction.atomic
def _westlake(at: datetime) -> tuple[Practice, list[Membership]]:
    practice = open_practice(
        slug="westlake", name="Westlake Plastic Surgery", legal_name="Westlake Plastic Surgery PLLC",
        phone="+1 512 555 0100", email="office@westlake.example", address="100 Bee Cave Rd, Austin, TX 78746",
        jurisdictions=["US-TX"], is_demo=True, at=at,
    )  # fmt: skip
    people = (
        ("Dr. Alma Reyes", "reyes", [Role.OWNER, Role.SURGEON]),
        ("Mina Okafor", "mina", [Role.COORDINATOR]),
        ("Priya Raman", "priya", [Role.PRIVACY_OFFICER]),
        ("Flo Bennett", "flo", [Role.FRONT_DESK]),
        ("Theo Lang", "theo", [Role.COORDINATOR]),
    )
    members = [
        add_demo_person(practice=practice, name=name, email=f"{key}@westlake.example", roles=roles, at=at)
        for name, key, roles in people
    ]
    return practice, members


@transaction.atomic
def _harbor(at: datetime) -> tuple[Practice, Membership]:
    practice = open_practice(
        slug="harbor", name="Harbor Aesthetics", legal_name="Harbor Aesthetics Inc.", phone="+1 415 555 0199",
        timezone="America/Los_Angeles", jurisdictions=["US-CA"], is_demo=True, at=at,
    )  # fmt: skip
    return practice, add_demo_person(
        practice=practice, name="Omar Haddad", email="omar@harbor.example", roles=list(Role), at=at
    )


def _attest(people: list[Membership], at: datetime) -> None:
    for member in people:
        required = required_versions(member.practice_id, at)
        for version in (
            PolicyVersion.objects.of(member.practice)
            .filter(pk__in=required)
            .select_related("policy", "practice")
        ):
            compliance.attest(version=version, answers=right_answers(version), by=actor_for(member), at=at)


def _vendors(practice: Practice, at: datetime) -> None:
    by, today = Actor.program(practice.id, "demo"), practice.local(at).date()
    current = compliance.add_vendor(
        practice=practice, name="Brightroom Retouching", services="Photo editing", by=by, at=at
    )
    lapsed = compliance.add_vendor(
        practice=practice, name="Fernhill Print & Photo", services="Office albums", by=by, at=at
    )
    compliance.add_vendor(practice=practice, name="Lumen Social Agency", services="Campaigns", by=by, at=at)
    for vendor, ends in ((current, today + timedelta(days=240)), (lapsed, today - timedelta(days=3))):
        start = ends - timedelta(days=365)
        compliance.sign_agreement(
            vendor=vendor,
            signed_on=start,
            starts_on=start,
            ends_on=ends,
            terms={term.key for term in TERMS},
            by=by,
            at=at,
        )


def _connect(practice: Practice, owner: Membership, at: datetime) -> Channel:
    return connect(
        practice=practice, network=NETWORK, handle=practice.slug, base_url=settings.CHAPERONE_SANDBOX_URL,
        credentials={"name": practice.name}, by=actor_for(owner), at=at,
    )  # fmt: skip


def _patient(practice: Practice, member: Membership, name: str, born_on: str, at: datetime) -> Patient:
    born = date.fromisoformat(born_on).isoformat()
    return add_patient(practice=practice, name=name, born_on=born, by=actor_for(member), at=at)


def _photo(practice: Practice, member: Membership, patient: Patient, at: datetime) -> Rendition:
    original = library.upload_photo(
        practice=practice, data=portrait(), claimed_name="IMG_0042.jpg", subject="patient", patient=patient,
        body_area="skin", phase="after", by=actor_for(member), at=at,
    )  # fmt: skip
    run_everything_due(now=at)
    rendition = Rendition.objects.get(original=original)
    library.check_marks(rendition=rendition, by=actor_for(member), at=at)
    return Rendition.objects.get(pk=rendition.pk)


def _draft(
    practice: Practice, member: Membership, patient: Patient, rendition: Rendition, at: datetime
) -> Authorization:
    return consents.draft_authorization(
        practice=practice, patient=patient, originals=[rendition.original],
        grants_offered=[Offer(Purpose.ORGANIC_SOCIAL, NETWORK), Offer(Purpose.EDUCATION, NETWORK)],
        expires_on=practice.local(at).date() + timedelta(days=729), language="en", adult_confirmed=True,
        timing_confirmed=True, by=actor_for(member), at=at,
    )  # fmt: skip


def _ask(practice: Practice, member: Membership, patient: Patient, rendition: Rendition, at: datetime) -> str:
    authorization = _draft(practice, member, patient, rendition, at)
    return consents.send_request(authorization=authorization, by=actor_for(member), at=at)


def _sign(
    practice: Practice, member: Membership, patient: Patient, rendition: Rendition, at: datetime
) -> None:
    authorization = _draft(practice, member, patient, rendition, at)
    token = consents.send_request(authorization=authorization, by=actor_for(member), at=at)
    consents.open_request(token=token, at=at)
    consents.check_identity(authorization=authorization, born_on=date.fromisoformat(patient.born_on), at=at)
    consents.sign(
        token=token, choices={str(grant.pk): True for grant in authorization.grants.all()},
        signature=Signature("typed", patient.name), signer_name=patient.name, declared=True, at=at,
    )  # fmt: skip


def _write(
    practice: Practice, member: Membership, rendition: Rendition, channel: Channel, at: datetime
) -> Post:
    content = Content(
        text=WORDS, purpose=Purpose.ORGANIC_SOCIAL, before_after=False,
        pictures=(Picture(rendition, "A person after recovery, the face covered"),), channels=(channel,),
    )  # fmt: skip
    post = posts.start_post(practice=practice, content=content, by=actor_for(member), at=at)
    return posts.ask_review(post=post, by=actor_for(member), at=at)


def _current(post: Post) -> PostVersion:
    post.refresh_from_db()
    assert post.current is not None
    return post.current


def _public_answers(practice: Practice) -> None:
    """What strangers write on the sandbox network's own pages, through its own forms."""
    delivery = practice.deliveries.get()
    assert delivery.ref is not None and delivery.ref.url is not None
    with httpx.Client(timeout=10) as visitor:
        for address, written in (
            (f"{delivery.ref.url}/comments", {"name": "dana_r", "text": COMMENT}),
            (f"{delivery.ref.url}/comments", {"name": "sol", "text": "What a kind team."}),
            (f"{settings.CHAPERONE_SANDBOX_URL}/@{practice.slug}/reviews", REVIEW),
        ):
            answer = visitor.post(address, data=written)
            if answer.is_error:
                answer.raise_for_status()
