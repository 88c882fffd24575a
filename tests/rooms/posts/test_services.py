"""Writing, asking, approving, sending back: who may, what becomes of an approval, and what is never lost."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.channels.services import mark_needs_reconnect
from chaperone.consents.rules import Purpose
from chaperone.engines.screening import Finding, Screening
from chaperone.foundation.refusal import Refusal
from chaperone.posts import services
from chaperone.posts.content import Picture
from chaperone.posts.models import Post, PostVersion, Review
from tests.rooms.posts.at_the_gates import gates_of_saved
from tests.rooms.posts.others import another_account, second_picture
from tests.story import SAFE_WORDS, Story

OTHER_WORDS = "Questions after surgery? Our team answers them every weekday."


def save(story: Story, text: str, *, by: Membership | None = None) -> PostVersion:
    return services.save_version(
        post=story.post, content=story.content(text), by=actor_for(by or story.mina), at=story.now
    )


def ask(story: Story) -> None:
    services.ask_review(post=story.post, by=actor_for(story.mina), at=story.now)


def approve(
    story: Story, by: Membership, *, version: PostVersion | None = None, respectful: bool = True
) -> Review:
    return services.approve(
        version=version or story.version, respectful=respectful, by=actor_for(by), at=story.now
    )


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda refusal: refusal.code == code)


def events() -> list[str]:
    posts = Entry.objects.filter(event__startswith="posts.").order_by("id")
    return list(posts.values_list("event", flat=True))


class TestWriting:
    def test_a_new_post_is_a_draft_with_one_version(self, covered: Story) -> None:
        version = covered.write()
        assert (version.number, version.text, covered.post.state) == (1, SAFE_WORDS, "draft")
        assert events() == ["posts.post.started", "posts.version.saved"]

    def test_the_words_are_nowhere_in_plain(self, covered: Story) -> None:
        version = covered.write()
        assert SAFE_WORDS.encode() not in bytes(
            PostVersion.objects.values_list("text_sealed", flat=True).get()
        )
        assert all(SAFE_WORDS not in str(entry.__dict__) for entry in Entry.objects.all())
        assert SAFE_WORDS not in str(version)

    def test_saving_the_same_again_changes_nothing(self, approved: Story) -> None:
        before = events()
        assert save(approved, SAFE_WORDS) == approved.version
        assert events() == before
        assert gates_of_saved(approved)["approval"].verdict == "clear"

    def test_an_edit_is_the_next_version_and_the_old_one_stays(self, covered: Story) -> None:
        first = covered.write()
        second = save(covered, OTHER_WORDS)
        assert (second.number, covered.version) == (2, second)
        first.refresh_from_db()
        assert first.text == SAFE_WORDS

    def test_a_form_sent_twice_is_one_post(self, covered: Story) -> None:
        key, mina = uuid4(), actor_for(covered.mina)
        twice = [
            services.start_post(
                practice=covered.practice, content=covered.content(), key=key, by=mina, at=covered.now
            )
            for _ in range(2)
        ]
        assert twice[0] == twice[1] == Post.objects.get()
        assert PostVersion.objects.count() == 1

    def test_a_key_of_somebody_elses_post_starts_another(self, covered: Story) -> None:
        covered.write()
        mine = services.start_post(
            practice=covered.practice, content=covered.content(), key=covered.post.pk,
            by=actor_for(covered.priya), at=covered.now,
        )  # fmt: skip
        assert mine.pk != covered.post.pk
        assert covered.version.written_by == covered.mina.person

    def test_a_surgeon_does_not_write(self, covered: Story) -> None:
        covered.write()
        with refused("access.role"):
            save(covered, OTHER_WORDS, by=covered.reyes)

    def test_ten_thousand_characters_are_the_most(self, covered: Story) -> None:
        covered.write("a" * 10_000)
        with refused("posts.too_long"):
            save(covered, "a" * 10_001)
        assert PostVersion.objects.count() == 1

    def test_right_to_left_and_invisible_characters_come_back_as_typed(self, covered: Story) -> None:
        text = "\u202bמה לצפות\u202c \u200dمرحب\u200b 👩🏽\u200d⚕️"
        assert covered.write(text).text == text

    def test_a_picture_of_another_practice_never_gets_in(self, covered: Story, omar: Membership) -> None:
        foreign = second_picture(covered, by=omar)
        with refused("posts.elsewhere"):
            covered.write(pictures=(Picture(foreign, "theirs"),))
        assert not Post.objects.exists()

    def test_an_account_of_another_practice_never_gets_in(self, covered: Story, omar: Membership) -> None:
        foreign = another_account(covered, "harbor", by=omar)
        with refused("posts.elsewhere"):
            covered.write(channels=(covered.channel, foreign))
        assert not Post.objects.exists()


class TestApproving:
    def test_somebody_else_approves(self, covered: Story) -> None:
        covered.write()
        ask(covered)
        review = approve(covered, covered.reyes)
        covered.post.refresh_from_db()
        assert covered.post.state == "approved"
        assert review.content_sha256 == covered.version.content_sha256
        assert events()[-2:] == ["posts.post.review_asked", "posts.post.approved"]

    def test_not_before_it_was_asked_for(self, covered: Story) -> None:
        covered.write()
        with refused("posts.state"):
            approve(covered, covered.reyes)
        assert not Review.objects.exists()

    def test_the_author_never_does(self, covered: Story) -> None:
        covered.mina.roles = ["coordinator", "surgeon"]
        covered.mina.save()
        covered.write()
        ask(covered)
        with refused("posts.own_approval"):
            approve(covered, covered.mina)

    def test_nor_whoever_wrote_this_version(self, covered: Story) -> None:
        covered.write()
        save(covered, OTHER_WORDS, by=covered.priya)
        ask(covered)
        with refused("posts.own_approval"):
            approve(covered, covered.priya)
        approve(covered, covered.reyes)

    def test_respect_is_attested(self, covered: Story) -> None:
        covered.write()
        ask(covered)
        with refused("posts.respect"):
            approve(covered, covered.reyes, respectful=False)

    def test_of_two_at_once_one_approves(self, covered: Story) -> None:
        covered.write()
        ask(covered)
        seen_by_both = covered.version
        approve(covered, covered.reyes, version=seen_by_both)
        with refused("posts.state"):
            approve(covered, covered.priya, version=seen_by_both)
        assert Review.objects.count() == 1

    def test_a_version_that_was_replaced_meanwhile_is_not_approved(self, covered: Story) -> None:
        on_her_screen = covered.write()
        ask(covered)
        save(covered, OTHER_WORDS)
        ask(covered)
        with refused("posts.newer_version"):
            approve(covered, covered.reyes, version=on_her_screen)

    def test_what_a_gate_blocks_cannot_be_waved_through(self, covered: Story) -> None:
        covered.write("Our surgery is painless.")
        ask(covered)
        with refused("gate.words"):
            approve(covered, covered.reyes)
        assert not Review.objects.exists()

    def test_an_edit_voids_it_and_a_new_approval_is_needed(self, approved: Story) -> None:
        save(approved, OTHER_WORDS)
        approved.post.refresh_from_db()
        assert approved.post.state == "draft"
        assert Review.objects.get().voided_at == approved.now
        assert gates_of_saved(approved)["approval"].verdict == "waiting"
        ask(approved)
        approve(approved, approved.reyes)
        assert gates_of_saved(approved)["approval"].verdict == "clear"

    def test_going_back_to_the_old_words_does_not_revive_it(self, approved: Story) -> None:
        save(approved, OTHER_WORDS)
        save(approved, SAFE_WORDS)
        assert gates_of_saved(approved)["approval"].verdict == "waiting"

    def test_an_edit_holds_what_was_scheduled(self, approved: Story) -> None:
        delivery = approved.schedule(approved.now.replace(hour=20))
        save(approved, OTHER_WORDS)
        delivery.refresh_from_db()
        assert (delivery.state, delivery.reason) == (
            "held",
            "The post was changed after it was approved.",
        )

    def test_it_can_still_be_sent_back(self, approved: Story) -> None:
        delivery = approved.schedule(approved.now.replace(hour=20))
        services.send_back(
            version=approved.version, note="Softer, please.", by=actor_for(approved.priya), at=approved.now
        )
        approved.post.refresh_from_db()
        delivery.refresh_from_db()
        assert (approved.post.state, delivery.state) == ("sent_back", "held")
        assert gates_of_saved(approved)["approval"].verdict == "waiting"

    def test_a_note_is_sealed(self, covered: Story) -> None:
        covered.write()
        ask(covered)
        review = services.send_back(
            version=covered.version, note="Crop her ring.", by=actor_for(covered.reyes), at=covered.now
        )
        review.refresh_from_db()
        assert review.note == "Crop her ring."
        assert b"ring" not in bytes(review.note_sealed)
        assert all(
            "ring" not in str(entry.__dict__) for entry in Entry.objects.filter(event="posts.post.sent_back")
        )

    def test_a_coordinator_does_not_approve(self, covered: Story) -> None:
        covered.write()
        ask(covered)
        with refused("access.role"):
            approve(covered, covered.mina)

    def test_nobody_of_another_practice_does(self, covered: Story, omar: Membership) -> None:
        covered.write()
        ask(covered)
        with pytest.raises(Refusal):
            approve(covered, omar)
        assert not Review.objects.exists()


class TestWhatTheApproverLetPass:
    """A finding that wants a look is accepted by approving, for these words under these rules."""

    TEXT = "Two years on, from Lubbock. Short walks and rest."

    def test_the_marks_are_kept(self, covered: Story) -> None:
        covered.write(self.TEXT)
        assert gates_of_saved(covered)["words"].verdict == "look"
        ask(covered)
        review = approve(covered, covered.reyes)
        assert review.accepted
        assert all("@" in mark and "Lubbock" not in mark for mark in review.accepted)
        assert gates_of_saved(covered)["words"].verdict == "clear"

    def test_other_rules_ask_again(self, covered: Story) -> None:
        covered.write(self.TEXT)
        ask(covered)
        approve(covered, covered.reyes)
        Review.objects.update(ruleset="2020.1.1")
        assert gates_of_saved(covered)["words"].verdict == "look"

    def test_a_finding_that_nobody_saw_asks_again(
        self, covered: Story, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from chaperone.posts.gates import verdict

        covered.write(self.TEXT)
        ask(covered)
        approve(covered, covered.reyes)
        real = verdict.screen

        def with_one_more(text: str, **rest: object) -> Screening:
            found = real(text, **rest)  # type: ignore[arg-type]
            new = Finding(0, 3, text[:3], "claim", "claim.new", "review", "New.", "", "")
            return replace(found, findings=(*found.findings, new))

        monkeypatch.setattr(verdict, "screen", with_one_more)
        assert gates_of_saved(covered)["words"].verdict == "look"

    def test_safe_words_leave_nothing_to_accept(self, approved: Story) -> None:
        assert Review.objects.get().accepted == []


class TestClearance:
    def test_it_is_bound_to_all_that_was_judged(self, approved: Story) -> None:
        clearance = services.clear(version=approved.version, channel=approved.channel, at=approved.now)
        assert clearance.kind == "post"
        assert clearance.content_sha256 == approved.version.content_sha256
        assert clearance.approved_by == str(approved.reyes.person_id)
        assert len(clearance.authorizations) == 1
        assert clearance.as_dict()["subject_id"] == str(approved.version.pk)
        assert SAFE_WORDS not in str(clearance.as_dict())

    @pytest.mark.parametrize(
        ("gate", "change"),
        [
            ("consent", {"purpose": Purpose.PAID_AD}),
            ("words", {"text": "Our surgery is painless."}),
        ],
    )
    def test_the_first_gate_that_is_not_clear_is_named(
        self, covered: Story, gate: str, change: dict[str, str]
    ) -> None:
        covered.write(**change)
        with refused(f"gate.{gate}"):
            services.clear(version=covered.version, channel=covered.channel, at=covered.now)

    def test_no_description(self, covered: Story) -> None:
        covered.write(pictures=(Picture(covered.rendition, ""),))
        with refused("gate.media"):
            services.clear(version=covered.version, channel=covered.channel, at=covered.now)

    def test_a_writer_who_left(self, approved: Story) -> None:
        approved.mina.left_at = approved.now
        approved.mina.save()
        with refused("gate.practice"):
            services.clear(version=approved.version, channel=approved.channel, at=approved.now)

    def test_no_approval(self, covered: Story) -> None:
        covered.write()
        with refused("gate.approval"):
            services.clear(version=covered.version, channel=covered.channel, at=covered.now)

    def test_an_expired_approval(self, approved: Story) -> None:
        with refused("gate.approval"):
            services.clear(version=approved.version, channel=approved.channel, at=approved.later(days=14))

    def test_a_network_that_would_refuse_it(self, approved: Story) -> None:
        mark_needs_reconnect(channel=approved.channel, at=approved.now)
        with refused("gate.network"):
            services.clear(version=approved.version, channel=approved.channel, at=approved.now)

    def test_an_account_it_was_not_approved_for(self, approved: Story) -> None:
        with refused("posts.target"):
            services.clear(
                version=approved.version, channel=another_account(approved, "second"), at=approved.now
            )

    def test_words_changed_behind_the_house(self, approved: Story) -> None:
        version = approved.version
        version.text = SAFE_WORDS + "!"
        version.save(update_fields=["text_sealed"])
        with refused("posts.bytes_changed"):
            services.clear(version=approved.version, channel=approved.channel, at=approved.now)
