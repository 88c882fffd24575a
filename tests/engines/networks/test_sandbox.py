"""The sandbox connector against the simulator on a real port: the contract, and its bad days."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import httpx
import pytest

from chaperone.engines.networks import (
    Account,
    Connector,
    ConnectorError,
    Draft,
    RateLimited,
    RemoteRef,
    Unsupported,
    connector_for,
)
from chaperone.engines.networks.sandbox import Sandbox
from chaperone.engines.networks.transport import Transport
from tests.servers.sandbox import SandboxSite

from .contract import ConnectorContract, _ref, publish
from .pictures import jpeg

WORDS = Draft("Swelling fades in weeks, not days.")


@pytest.fixture
def connector() -> Connector:
    return connector_for("sandbox")


@pytest.fixture
def hasty() -> Sandbox:
    """Waits a third of a second for an answer and repeats without pause."""
    return Sandbox(Transport(answer_seconds=0.3, first_wait=0.0))


@pytest.fixture
def account(sandbox_network: SandboxSite) -> Account:
    return sandbox_network.open_account("practice", "Practice")


class TestSandbox(ConnectorContract):
    def test_page_shows_the_post_and_is_gone_after_removal(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        ref = _ref(publish(connector, account, draft, key))
        assert connector.probe(account, ref).public_page == "present"

        connector.remove(account, ref)

        assert [httpx.get(url).status_code for url in (ref.url or "", *ref.media_urls)] == [404, 404]
        assert connector.probe(account, ref).public_page == "absent"

    def test_removed_post_is_never_posted_again(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        connector.remove(account, _ref(publish(connector, account, draft, key)))

        again = publish(connector, account, draft, key)

        assert again.state == "failed"
        assert again.error is not None and again.error.code == "already_removed"
        assert self.own_posts(connector, account) == []


@pytest.mark.parametrize("kind", ["error_after_commit", "truncated_json", "timeout_after_commit"])
def test_lost_answer_is_unknown_and_found(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite, kind: str
) -> None:
    sandbox_network.faults.add("create_post", kind)

    step = publish(hasty, account, WORDS, "lost")

    assert step.state == "unknown"
    assert step.ref is None
    found = hasty.find(account, WORDS, "lost", datetime.now(UTC))
    assert [item.parent for item in hasty.pull(account, "posts", None).items] == [found]


def test_error_without_effect_is_unknown_and_not_found(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite
) -> None:
    sandbox_network.faults.add("create_post", "error")

    assert publish(hasty, account, WORDS, "lost").state == "unknown"
    assert hasty.find(account, WORDS, "lost", datetime.now(UTC)) is None


def test_rate_limit_says_how_long_and_posts_nothing(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite
) -> None:
    sandbox_network.faults.add("create_post", "rate_limited", seconds=90)

    with pytest.raises(RateLimited) as limited:
        publish(hasty, account, WORDS, "slowly")

    assert limited.value.retry_after == 90
    assert hasty.pull(account, "posts", None).items == ()


def test_slow_answer_within_the_limit_counts(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite
) -> None:
    sandbox_network.faults.add("create_post", "slow", seconds=0.05)

    assert publish(hasty, account, WORDS, "slow").state == "live"


def test_pictures_that_outlive_their_post_are_not_gone(
    connector: Connector, account: Account, sandbox_network: SandboxSite
) -> None:
    ref = _ref(publish(connector, account, Draft("", (jpeg(),)), "sticky"))
    sandbox_network.faults.add("delete_post", "keep_media")

    connector.remove(account, ref)

    presence = connector.probe(account, ref)
    assert (presence.api, presence.public_page, presence.media) == ("absent", "absent", "present")
    assert not presence.gone


def test_reading_and_removing_survive_a_hiccup(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite
) -> None:
    ref = _ref(publish(hasty, account, WORDS, "steady"))
    sandbox_network.faults.add("read", "error", times=2)
    sandbox_network.faults.add("delete_post", "error_after_commit", times=2)

    assert len(hasty.pull(account, "posts", None).items) == 1
    assert hasty.remove(account, ref).state == "gone"
    assert hasty.probe(account, ref).gone


def test_reading_gives_up_after_three_attempts(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite
) -> None:
    sandbox_network.faults.add("read", "error", times=3)

    with pytest.raises(ConnectorError) as gave_up:
        hasty.whoami(account)

    assert (gave_up.value.code, gave_up.value.permanent) == ("http_500", False)


def test_unreadable_list_is_an_error_not_an_empty_page(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite
) -> None:
    sandbox_network.faults.add("read", "truncated_json")

    with pytest.raises(ConnectorError, match="answer_unreadable"):
        hasty.pull(account, "comments", None)


def test_comment_is_pulled_answered_hidden_and_deleted(connector: Connector, account: Account) -> None:
    ref = _ref(publish(connector, account, WORDS, "talked-about"))
    httpx.post(f"{ref.url}/comments", data={"name": "Sam", "text": "You did my tummy tuck in June"})

    page = connector.pull(account, "comments", None)
    (comment,) = page.items
    assert (comment.kind, comment.author_handle, comment.text) == (
        "comment",
        "Sam",
        "You did my tummy tuck in June",
    )
    assert comment.parent is not None and comment.parent.native_id == ref.native_id
    assert connector.pull(account, "comments", page.cursor).items == ()

    answer = connector.reply(account, comment, "Please write to us in private.", "answer")
    assert answer.ref is not None
    assert connector.reply(account, comment, "Please write to us in private.", "answer").ref == answer.ref
    assert connector.find(account, WORDS, "answer", datetime.now(UTC)) == answer.ref
    assert httpx.get(ref.url or "").text.count("Please write to us in private.") == 1

    connector.moderate(account, comment, "hide")
    connector.moderate(account, comment, "hide")
    assert "tummy" not in httpx.get(ref.url or "").text
    (hidden,) = connector.pull(account, "comments", page.cursor).items
    assert (hidden.hidden, hidden.digest) == (True, comment.digest)

    connector.moderate(account, comment, "unhide")
    assert "tummy" in httpx.get(ref.url or "").text

    connector.moderate(account, comment, "delete")
    connector.moderate(account, comment, "delete")
    assert "tummy" not in httpx.get(ref.url or "").text
    with pytest.raises(ConnectorError, match="not_found"):
        connector.moderate(account, comment, "hide")


def test_reply_with_a_lost_answer_is_unknown_and_found(
    hasty: Sandbox, account: Account, sandbox_network: SandboxSite
) -> None:
    ref = _ref(publish(hasty, account, WORDS, "post"))
    httpx.post(f"{ref.url}/comments", data={"name": "Sam", "text": "How long?"})
    (comment,) = hasty.pull(account, "comments", None).items
    sandbox_network.faults.add("reply", "timeout_after_commit")

    assert hasty.reply(account, comment, "Two weeks", "answer").state == "unknown"
    assert hasty.find(account, WORDS, "answer", datetime.now(UTC)) is not None


def test_review_and_private_message_arrive_on_their_streams(connector: Connector, account: Account) -> None:
    page = f"{account.base_url}/@{account.handle}"
    httpx.post(f"{page}/reviews", data={"name": "Kim", "rating": "2", "text": "Waited an hour"})
    httpx.post(f"{page}/messages", data={"name": "Kim", "text": "My scar is red"})

    (review,) = connector.pull(account, "reviews", None).items
    (message,) = connector.pull(account, "dms", None).items

    assert (review.kind, review.rating, review.text) == ("review", 2, "Waited an hour")
    assert (message.kind, message.rating, message.text) == ("dm", None, "My scar is red")
    assert message.author_id == review.author_id
    assert connector.pull(account, "comments", None).items == ()
    assert connector.reply(account, message, "Please call us.", "dm").state == "live"
    shown = httpx.get(page).text
    assert "Waited an hour" in shown
    assert "scar" not in shown and "Please call us." not in shown


def test_own_answer_can_be_taken_down(connector: Connector, account: Account) -> None:
    ref = _ref(publish(connector, account, WORDS, "post"))
    answer = _ref(publish(connector, account, Draft("Part two", reply_to=ref), "part-two"))
    assert "Part two" in httpx.get(ref.url or "").text

    connector.remove(account, answer)

    assert connector.probe(account, answer).gone
    assert "Part two" not in httpx.get(ref.url or "").text


def test_another_account_cannot_be_touched(
    connector: Connector, account: Account, sandbox_network: SandboxSite
) -> None:
    ref = _ref(publish(connector, account, WORDS, "ours"))
    httpx.post(f"{ref.url}/comments", data={"name": "Sam", "text": "Hello there"})
    (comment,) = connector.pull(account, "comments", None).items
    outsider = sandbox_network.open_account("other")

    connector.remove(outsider, ref)  # "not there" is all an outsider learns
    with pytest.raises(ConnectorError, match="not_found"):
        connector.moderate(outsider, comment, "hide")

    assert connector.probe(account, ref).api == "present"
    assert connector.pull(outsider, "comments", None).items == ()
    assert connector.find(outsider, WORDS, "ours", datetime.now(UTC)) is None


def test_sign_in_with_a_token_or_a_new_name(
    connector: Connector, account: Account, sandbox_network: SandboxSite
) -> None:
    blank = dataclasses.replace(account, account_id="", secrets={})

    assert connector.sign_in(blank, {"token": account.secrets["token"]}) == account
    opened = connector.sign_in(dataclasses.replace(blank, handle="second"), {"name": "Second practice"})
    assert connector.whoami(opened) == opened
    with pytest.raises(ConnectorError, match="handle_taken"):
        connector.sign_in(blank, {})


def test_says_what_it_cannot_do(connector: Connector, account: Account) -> None:
    with pytest.raises(Unsupported):
        connector.pull(account, "mentions", None)
    with pytest.raises(Unsupported):
        connector.verify_webhook("secret", {}, b"{}", datetime.now(UTC))
    assert [problem.code for problem in connector.check(_answer_with_picture(account))] == [
        "reply_with_media"
    ]


def _answer_with_picture(account: Account) -> Draft:
    return Draft("See", (jpeg(),), reply_to=RemoteRef("sandbox", account.account_id, "0" * 16))


def test_unreachable_network_is_transient_and_nothing_was_sent(hasty: Sandbox, account: Account) -> None:
    nowhere = dataclasses.replace(account, base_url="http://127.0.0.1:9")

    with pytest.raises(ConnectorError) as failed:
        publish(hasty, nowhere, WORDS, "nowhere")

    assert (failed.value.code, failed.value.permanent) == ("unreachable", False)
