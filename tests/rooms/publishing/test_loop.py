"""From a signed consent to proof that the post is gone, by services alone."""

from __future__ import annotations

from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.foundation.jobs.queue import run_everything_due
from chaperone.patients.services import record_refusal
from chaperone.publishing.models import Delivery, Takedown
from tests.story import Story


def test_a_withdrawn_post_is_looked_for_and_gone(story: Story) -> None:
    delivery = story.until_live()
    at = story.later(minutes=5)
    story.withdraw()
    takedown = Takedown.objects.get(delivery=delivery)
    assert (takedown.state, takedown.reason) == ("due", "withdrawn")
    run_everything_due(now=at)
    takedown.refresh_from_db()
    delivery.refresh_from_db()
    assert (takedown.state, delivery.state) == ("gone", "removed")
    probe = takedown.probes.get()
    assert (probe.api, probe.public_page, probe.media) == ("absent", "absent", "absent")


def test_the_trail_tells_the_whole_case(story: Story) -> None:
    story.until_live()
    story.later(minutes=5)
    story.withdraw()
    run_everything_due(now=story.now)
    events = list(Entry.objects.order_by("id").values_list("event", flat=True))
    wanted = [
        "patients.patient.added",
        "library.original.uploaded",
        "consents.authorization.sent",
        "consents.authorization.signed",
        "posts.post.approved",
        "publishing.delivery.scheduled",
        "publishing.delivery.requested",
        "publishing.delivery.published",
        "consents.authorization.withdrawn",
        "publishing.takedown.asked",
        "publishing.takedown.deleted",
        "publishing.takedown.verified_gone",
    ]
    assert [event for event in events if event in wanted] == wanted


def test_a_withdrawal_before_the_time_cancels_what_was_scheduled(story: Story) -> None:
    story.until_approved()
    delivery = story.schedule(story.now.replace(hour=20))
    story.later(minutes=1)
    story.withdraw()
    delivery.refresh_from_db()
    assert delivery.state == "cancelled"
    run_everything_due(now=story.later(hours=12))
    assert Delivery.objects.get().state == "cancelled"
    assert not Takedown.objects.exists()


def test_a_signed_refusal_takes_down_what_is_live(story: Story) -> None:
    delivery = story.until_live()
    at = story.later(minutes=5)
    record_refusal(patient=story.patient, note="", by=actor_for(story.mina), at=at)
    assert Takedown.objects.get(delivery=delivery).reason == "refused"
    run_everything_due(now=at)
    delivery.refresh_from_db()
    assert delivery.state == "removed"
