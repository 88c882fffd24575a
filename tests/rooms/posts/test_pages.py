"""The list, the composer, a post's page: who sees what, what is kept when something is refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from chaperone.access.models import Membership
from chaperone.access.services import actor_for
from chaperone.audit.models import Entry
from chaperone.posts import services
from chaperone.posts.models import Post, PostVersion, Review
from tests.rooms.posts.others import second_picture
from tests.story import SAFE_WORDS, Story

As = Callable[[Membership], Client]
WESTLAKE = "westlake"


def url(name: str, *args: object, slug: str = WESTLAKE) -> str:
    return reverse(f"posts:{name}", args=[slug, *args])


def typed(story: Story, text: str = SAFE_WORDS, **changed: object) -> dict[str, object]:
    """What a browser sends from the composer."""
    return {
        "text": text,
        "channels": [str(story.channel.pk)],
        "purpose": "organic_social",
        "pictures": [str(story.rendition.pk)],
        f"alt_{story.rendition.pk}": "A resting person, face covered",
        **changed,
    }


class TestComposer:
    def test_works_without_javascript(self, covered: Story, as_: As) -> None:
        client = as_(covered.mina)
        page = client.get(url("compose")).content.decode()
        assert '<form method="post"' in page
        answer = client.post(url("compose"), typed(covered), follow=True)
        post = Post.objects.get()
        assert answer.redirect_chain == [(url("detail", post.pk), 302)]
        assert covered.rendition.pk in {image.rendition_id for image in post.current.images.all()}
        assert "Ask for approval" in answer.content.decode()

    def test_pressing_twice_makes_one_post(self, covered: Story, as_: As) -> None:
        client = as_(covered.mina)
        page = client.get(url("compose")).content.decode()
        key = re.search(r'name="start_key" value="([0-9a-f-]{36})"', page)
        assert key is not None
        sent = typed(covered, start_key=key[1])
        first, second = (client.post(url("compose"), sent) for _ in range(2))
        assert first.url == second.url == url("detail", key[1])
        assert (Post.objects.count(), PostVersion.objects.count()) == (1, 1)

    def test_a_text_too_long_is_refused_and_kept(self, covered: Story, as_: As) -> None:
        text = "x" * 10_001
        answer = as_(covered.mina).post(url("compose"), typed(covered, text))
        assert answer.status_code == 422
        assert text in answer.content.decode()
        assert not Post.objects.exists()

    def test_line_ends_count_once(self, covered: Story, as_: As) -> None:
        text = "\r\n".join(["word"] * 1_999)  # 9,994 characters on the screen, 11,992 on the wire
        assert as_(covered.mina).post(url("compose"), typed(covered, text)).status_code == 302
        assert Post.objects.get().current.text.count("\n") == 1_998
        assert "\r" not in Post.objects.get().current.text

    def test_right_to_left_text_comes_back(self, covered: Story, as_: As) -> None:
        text = "مرحبا بكم في العيادة"
        client = as_(covered.mina)
        client.post(url("compose"), typed(covered, text))
        assert text in client.get(url("edit", Post.objects.get().pk)).content.decode()

    def test_another_practices_picture_is_no_choice(self, covered: Story, omar: Membership, as_: As) -> None:
        foreign = second_picture(covered, by=omar)
        answer = as_(covered.mina).post(url("compose"), typed(covered, pictures=[str(foreign.pk)]))
        assert answer.status_code == 422
        assert SAFE_WORDS in answer.content.decode()
        assert not Post.objects.exists()

    def test_an_edit_says_that_it_needs_a_new_approval(self, approved: Story, as_: As) -> None:
        answer = as_(approved.mina).post(
            url("edit", approved.post.pk), typed(approved, "Questions are welcome."), follow=True
        )
        assert "An edit always needs a new approval." in answer.content.decode()
        approved.post.refresh_from_db()
        assert approved.post.state == "draft"

    def test_markup_is_shown_and_not_run(self, covered: Story, as_: As) -> None:
        client = as_(covered.mina)
        client.post(url("compose"), typed(covered, "<script>alert(1)</script>"))
        for page in (url("detail", Post.objects.get().pk), url("edit", Post.objects.get().pk), url("list")):
            html = client.get(page).content.decode()
            assert "<script>alert" not in html
            assert "&lt;script&gt;alert" in html


class TestLiveGates:
    def counts(self) -> tuple[int, ...]:
        return tuple(model.objects.count() for model in (Post, PostVersion, Review, Entry))

    def test_nothing_is_ever_stored(self, covered: Story, as_: As) -> None:
        client, before = as_(covered.mina), self.counts()
        answer = client.post(url("gates"), typed(covered, "Our surgery is painless."))
        assert answer.status_code == 200
        assert "Painless surgery is a false statement about risk." in answer.content.decode()
        assert self.counts() == before

    def test_a_saved_post_is_not_touched(self, approved: Story, as_: As) -> None:
        before = self.counts()
        html = (
            as_(approved.mina)
            .post(url("gates"), typed(approved, "Another text.", post=str(approved.post.pk)))
            .content.decode()
        )
        assert "Somebody other than the writer approves it." in html
        assert self.counts() == before
        approved.post.refresh_from_db()
        assert approved.post.state == "approved"

    @pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
    def test_an_odd_post_id_is_judged_as_a_new_one(self, covered: Story, as_: As, key: str) -> None:
        assert as_(covered.mina).post(url("gates"), typed(covered, post=key)).status_code == 200

    def test_what_cannot_be_read_says_so(self, covered: Story, as_: As) -> None:
        answer = as_(covered.mina).post(url("gates"), typed(covered, pictures=["nonsense"]))
        assert "This cannot be judged yet." in answer.content.decode()

    def test_nobody_judges_with_anothers_post(self, approved: Story, omar: Membership, as_: As) -> None:
        """Omar sends Westlake's post id to his own practice: it is as if it did not exist."""
        html = (
            as_(omar)
            .post(
                url("gates", slug="harbor"),
                {"text": SAFE_WORDS, "purpose": "organic_social", "post": str(approved.post.pk)},
            )
            .content.decode()
        )
        assert "Dr. Alma Reyes" not in html


