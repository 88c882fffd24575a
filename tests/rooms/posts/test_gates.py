"""Each gate: clear, a look, waiting, blocked; and why, word for word where a person reads it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from chaperone.access.models import Practice
from chaperone.access.services import actor_for
from chaperone.channels.services import close_channel, mark_needs_reconnect
from chaperone.consents.rules import Offer, Purpose
from chaperone.library.models import Rendition
from chaperone.library.services import check_marks, request_rendition
from chaperone.patients.services import record_refusal
from chaperone.posts.content import Picture
from chaperone.posts.gates import GATES, consent, judge_everywhere
from chaperone.posts.gates.verdict import GateVerdict
from chaperone.posts.models import Review
from chaperone.posts.queries import cases_for
from tests.rooms.posts.at_the_gates import gates_of, gates_of_saved
from tests.rooms.posts.conftest import Judged
from tests.rooms.posts.others import another_account
from tests.story import SAFE_WORDS, Story

WIDE = "".join(chr(ord(letter) + 0xFEE0) if letter != " " else " " for letter in "Maria Castellanos")


def said(verdict: GateVerdict) -> tuple[str, str]:
    return verdict.verdict, verdict.sentence


def test_the_gates_stand_in_the_order_of_the_loop() -> None:
    order = [key for key, _, _ in GATES]
    assert order == ["consent", "media", "words", "practice", "approval", "network"]


def test_a_draft_waits_for_nothing_but_approval(judged: Judged) -> None:
    verdicts = {key: verdict.verdict for key, verdict in judged().items()}
    assert verdicts == {
        "consent": "clear", "media": "clear", "words": "clear", "practice": "clear",
        "approval": "waiting", "network": "clear",
    }  # fmt: skip


def test_every_gate_names_a_law_or_what_to_do(judged: Judged) -> None:
    for verdict in judged("", pictures=(), channel=None).values():
        assert verdict.law or verdict.action_label, verdict.key


class TestConsent:
    def test_clear_says_until_when(self, judged: Judged, covered: Story) -> None:
        verdict = judged()["consent"]
        until = covered.authorization.expires_on
        assert until is not None
        assert said(verdict) == (
            "clear",
            f"Signed for this picture, this purpose and Sandbox network (simulator), until {until:%-d %b %Y}.",
        )
        assert len(verdict.certificates) == 1

    def test_without_a_patient_there_is_nobody_to_ask(self, judged: Judged) -> None:
        assert said(judged(pictures=())["consent"]) == ("clear", "No patient's picture is in this post.")

    def test_without_an_account_it_waits(self, judged: Judged) -> None:
        assert judged(channel=None)["consent"].verdict == "waiting"

    def test_another_purpose_is_not_covered(self, judged: Judged) -> None:
        verdict = judged(purpose=Purpose.PAID_AD)["consent"]
        assert verdict.verdict == "blocked"
        assert verdict.action_label == "Ask for an authorization"
        assert verdict.action_url.endswith("/consents/")

    def test_nothing_signed(self, story: Story) -> None:
        story.add_patient()
        story.add_photo()
        story.connect()
        verdict = gates_of(story, story.content(), story.channel)["consent"]
        assert verdict.verdict == "blocked"
        assert verdict.sentence.startswith(
            f"{story.patient.reference}: No signed authorization covers this picture."
        )
        assert "Maria" not in verdict.sentence

    def test_withdrawn(self, judged: Judged, covered: Story) -> None:
        covered.withdraw()
        assert judged()["consent"].verdict == "blocked"

    def test_its_last_day_counts_and_the_next_does_not(self, covered: Story) -> None:
        last = covered.authorization.expires_on
        assert last is not None
        days = (last - covered.now.date()).days
        covered.later(days=days)
        assert gates_of(covered, covered.content(), covered.channel)["consent"].verdict == "clear"
        covered.later(days=1)
        assert gates_of(covered, covered.content(), covered.channel)["consent"].verdict == "blocked"

    def test_a_signed_refusal_cannot_be_overridden(self, judged: Judged, covered: Story) -> None:
        record_refusal(
            patient=covered.patient,
            note="",
            signed_on=date(2026, 11, 1),
            by=actor_for(covered.priya),
            at=covered.now,
        )
        verdicts = judged()
        assert verdicts["consent"].verdict == verdicts["media"].verdict == "blocked"

    def test_the_worst_account_decides(self, covered: Story) -> None:
        """A second account on a network the patient never heard of."""
        other = another_account(covered, "elsewhere")
        other.network = "bluesky"
        content = covered.content(channels=(covered.channel, other))
        covered.write()
        verdicts = judge_everywhere(cases_for(covered.post, content, at=covered.now))
        assert next(verdict for verdict in verdicts if verdict.key == "consent").verdict == "blocked"


class TestMedia:
    def test_clear(self, judged: Judged) -> None:
        assert said(judged()["media"]) == (
            "clear",
            "Faces and text are covered, metadata is removed, marks were checked by a person.",
        )

    def test_no_picture(self, judged: Judged) -> None:
        assert said(judged(pictures=())["media"]) == ("clear", "There is no picture in this post.")

    def test_without_a_description_it_waits(self, judged: Judged, covered: Story) -> None:
        verdict = judged(pictures=(Picture(covered.rendition, " "),))["media"]
        assert said(verdict) == (
            "waiting",
            "A picture has no description. People who do not see it need one.",
        )

    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            ("waiting", "This picture is still being cleaned. Wait a moment and try again."),
            ("held", "This picture is held. Open it in the library; it says what needs a look."),
            ("failed", "This picture could not be cleaned. Open it in the library; it says why."),
        ],
    )
    def test_what_is_not_clean_is_blocked(
        self, judged: Judged, covered: Story, state: str, sentence: str
    ) -> None:
        covered.rendition.state = state
        assert said(judged()["media"]) == ("blocked", sentence)

    def test_marks_nobody_looked_for(self, judged: Judged, covered: Story) -> None:
        covered.rendition.marks_checked_at = None
        verdict = judged()["media"]
        assert verdict.verdict == "blocked"
        assert verdict.action_url.endswith(f"/library/{covered.original.pk}/")

    def test_a_picture_that_was_covered_again(self, judged: Judged, covered: Story) -> None:
        edits = {**covered.rendition.edits, "add": [[1, 1, 20, 20]]}
        request_rendition(original=covered.original, edits=edits, by=actor_for(covered.mina), at=covered.now)
        old = Rendition.objects.get(pk=covered.rendition.pk)
        verdict = judged(pictures=(Picture(old, "Resting"),))["media"]
        assert said(verdict) == (
            "blocked",
            "There is a newer version of this picture. Use the newest version.",
        )


class TestWords:
    def test_clear(self, judged: Judged) -> None:
        assert judged()["words"].sentence == "Nothing here points at a person or promises too much."

    def test_nothing_yet(self, judged: Judged) -> None:
        assert said(judged("  \n", pictures=())["words"]) == ("waiting", "There is nothing here yet.")

    def test_a_picture_alone_says_enough(self, judged: Judged) -> None:
        assert judged("")["words"].verdict == "clear"

    def test_a_promise(self, judged: Judged) -> None:
        verdict = judged("Our surgery is painless.")["words"]
        assert verdict.verdict == "blocked"
        assert verdict.law
        assert [finding.kind for finding in verdict.findings if finding.severity == "block"] == ["claim"]

    def test_several_findings_are_counted(self, judged: Judged) -> None:
        sentence = judged("Painless surgery with no scars.")["words"].sentence
        assert sentence.endswith("And 1 more, marked in the text.")

    def test_the_descriptions_are_words_too(self, judged: Judged, covered: Story) -> None:
        picture = Picture(covered.rendition, "Maria Castellanos two weeks later")
        verdict = judged(pictures=(picture,))["words"]
        assert verdict.verdict in {"blocked", "look"}
        assert verdict.findings[0].start > len(SAFE_WORDS)

    @pytest.mark.parametrize(
        "text", ["Healing well, says Maria.", "Two years on, from Lubbock.", "It was in June 2025."]
    )
    def test_names_places_and_dates_beside_a_patient_want_a_look(self, judged: Judged, text: str) -> None:
        assert judged(text)["words"].verdict in {"look", "blocked"}

    @pytest.mark.parametrize(
        ("text", "verdict"),
        [
            ("Healing well: Laura Benning.", "blocked"),
            ("A guest this week: Dr. Lee.", "look"),
            ("Written by Mina Okafor.", "clear"),
        ],
    )
    def test_a_full_name_beside_a_patient_is_blocked(self, judged: Judged, text: str, verdict: str) -> None:
        assert judged(text)["words"].verdict == verdict

    def test_a_place_alone_is_no_question(self, judged: Judged) -> None:
        assert judged("Visit our office in Austin.", pictures=())["words"].verdict == "clear"

    def test_too_long(self, judged: Judged) -> None:
        verdict = judged("a" * 10_001)["words"]
        assert said(verdict) == ("blocked", "The text has 10,001 characters; 10,000 is the most.")

    @pytest.mark.parametrize(
        "text",
        [
            "Mar\u200bia Castel\u200blanos is happy.",
            "\u202eMaria Castellanos\u202c heals.",
            f"{WIDE} rests.",
        ],
    )
    def test_a_patient_behind_invisible_or_odd_characters(self, judged: Judged, text: str) -> None:
        verdict = judged(text, pictures=())["words"]
        assert verdict.verdict == "blocked"
        finding = next(one for one in verdict.findings if one.severity == "block")
        assert finding.kind == "name"
        assert text[finding.start : finding.end] == finding.text

    def test_arabic_and_hebrew_pass_with_their_offsets_whole(self, judged: Judged) -> None:
        text = "مرحبا بكم في العيادة. שלום וברוכים הבאים."
        assert judged(text, pictures=())["words"].verdict == "clear"


class TestProcedures:
    """Step 9: a procedure beside a patient is named only when her authorization says so."""

    TEXT = "All about the tummy tuck: what it changes and what it does not."

    def test_blocked_beside_a_patient(self, judged: Judged) -> None:
        assert judged(self.TEXT)["consent"].verdict == "blocked"

    def test_free_as_education_without_her(self, judged: Judged) -> None:
        verdicts = judged(self.TEXT, pictures=())
        assert verdicts["consent"].verdict == verdicts["words"].verdict == "clear"

    def test_allowed_when_she_allowed_it(self, story: Story) -> None:
        story.add_patient()
        story.add_photo()
        story.ask_and_sign(
            offers=[
                Offer(Purpose.ORGANIC_SOCIAL, "sandbox"),
                Offer(Purpose.ORGANIC_SOCIAL, "sandbox", names_procedure=True),
            ]
        )
        story.connect()
        verdicts = gates_of(story, story.content("Her tummy tuck, two months on."), story.channel)
        assert verdicts["consent"].verdict == "clear"
        assert "procedure" not in {finding.kind for finding in verdicts["words"].findings}

    def test_still_blocked_when_she_allowed_only_the_picture(self, judged: Judged) -> None:
        verdicts = judged("Her tummy tuck, two months on.")
        assert (verdicts["consent"].verdict, verdicts["words"].verdict) == ("blocked", "blocked")


class TestPractice:
    def test_clear(self, judged: Judged) -> None:
        assert said(judged()["practice"]) == (
            "clear",
            "Everybody involved has attested the current policies.",
        )

    @pytest.mark.unattested
    def test_an_unread_policy_is_named(self, covered_by_hand: Story) -> None:
        verdict = gates_of(covered_by_hand, covered_by_hand.content(), covered_by_hand.channel)["practice"]
        assert verdict.verdict == "blocked"
        assert verdict.action_url.endswith("/policies/")

    def test_a_writer_who_left(self, judged: Judged, covered: Story) -> None:
        covered.mina.left_at = covered.now
        covered.mina.save()
        assert said(judged()["practice"]) == (
            "blocked",
            "Somebody who worked on this post has left the practice. Save it as your own version.",
        )

    def test_an_approver_who_lost_the_role(self, approved: Story) -> None:
        approved.reyes.roles = ["owner"]
        approved.reyes.save()
        assert gates_of_saved(approved)["practice"].verdict == "blocked"

    @pytest.mark.parametrize(
        ("text", "verdict"),
        [
            ("Two months between these pictures.", "blocked"),
            ("Abdominoplasty, two months between. These results may not occur for all patients.", "clear"),
        ],
    )
    def test_the_californian_statement(
        self, judged: Judged, practice: Practice, text: str, verdict: str
    ) -> None:
        practice.jurisdictions = ["US-CA"]
        practice.save()
        assert judged(text, before_after=True)["practice"].verdict == verdict
        assert judged(text, before_after=False)["practice"].verdict == "clear"


class TestApproval:
    def test_a_draft(self, covered: Story) -> None:
        covered.write()
        assert said(gates_of_saved(covered)["approval"]) == (
            "waiting",
            "Somebody other than the writer approves it.",
        )

    def test_in_review(self, covered: Story) -> None:
        from chaperone.posts.services import ask_review

        covered.write()
        ask_review(post=covered.post, by=actor_for(covered.mina), at=covered.now)
        assert said(gates_of_saved(covered)["approval"]) == (
            "waiting",
            "Waiting for a surgeon or the privacy officer.",
        )

    def test_approved_on_the_practices_own_clock(self, approved: Story) -> None:
        assert said(gates_of_saved(approved)["approval"]) == (
            "clear",
            "Dr. Alma Reyes approved this on Tue 24 Nov 2026, 09:00.",
        )

    def test_it_lasts_a_fortnight(self, approved: Story) -> None:
        approved.later(days=13, hours=23)
        assert gates_of_saved(approved)["approval"].verdict == "clear"
        approved.later(hours=1)
        assert said(gates_of_saved(approved)["approval"]) == ("blocked", "The approval has expired.")

    def test_an_own_approval_in_the_database_opens_nothing(self, approved: Story) -> None:
        """Whoever writes into the table by hand does not get past the gate."""
        Review.objects.update(person_id=approved.mina.person_id)
        assert gates_of_saved(approved)["approval"].verdict == "blocked"

    def test_what_is_typed_now_is_not_what_was_approved(self, approved: Story) -> None:
        content = approved.content(SAFE_WORDS + " Come by.")
        verdicts = judge_everywhere(
            cases_for(approved.post, content, at=approved.now, version=approved.version)
        )
        assert next(one for one in verdicts if one.key == "approval").verdict == "waiting"


class TestNetwork:
    def test_clear_says_how_it_comes_down(self, judged: Judged) -> None:
        assert said(judged()["network"]) == (
            "clear",
            "Sandbox network (simulator) takes this, and we can take it down again.",
        )

    def test_no_account(self, judged: Judged) -> None:
        assert said(judged(channel=None)["network"]) == ("waiting", "No account is chosen yet.")

    def test_too_long_for_the_network(self, judged: Judged) -> None:
        assert judged("a " * 1_200)["network"].verdict == "blocked"

    def test_an_account_to_connect_again(self, judged: Judged, covered: Story) -> None:
        covered.channel = mark_needs_reconnect(channel=covered.channel, at=covered.now)
        assert said(judged()["network"]) == ("blocked", "The network no longer accepts this connection.")

    def test_a_closed_account(self, judged: Judged, covered: Story) -> None:
        close_channel(channel=covered.channel, by=actor_for(covered.reyes), at=covered.now)
        assert said(judged()["network"]) == ("blocked", "This account was closed.")

    def test_a_file_that_is_not_the_one_that_was_judged(self, judged: Judged, covered: Story) -> None:
        covered.rendition.sha256 = "0" * 64
        assert said(judged()["network"]) == ("blocked", "A picture is not the one that was judged.")


class TestCrash:
    @pytest.mark.parametrize("place", range(len(GATES)))
    def test_a_gate_that_crashes_holds_and_says_nothing_of_the_text(
        self, judged: Judged, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: int
    ) -> None:
        def crash(case: object) -> GateVerdict:
            raise ZeroDivisionError("Maria Castellanos")

        key, title, _ = GATES[place]
        broken = (*GATES[:place], (key, title, crash), *GATES[place + 1 :])
        monkeypatch.setattr("chaperone.posts.gates.GATES", broken)
        assert said(judged()[key]) == ("blocked", "This could not be judged, so it is held.")
        assert "Maria" not in caplog.text
        assert "ZeroDivisionError" in caplog.text


def test_a_certificate_for_every_patients_picture(covered: Story, another_picture: Rendition) -> None:
    pictures = (Picture(covered.rendition, "Resting"), Picture(another_picture, "A drawing"))
    verdict = gates_of(covered, covered.content(pictures=pictures), covered.channel)["consent"]
    assert (verdict.verdict, len(verdict.certificates)) == ("clear", 1)
    assert verdict.title == consent.TITLE


def test_marks_may_be_checked_by_somebody_else(covered: Story) -> None:
    """What the media gate asks for is a person, not the uploader."""
    check_marks(
        rendition=covered.rendition, by=actor_for(covered.priya), at=covered.now + timedelta(minutes=1)
    )
    assert gates_of(covered, covered.content(), covered.channel)["media"].verdict == "clear"
