"""Every list asks the database as often for three rows as for one: what is shown beside a row is fetched with all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chaperone.access import invitations
from chaperone.access.models import Membership
from chaperone.access.rules import Role
from chaperone.access.services import actor_for
from chaperone.compliance import services as compliance
from chaperone.consents import services as consents
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.library import handing_over
from chaperone.library import services as library
from chaperone.library.models import Rendition
from chaperone.messages import services as messages
from chaperone.oversight import services as oversight
from chaperone.oversight.rules import Kind
from chaperone.posts.content import Picture
from chaperone.project.demo.picture import portrait
from tests.house.routes import all_routes
from tests.house.travels import ALT, CAPTION, Travelled, comment_on, draft, travel
from tests.personas import member
from tests.story import Story

LISTS = {
    "access:people": "people/",
    "channels:list": "accounts/",
    "compliance:policies": "rules/policies/",
    "compliance:vendors": "rules/vendors/",
    "consents:list": "consents/",
    "consents:new": "consents/new/",
    "inbox:list": "inbox/?show=all",
    "library:hand_over": "library/hand-over/",
    "library:list": "library/",
    "library:upload": "library/upload/",
    "messages:list": "messages/?state=all",
    "oversight:desk": "oversight/desk/",
    "oversight:rule": "oversight/rules/identifier.phone/",
    "oversight:rules": "oversight/rules/",
    "oversight:trail": "oversight/trail/",
    "patients:list": "patients/",
    "posts:compose": "posts/new/",
    "posts:list": "posts/",
    "publishing:calendar": "publishing/",
}
WITHOUT_ROWS = {
    "access:invite",
    "access:matrix",
    "channels:choose",
    "channels:connect",
    "compliance:index",
    "compliance:vendor_add",
    "inbox:settings",
    "oversight:index",
    "oversight:rules_progress",
    "patients:add",
}
"""Pages at an address without an id that list nothing."""


def test_every_list_of_the_house_is_here() -> None:
    takes_posts_alone = {"compliance:adopt", "compliance:jurisdictions", "inbox:allow_own_words"}
    takes_posts_alone |= {"oversight:check", "oversight:tune", "oversight:reset", "posts:gates"}
    plain = {
        route.name
        for route in all_routes()
        if route.is_staff and not any(kind == "UUIDConverter" for _, kind in route.parts)
    }
    assert plain - WITHOUT_ROWS - takes_posts_alone == set(LISTS)


@pytest.fixture
def told(story: Story, flo: Membership) -> Travelled:
    """Every list holds a row at least."""
    return travel(story, flo)


def test_lists_ask_as_often_for_more_rows(told: Travelled, as_: Callable[[Membership], Client]) -> None:
    client = as_(member(told.practice, "Ada Insider", *Role))
    few = {name: _asked(client, path) for name, path in LISTS.items()}
    for number in range(2):
        _one_more_of_each(told, number)

    many = {name: _asked(client, path) for name, path in LISTS.items()}

    assert {name: len(many[name]) for name in LISTS} == {name: len(few[name]) for name in LISTS}, "\n".join(
        f"{name}: {query}" for name in LISTS for query in _new(few[name], many[name])
    )


def _asked(client: Client, path: str) -> list[str]:
    """The questions that a page asks once it is warm."""
    cache.clear()
    address = f"/p/westlake/{path}"
    assert client.get(address).status_code == 200, path
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return [query["sql"] for query in asked.captured_queries]


def _new(few: list[str], many: list[str]) -> list[str]:
    """For the message: the shapes of questions that became more."""
    shapes = [_shape(sql) for sql in few]
    extra = []
    for sql in map(_shape, many):
        if sql in shapes:
            shapes.remove(sql)
        else:
            extra.append(sql)
    return extra


def _shape(sql: str) -> str:
    head, _, condition = sql.partition(" WHERE ")
    return f"{head[:60]} … {head[head.find(' FROM ') :][:80]} WHERE {condition[:60]}"


def _one_more_of_each(told: Travelled, number: int) -> None:
    """Another patient with a picture, a request, posts in two states, a comment, a thread, a vendor, a colleague."""
    story: Any = told.story
    at, mina, reyes, officer = (
        story.later(seconds=61),
        *map(actor_for, (story.mina, story.reyes, story.priya)),
    )
    story.add_patient(nicknames=[f"Nick{number}"])
    story.original = library.upload_photo(
        practice=story.practice, data=portrait(), claimed_name="a.jpg", subject="patient", patient=story.patient,
        body_area="abdomen", phase="after", by=mina, at=at,
    )  # fmt: skip
    run_everything_due(now=at)
    story.rendition = Rendition.objects.get(original=story.original)
    library.check_marks(rendition=story.rendition, by=mina, at=at)
    story.rendition.refresh_from_db()
    story.ask_and_sign()
    consents.send_request(authorization=draft(told), by=mina, at=at)
    story.write(f"{CAPTION} {number}", pictures=(Picture(story.rendition, ALT),))
    story.approve()
    live = story.schedule()
    run_everything_due(now=at)
    live.refresh_from_db()
    comment_on(live, f"What a kind team {number}")
    story.write(f"Later: {CAPTION} {number}", pictures=(Picture(story.rendition, ALT),))
    story.approve()
    story.schedule(at + timedelta(days=1))
    run_everything_due(now=story.later(seconds=61))
    messages.start_thread(
        practice=story.practice, name="", contact="512-555-0111", text="Hello", language="en", at=at
    )
    vendor = compliance.add_vendor(practice=story.practice, name=f"Vendor {number}", by=officer, at=at)
    _agree(vendor, officer, at)
    handing_over.hand_over(
        renditions=[story.rendition], vendor=vendor, purpose="the gallery", by=officer, at=at
    )
    invitations.invite(
        practice=story.practice, email=f"new{number}@westlake.example", name="New", roles=[Role.SURGEON],
        by=reyes, at=at,
    )  # fmt: skip
    member(story.practice, f"Colleague Number{number}", Role.COORDINATOR)
    oversight.ask_pack(practice=story.practice, kind=Kind.POST, subject_id=story.post.pk, by=officer, at=at)
    run_everything_due(now=at)


def _agree(vendor: Any, officer: Any, at: Any) -> None:
    from chaperone.compliance.terms import TERMS

    today = timezone.localdate(at)
    compliance.sign_agreement(
        vendor=vendor, signed_on=today, starts_on=today - timedelta(days=1), ends_on=today + timedelta(days=9),
        terms={term.key for term in TERMS}, by=officer, at=at,
    )  # fmt: skip