class TestDetail:
    def test_the_approver_sees_the_decision_and_the_author_does_not(self, covered: Story, as_: As) -> None:
        covered.write()
        services.ask_review(post=covered.post, by=actor_for(covered.mina), at=covered.now)
        assert "Your decision" in as_(covered.reyes).get(url("detail", covered.post.pk)).content.decode()
        assert "Your decision" not in as_(covered.mina).get(url("detail", covered.post.pk)).content.decode()

    def test_a_writer_who_approves_is_told_why_not(self, covered: Story, as_: As) -> None:
        covered.mina.roles = ["coordinator", "privacy_officer"]
        covered.mina.save()
        covered.write()
        services.ask_review(post=covered.post, by=actor_for(covered.mina), at=covered.now)
        html = as_(covered.mina).get(url("detail", covered.post.pk)).content.decode()
        assert "Somebody else approves this" in html

    def test_without_the_tick_it_is_not_approved_and_says_why(self, covered: Story, as_: As) -> None:
        covered.write()
        services.ask_review(post=covered.post, by=actor_for(covered.mina), at=covered.now)
        answer = as_(covered.reyes).post(url("review", covered.version.pk), {"decision": "approve"})
        assert answer.status_code == 409
        assert "Say that the post is respectful, or send it back." in answer.content.decode()
        assert not Review.objects.exists()

    def test_a_note_too_long_is_kept_and_not_taken(self, covered: Story, as_: As) -> None:
        covered.write()
        services.ask_review(post=covered.post, by=actor_for(covered.mina), at=covered.now)
        note = "n" * 1_001
        answer = as_(covered.reyes).post(
            url("review", covered.version.pk), {"decision": "send_back", "note": note}
        )
        assert answer.status_code == 422
        assert note in answer.content.decode()
        assert not Review.objects.exists()

    def test_approving_what_was_replaced_shows_the_new_one(self, covered: Story, as_: As) -> None:
        old = covered.write()
        services.ask_review(post=covered.post, by=actor_for(covered.mina), at=covered.now)
        services.save_version(
            post=covered.post,
            content=covered.content("The newer words."),
            by=actor_for(covered.mina),
            at=covered.now,
        )
        answer = as_(covered.reyes).post(url("review", old.pk), {"decision": "approve", "respectful": "on"})
        assert answer.status_code == 409
        assert "The newer words." in answer.content.decode()

    def test_pressing_approve_twice_is_one_approval(self, covered: Story, as_: As) -> None:
        covered.write()
        services.ask_review(post=covered.post, by=actor_for(covered.mina), at=covered.now)
        client, yes = as_(covered.reyes), {"decision": "approve", "respectful": "on"}
        answers = [client.post(url("review", covered.version.pk), yes).status_code for _ in range(2)]
        assert answers == [302, 409]
        assert Review.objects.count() == 1


