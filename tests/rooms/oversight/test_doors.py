"""Every address of oversight, tried by everybody: by role, by an outsider, by nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from chaperone.access.models import Membership
from chaperone.access.rules import ACTIONS, Role
from chaperone.access.services import actor_for
from chaperone.audit import verifier
from chaperone.audit.models import Entry
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.oversight import services
from chaperone.oversight.models import Doubt, EvidencePack
from chaperone.oversight.urls import urlpatterns
from chaperone.publishing.models import Delivery
from tests.personas import NOW, member
from tests.story import Story

As = Callable[[Membership], Client]

# name -> (method, the action that the page needs)
DOORS = {
    "index": ("get", "desk.read"),
    "desk": ("get", "desk.read"),
    "rules": ("get", "rules.read"),
    "rules_progress": ("get", "rules.read"),
    "rule": ("get", "rules.read"),
    "tune": ("post", "rules.tune"),
    "reset": ("post", "rules.tune"),
    "stand": ("post", "rules.tune"),
    "trail": ("get", "trail.read"),
    "entry": ("get", "trail.read"),
    "check": ("post", "trail.read"),
    "evidence": ("get", "evidence.export"),
    "ask": ("post", "evidence.export"),
    "pack": ("get", "evidence.export"),
    "download": ("get", "evidence.export"),
}


@pytest.fixture
def pack(story: Story) -> EvidencePack:
    """A finished pack of a live post."""
    story.until_live()
    by = actor_for(story.priya)
    services.ask_pack(practice=story.practice, kind="post", subject_id=story.post.pk, by=by, at=story.now)
    run_everything_due(now=story.now)
    return EvidencePack.objects.get()


def arguments(name: str, pack: EvidencePack) -> list[Any]:
    entry = Entry.objects.filter(practice_id=pack.practice_id).first()
    assert entry is not None
    doubt, _ = Doubt.objects.get_or_create(
        practice_id=pack.practice_id, delivery=Delivery.objects.get(practice_id=pack.practice_id),
        defaults={"rules": ["claim.dream_body"], "severity": "block", "found_at": NOW},
    )  # fmt: skip
    wanted: dict[str, list[Any]] = {
        "entry": [entry.uid],
        "evidence": ["post", pack.subject_id],
        "ask": ["post", pack.subject_id],
        "pack": [pack.pk],
        "download": [pack.pk],
        "rule": ["claim.dream_body"],
        "tune": ["claim.dream_body"],
        "reset": ["claim.dream_body"],
        "stand": [doubt.pk],
    }
    return wanted.get(name, [])


def knock(client: Client, name: str, pack: EvidencePack, slug: str) -> int:
    url = reverse(f"oversight:{name}", args=[slug, *arguments(name, pack)])
    method = DOORS[name][0]
    return int((client.get(url) if method == "get" else client.post(url)).status_code)


def test_no_door_is_forgotten() -> None:
    assert {one.name for one in urlpatterns} == set(DOORS)


def test_nobody_from_outside_gets_through(pack: EvidencePack, omar: Membership, as_: As) -> None:
    outsider, nobody = as_(omar), Client()
    for name in DOORS:
        assert knock(outsider, name, pack, "westlake") == 404, name
        assert knock(nobody, name, pack, "westlake") == 302, name


def test_ids_of_another_practice_are_not_found_under_ones_own(
    pack: EvidencePack, omar: Membership, as_: As
) -> None:
    client = as_(omar)
    for name in ("entry", "evidence", "pack", "download", "stand"):
        assert knock(client, name, pack, "harbor") == 404, name
    assert knock(client, "ask", pack, "harbor") == 409
    assert EvidencePack.objects.count() == 1


@pytest.mark.parametrize("role", Role)
def test_each_role_goes_where_it_may(pack: EvidencePack, as_: As, role: Role) -> None:
    client = as_(member(pack.practice, f"Rory {role}", role))
    for name, (_, action) in DOORS.items():
        allowed = role in ACTIONS[action].roles
        assert (knock(client, name, pack, "westlake") in {200, 302, 422}) is allowed, name


def test_a_kind_that_does_not_exist_is_not_found(pack: EvidencePack, story: Story, as_: As) -> None:
    for name in ("evidence", "ask"):
        url = reverse(f"oversight:{name}", args=["westlake", "person", story.priya.person_id])
        assert as_(story.priya).post(url).status_code == 404


def test_a_pack_says_nothing_of_the_other_practice(
    pack: EvidencePack, omar: Membership, story: Story
) -> None:
    data = b"".join(services.download_pack(pack=pack, by=actor_for(story.priya), at=story.now))
    assert verifier.verify(data).whole
    for private in (omar.practice.name, str(omar.practice_id), str(omar.person_id), omar.person.name):
        assert private.encode() not in data
