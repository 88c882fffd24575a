"""The Bluesky connector against a real personal data server on loopback: the contract, and what is Bluesky's own."""

from __future__ import annotations

import dataclasses
import uuid
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from chaperone.engines.networks import (
    Account,
    Connector,
    ConnectorError,
    Draft,
    Item,
    ReconnectNeeded,
    RemoteRef,
    Unsupported,
    connector_for,
)
from chaperone.engines.networks.atproto import AtUri, Session, record_key
from chaperone.engines.networks.bluesky import Bluesky
from tests.servers.pds import BlueskyServer

from .contract import ConnectorContract, _ref, publish
from .pictures import jpeg

pytestmark = pytest.mark.server


@pytest.fixture
def connector() -> Connector:
    return connector_for("bluesky")


@pytest.fixture
def account(bluesky_pds: BlueskyServer) -> Account:
    return _connected(bluesky_pds)


def _connected(server: BlueskyServer) -> Account:
    """A fresh account, signed in as a person would: handle and app password."""
    person = server.create_account(f"p{uuid.uuid4().hex[:12]}")
    asking = Account("bluesky", person.base_url, person.handle, {})
    return connector_for("bluesky").sign_in(asking, {"app_password": person.app_password})


def _record(ref: RemoteRef, account: Account, collection: str = "app.bsky.feed.post") -> dict[str, Any]:
    """What the server hands to any visitor."""
    where = dataclasses.replace(AtUri.parse(ref.native_id), collection=collection).as_params()
    answer = httpx.get(f"{account.base_url}/xrpc/com.atproto.repo.getRecord", params=where)
    value: dict[str, Any] = answer.json()["value"]
    return value


def _comment(ref: RemoteRef, root: RemoteRef, author: Account) -> Item:
    """What an AppView would have handed over about an answer; a bare server has none to ask."""
    return Item(
        kind="comment",
        native_id=ref.native_id,
        parent=root,
        author_id=author.account_id,
        author_handle=author.handle,
        text="",
        rating=None,
        at=datetime.now(UTC),
        hidden=False,
        digest="",
    )