class TestWho:
    PAGES = ("list", "compose", "gates", "detail", "edit", "ask_review", "review")

    def address(self, story: Story, name: str, slug: str) -> str:
        own = {"detail": story.post.pk, "edit": story.post.pk, "ask_review": story.post.pk}
        tail = [own[name]] if name in own else [story.version.pk] if name == "review" else []
        return url(name, *tail, slug=slug)

    @pytest.mark.parametrize("name", PAGES)
    def test_an_outsider_finds_nothing(self, approved: Story, omar: Membership, as_: As, name: str) -> None:
        client, before = as_(omar), Entry.objects.filter(practice_id=approved.practice.pk).count()
        slugs = [WESTLAKE] if name in {"list", "compose", "gates"} else [WESTLAKE, "harbor"]
        for slug in slugs:
            address = self.address(approved, name, slug)
            assert (
                client.post(address, typed(approved, decision="approve", respectful="on")).status_code == 404
            )
            assert client.get(address).status_code in {404, 405}
        assert Entry.objects.filter(practice_id=approved.practice.pk).count() == before
        approved.post.refresh_from_db()
        assert approved.post.state == "approved"

    def test_his_own_list_shows_nothing_of_ours(self, approved: Story, omar: Membership, as_: As) -> None:
        assert SAFE_WORDS[:40] not in as_(omar).get(url("list", slug="harbor")).content.decode()

    @pytest.mark.parametrize("name", PAGES)
    def test_without_a_sign_in_there_is_only_the_door(
        self, approved: Story, client: Client, name: str
    ) -> None:
        answer = client.post(self.address(approved, name, WESTLAKE))
        assert answer.status_code == 302
        assert "/account/" in answer.url

    @pytest.mark.parametrize(("who", "writes", "approves"), [
        ("mina", True, False), ("reyes", False, True), ("priya", True, True), ("flo", False, False),
    ])  # fmt: skip
    def test_each_role_does_its_part(
        self, covered: Story, as_: As, request: pytest.FixtureRequest, who: str, writes: bool, approves: bool
    ) -> None:
        covered.write()
        client = as_(request.getfixturevalue(who))
        assert client.get(url("list")).status_code == 200
        assert client.get(url("detail", covered.post.pk)).status_code == 200
        assert (client.get(url("compose")).status_code == 200) == writes
        allowed = client.post(url("review", covered.version.pk), {"decision": "approve"}).status_code != 403
        assert allowed == approves

    @pytest.mark.unattested
    def test_the_unattested_is_told_which_policy(self, covered_by_hand: Story, as_: As) -> None:
        from chaperone.audit.actors import Actor
        from chaperone.compliance.queries import required_versions
        from chaperone.compliance.services import adopt_starter_policies

        practice = covered_by_hand.practice
        adopt_starter_policies(
            practice=practice, by=Actor.program(practice.pk, "tests"), at=covered_by_hand.now
        )
        names = required_versions(practice.pk, covered_by_hand.now).values()
        client = as_(covered_by_hand.mina)
        answer = client.post(url("compose"), typed(covered_by_hand))
        assert answer.status_code == 403
        assert any(name in answer.content.decode() for name in names)
        assert not Post.objects.exists()


def test_the_list_costs_the_same_for_one_and_for_three(covered: Story, as_: As) -> None:
    client, counts = as_(covered.mina), []
    client.get(url("list"))  # once, so that what is looked up once in a run does not count
    for rows in (1, 3):
        while Post.objects.count() < rows:
            covered.write(f"{SAFE_WORDS} {uuid4()}")
        with CaptureQueriesContext(connection) as made:
            client.get(url("list"))
        counts.append(len(made))
    assert counts[0] == counts[1]


def test_the_list_narrows_by_state_and_ignores_an_unknown_one(approved: Story, as_: As) -> None:
    client, words = as_(approved.mina), SAFE_WORDS[:40]
    assert words in client.get(url("list"), {"state": "approved"}).content.decode()
    assert words not in client.get(url("list"), {"state": "draft"}).content.decode()
    assert words in client.get(url("list"), {"state": "nonsense"}).content.decode()
