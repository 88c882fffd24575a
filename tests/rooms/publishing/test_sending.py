"""The gates run again at the moment of sending: what changed since approval does not go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from chaperone.access.models import Membership
from chaperone.access.services import actor_for, end_membership
from chaperone.audit.models import Entry
from chaperone.channels.services import close_channel, mark_needs_reconnect
from chaperone.consents.signals import consent_withdrawn
from chaperone.engines.networks import Step
from chaperone.engines.networks.sandbox import Sandbox
from chaperone.library.models import Rendition
from chaperone.posts.models import Review
from chaperone.publishing import kinds, receivers, services
from chaperone.publishing.models import Delivery
from chaperone.publishing.rules import Reason
from tests.rooms.publishing.network_seen import Seen
from tests.story import Story

Run = Callable[..., int]


@pytest.fixture
def scheduled(story: Story) -> Delivery:
    """Approved, and due in an hour."""
    story.until_approved()
    return story.schedule(story.now + timedelta(hours=1))


@pytest.fixture
def held(scheduled: Delivery, seen: Seen, run_due: Run) -> Callable[[], Delivery]:
    """The hour passes: it is held, nothing was sent, and the reason is returned with it."""

    def pass_an_hour() -> Delivery:
        run_due(hours=1)
        scheduled.refresh_from_db()
        assert (scheduled.state, seen.ever) == ("held", 0)
        assert scheduled.reason
        assert "Maria" not in scheduled.reason
        return scheduled

    return pass_an_hour


def told() -> str:
    """The code of the refusal, as the trail keeps it."""
    return Entry.objects.filter(event="publishing.delivery.held").latest("id").data["code"]


def flip_a_byte(rendition: Rendition) -> None:
    path = Path(settings.CHAPERONE_VAR) / "sealed" / rendition.sealed_name
    sealed = bytearray(path.read_bytes())
    sealed[len(sealed) // 2] ^= 1
    path.write_bytes(sealed)


def test_consent_withdrawn_while_nobody_listened(story: Story, held: Callable[[], Delivery]) -> None:
    """Even if the announcement were lost, the gate at sending stops it."""
    consent_withdrawn.disconnect(receivers.take_down_withdrawn)
    try:
        story.withdraw()
    finally:
        consent_withdrawn.connect(receivers.take_down_withdrawn)
    assert "Consent:" in held().reason
    assert told() == "gate.consent"


def test_the_approver_left(
    story: Story, held: Callable[[], Delivery], request: pytest.FixtureRequest
) -> None:
    owner = request.getfixturevalue("priya")
    owner.roles = ["privacy_officer", "owner"]
    owner.save()
    end_membership(membership=story.reyes, by=actor_for(owner), at=story.now)
    assert held().reason.startswith("Rules of the practice: Somebody who worked on this post has left")
    assert told() == "gate.practice"


def test_one_byte_of_the_covered_picture(story: Story, held: Callable[[], Delivery]) -> None:
    flip_a_byte(story.rendition)
    held()
    assert told() == "gate.network"


def test_the_picture_vanished(story: Story, held: Callable[[], Delivery]) -> None:
    (Path(settings.CHAPERONE_VAR) / "sealed" / story.rendition.sealed_name).unlink()
    held()


def test_the_words_were_changed_in_the_database(story: Story, held: Callable[[], Delivery]) -> None:
    version = story.version
    version.text = "Something else."
    version.save(update_fields=["text_sealed"])
    held()
    assert told() == "posts.bytes_changed"


def test_an_account_to_connect_again(story: Story, held: Callable[[], Delivery]) -> None:
    mark_needs_reconnect(channel=story.channel, at=story.now)
    assert held().reason == "The network no longer accepts this connection."
    assert told() == "channels.needs_reconnect"


def test_a_closed_account(story: Story, held: Callable[[], Delivery]) -> None:
    close_channel(channel=story.channel, by=actor_for(story.reyes), at=story.now)
    assert held().reason == "This account was closed."


def test_an_approval_that_ran_out(story: Story, held: Callable[[], Delivery]) -> None:
    Review.objects.update(expires_at=story.now + timedelta(minutes=30))
    assert held().reason == "Approval: The approval has expired."


def test_a_kind_nobody_answers_for(story: Story, scheduled: Delivery, held: Callable[[], Delivery]) -> None:
    Delivery.objects.update(kind="livestream")
    assert held().reason == "Nobody answers for this kind of content, so it is held."


def test_a_gate_that_crashes(
    story: Story, held: Callable[[], Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(case: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("chaperone.posts.gates.GATES", (("consent", "Consent", crash),))
    assert held().reason == "Consent: This could not be judged, so it is held."


def test_a_fault_of_ours_before_the_call_is_held_too(
    story: Story, held: Callable[[], Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fall(*_: object) -> Step:
        raise MemoryError

    monkeypatch.setattr(Sandbox, "begin", fall)
    assert held().reason == "Something of it could not be read, so it was not sent."
    assert told() == "publishing.stumbled"


def test_a_held_one_goes_once_the_reason_is_gone(
    story: Story, scheduled: Delivery, held: Callable[[], Delivery], seen: Seen, run_due: Run
) -> None:
    Review.objects.update(expires_at=story.now + timedelta(minutes=30))
    held()
    Review.objects.update(expires_at=story.now + timedelta(days=1))
    services.reschedule(delivery=scheduled, due_at=story.now, by=actor_for(story.mina), at=story.now)
    run_due()
    scheduled.refresh_from_db()
    assert (scheduled.state, scheduled.reason, seen.standing) == ("live", "", 1)


class TestBetweenTheUploadAndTheCall:
    """The second look, in the transaction that says "asked for"."""

    def during_the_upload(self, monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
        real = Sandbox.begin

        def upload(connector: Sandbox, *asked: object) -> Step:
            step = real(connector, *asked)  # type: ignore[arg-type]
            happens()
            return step

        monkeypatch.setattr(Sandbox, "begin", upload)

    def test_a_withdrawal_cancels_it(
        self, story: Story, scheduled: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.during_the_upload(monkeypatch, story.withdraw)
        run_due(hours=1)
        scheduled.refresh_from_db()
        assert (scheduled.state, seen.ever) == ("cancelled", 0)

    def test_a_flipped_byte_holds_it(
        self, story: Story, scheduled: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.during_the_upload(monkeypatch, lambda: flip_a_byte(story.rendition))
        run_due(hours=1)
        scheduled.refresh_from_db()
        assert (scheduled.state, seen.ever) == ("held", 0)

    def test_a_person_cancels_it(
        self, story: Story, scheduled: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.during_the_upload(
            monkeypatch,
            lambda: services.cancel(delivery=Delivery.objects.get(), by=actor_for(story.mina), at=story.now),
        )
        run_due(hours=1)
        scheduled.refresh_from_db()
        assert (scheduled.state, seen.ever) == ("cancelled", 0)


class TestATakedownDuringTheCall:
    """Asked for while the network is being asked: it ends gone, whatever the network does."""

    def during_the_call(self, monkeypatch: pytest.MonkeyPatch, before: Callable[[], object]) -> None:
        real = Sandbox.commit

        def commit(connector: Sandbox, *asked: object) -> Step:
            before()
            return real(connector, *asked)  # type: ignore[arg-type]

        monkeypatch.setattr(Sandbox, "commit", commit)

    def take_down(self, story: Story) -> None:
        delivery = Delivery.objects.get()
        assert delivery.state == "requested"
        services.take_down(
            delivery=delivery, reason=Reason.DISCLOSURE, by=actor_for(story.mina), at=story.now
        )

    def test_it_goes_live_and_comes_down(
        self, story: Story, scheduled: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.during_the_call(monkeypatch, lambda: self.take_down(story))
        run_due(hours=1)
        scheduled.refresh_from_db()
        assert (scheduled.state, seen.ever, seen.standing) == ("removed", 1, 0)
        assert scheduled.takedowns.get().state == "gone"

    def test_the_network_put_it_off_and_it_never_goes(
        self, story: Story, scheduled: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        story.network.faults.add("create_post", "rate_limited", seconds=60)
        self.during_the_call(monkeypatch, lambda: self.take_down(story))
        run_due(hours=1)
        for _ in range(3):
            run_due(minutes=2)
        scheduled.refresh_from_db()
        assert (scheduled.state, seen.ever) == ("cancelled", 0)
        assert scheduled.takedowns.get().state == "gone"

    def test_a_withdrawal_between_the_fence_and_the_call(
        self, story: Story, scheduled: Delivery, seen: Seen, run_due: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.during_the_call(monkeypatch, story.withdraw)
        run_due(hours=1)
        scheduled.refresh_from_db()
        assert (scheduled.state, seen.standing, seen.readable_pictures) == ("removed", 0, 0)


def test_the_fence_is_written_before_the_call(
    story: Story, scheduled: Delivery, run_due: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    states: list[str] = []
    real = Sandbox.commit

    def commit(connector: Sandbox, *asked: object) -> Step:
        states.append(Delivery.objects.get().state)
        return real(connector, *asked)  # type: ignore[arg-type]

    monkeypatch.setattr(Sandbox, "commit", commit)
    run_due(hours=1)
    assert states == ["requested"]


def test_a_kind_is_registered_for_posts() -> None:
    assert kinds.kind_of(Delivery(kind="post"))


def test_an_owner_is_told_nothing_before_it_matters(scheduled: Delivery, reyes: Membership) -> None:
    from chaperone.foundation.notices.models import Notice

    assert not Notice.objects.filter(kind__startswith="publishing.").exists()