class TestBluesky(ConnectorContract):
    def test_record_carries_alt_text_size_and_marked_words(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        record = _record(_ref(publish(connector, account, draft, key)), account)

        (image,) = record["embed"]["images"]
        assert image["alt"] == draft.media[0].alt
        assert image["aspectRatio"] == {"width": 64, "height": 48}
        marked = [_slice(record["text"], facet["index"]) for facet in record["facets"]]
        assert marked == ["#recovery", "https://practice.example/faq"]

    def test_picture_is_stored_byte_for_byte(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        ref = _ref(publish(connector, account, draft, key))

        assert [httpx.get(url).content for url in ref.media_urls] == [draft.media[0].data]

    def test_find_finds_what_a_lost_answer_made(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        step = publish(Bluesky(), account, draft, key)  # another process, whose memory is gone

        assert connector.find(account, draft, key, datetime.now(UTC)) == step.ref

    def test_removed_record_and_picture_are_unknown_to_the_server(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        ref = _ref(publish(connector, account, draft, key))

        connector.remove(account, ref)

        where = AtUri.parse(ref.native_id).as_params()
        record = httpx.get(f"{account.base_url}/xrpc/com.atproto.repo.getRecord", params=where)
        assert (record.status_code, record.json()["error"]) == (400, "RecordNotFound")
        assert [httpx.get(url).status_code for url in ref.media_urls] == [400]

    def test_probe_needs_no_password(
        self, connector: Connector, account: Account, draft: Draft, key: str
    ) -> None:
        ref = _ref(publish(connector, account, draft, key))
        disconnected = dataclasses.replace(account, secrets={})

        assert connector.probe(disconnected, ref).api == "present"
        connector.remove(account, ref)
        assert connector.probe(disconnected, ref).gone


def test_answer_to_a_comment_stands_in_its_thread(connector: Connector, bluesky_pds: BlueskyServer) -> None:
    practice, visitor = _connected(bluesky_pds), _connected(bluesky_pds)
    root = _ref(publish(connector, practice, Draft("Our new building"), "root"))
    said = _ref(publish(connector, visitor, Draft("Is there parking?", reply_to=root), "said"))

    answer = _ref(connector.reply(practice, _comment(said, root, visitor), "Yes, behind it.", "answer"))

    thread = _record(answer, practice)["reply"]
    assert (thread["root"]["uri"], thread["parent"]["uri"]) == (root.native_id, said.native_id)
    again = connector.reply(practice, _comment(said, root, visitor), "Yes, behind it.", "answer")
    assert again.ref == answer
    assert connector.find(practice, Draft(""), "answer", datetime.now(UTC)) == answer


def test_too_long_an_answer_is_not_sent(connector: Connector, bluesky_pds: BlueskyServer) -> None:
    practice = _connected(bluesky_pds)
    root = _ref(publish(connector, practice, Draft("Hello there"), "root"))

    step = connector.reply(practice, _comment(root, root, practice), "a" * 301, "answer")

    assert step.state == "failed"
    assert step.error is not None and step.error.code == "text_too_long"
    assert len(connector.pull(practice, "posts", None).items) == 1


def test_comment_is_hidden_shown_again_and_forgotten_with_its_post(
    connector: Connector, bluesky_pds: BlueskyServer
) -> None:
    practice, visitor = _connected(bluesky_pds), _connected(bluesky_pds)
    root = _ref(publish(connector, practice, Draft("Our new building"), "root"))
    said = [
        _ref(publish(connector, visitor, Draft("You treated me in June", reply_to=root), f"said-{n}"))
        for n in range(2)
    ]
    comments = [_comment(ref, root, visitor) for ref in said]
    gate = "app.bsky.feed.threadgate"

    for comment in (*comments, *comments):
        connector.moderate(practice, comment, "hide")
    assert _record(root, practice, gate)["hiddenReplies"] == [ref.native_id for ref in said]

    connector.moderate(practice, comments[0], "unhide")
    assert _record(root, practice, gate)["hiddenReplies"] == [said[1].native_id]

    with pytest.raises(Unsupported, match="delete_comment"):
        connector.moderate(practice, comments[0], "delete")
    with pytest.raises(ConnectorError, match="not_ours"):
        connector.moderate(visitor, comments[0], "hide")
    connector.remove(practice, root)
    with pytest.raises(KeyError):  # the server says RecordNotFound
        _record(root, practice, gate)


def test_own_posts_come_in_pages_and_say_what_an_app_posted(
    connector: Connector, bluesky_pds: BlueskyServer
) -> None:
    practice = _connected(bluesky_pds)
    publish(connector, practice, Draft("Through Chaperone"), "ours")
    first = connector.pull(practice, "posts", None)
    _post_by_app(practice, "From a phone, past everybody")

    second = connector.pull(practice, "posts", first.cursor)

    assert [item.text for item in first.items] == ["Through Chaperone"]
    assert [(item.kind, item.text) for item in second.items] == [("post", "From a phone, past everybody")]
    (rogue,) = second.items
    assert rogue.parent is not None and connector.remove(practice, rogue.parent).state == "gone"
    assert connector.probe(practice, rogue.parent).gone
    assert connector.pull(practice, "posts", second.cursor).items == ()


def _post_by_app(account: Account, text: str) -> None:
    """As another client does it: a session of its own, createRecord, a key made from the clock."""
    server = f"{account.base_url}/xrpc"
    who = {"identifier": account.handle, "password": account.secrets["app_password"]}
    token = httpx.post(f"{server}/com.atproto.server.createSession", json=who).json()["accessJwt"]
    record = {"$type": "app.bsky.feed.post", "text": text, "createdAt": datetime.now(UTC).isoformat()}
    body = {"repo": account.account_id, "collection": "app.bsky.feed.post", "record": record}
    headers = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{server}/com.atproto.repo.createRecord", json=body, headers=headers).raise_for_status()


def test_without_an_appview_it_says_what_it_cannot_read(
    connector: Connector, bluesky_pds: BlueskyServer
) -> None:
    practice = _connected(bluesky_pds)

    for stream in ("comments", "mentions", "dms", "reviews"):
        with pytest.raises(Unsupported):
            connector.pull(practice, stream, None)  # type: ignore[arg-type]
    ref = _ref(publish(connector, practice, Draft("Hello there"), "post"))
    presence = connector.probe(practice, ref)
    assert (presence.public_page, presence.has_public_page, ref.url) == ("unknown", False, None)


def test_stale_session_is_renewed_without_anybody_noticing(bluesky_pds: BlueskyServer) -> None:
    practice = _connected(bluesky_pds)
    bluesky = Bluesky()
    opened = bluesky.xrpc.session(practice)
    bluesky.xrpc.sessions.put(practice, dataclasses.replace(opened, access=opened.access[:-6] + "stale1"))

    step = publish(bluesky, practice, Draft("Hello there"), "post")

    assert step.state == "live"
    renewed = bluesky.xrpc.session(practice)
    assert renewed.refresh != opened.refresh  # by refresh token, which rotates
    assert len(bluesky.pull(practice, "posts", None).items) == 1


def test_ended_session_is_opened_again_by_app_password(bluesky_pds: BlueskyServer) -> None:
    practice = _connected(bluesky_pds)
    bluesky = Bluesky()
    ended = Session(practice.account_id, practice.handle, access="ended", refresh="ended")
    bluesky.xrpc.sessions.put(practice, ended)

    assert bluesky.whoami(practice) == practice


def test_revoked_app_password_asks_for_a_person(bluesky_pds: BlueskyServer) -> None:
    person = bluesky_pds.create_account(f"p{uuid.uuid4().hex[:12]}")
    asking = Account("bluesky", person.base_url, person.handle, {})
    practice = Bluesky().sign_in(asking, {"app_password": person.app_password})
    server = f"{person.base_url}/xrpc"
    who = {"identifier": person.handle, "password": person.password}
    token = httpx.post(f"{server}/com.atproto.server.createSession", json=who).json()["accessJwt"]
    revoked = httpx.post(
        f"{server}/com.atproto.server.revokeAppPassword",
        json={"name": "chaperone"},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert revoked.status_code == 200
    with pytest.raises(ReconnectNeeded):
        Bluesky().whoami(practice)


def test_main_password_is_not_taken(bluesky_pds: BlueskyServer) -> None:
    person = bluesky_pds.create_account(f"p{uuid.uuid4().hex[:12]}")
    asking = Account("bluesky", person.base_url, person.handle, {})

    with pytest.raises(ConnectorError, match="main_password"):
        Bluesky().sign_in(asking, {"app_password": person.password})


def test_handle_that_moved_to_somebody_else_is_noticed(bluesky_pds: BlueskyServer) -> None:
    practice, other = _connected(bluesky_pds), _connected(bluesky_pds)
    mixed = dataclasses.replace(practice, account_id=other.account_id)

    with pytest.raises(ReconnectNeeded):
        Bluesky().whoami(mixed)


def test_the_other_client_reads_what_we_wrote(connector: Connector, bluesky_pds: BlueskyServer) -> None:
    """The network's own Python client, written by others, as the judge of our records."""
    from atproto import Client

    practice = _connected(bluesky_pds)
    draft = Draft("Étape 1 💜 #soins voir https://practice.example/faq", (jpeg(alt="Une affiche"),))
    ref = _ref(publish(connector, practice, draft, "post"))

    where = AtUri.parse(ref.native_id)
    other = Client(practice.base_url)
    record = other.app.bsky.feed.post.get(where.repo, where.rkey).value
    other.request.close()

    assert record.text == draft.text
    assert record.embed.images[0].alt == "Une affiche"
    features = [facet.features[0] for facet in record.facets]
    assert (features[0].tag, features[1].uri) == ("soins", "https://practice.example/faq")


def test_record_keys_are_valid_and_depend_on_the_key_alone() -> None:
    keys = {record_key(f"delivery-{n}") for n in range(2000)}

    assert len(keys) == 2000
    assert record_key("delivery-1") == record_key("delivery-1")
    assert all(len(key) == 13 and set(key) <= set("234567abcdefghijklmnopqrstuvwxyz") for key in keys)
    assert {key[:2] for key in keys} == {"3g", "3h"}  # the year 2020


def _slice(text: str, index: dict[str, int]) -> str:
    return text.encode()[index["byteStart"] : index["byteEnd"]].decode()
