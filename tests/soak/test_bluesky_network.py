"""The Bluesky connector on the whole network: what an AppView shows, late and out of order as it is."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
import pytest
from tests.servers.pds import BlueskyServer

from chaperone.engines.networks import Account, Connector, Draft, Item, RemoteRef, connector_for

T = TypeVar("T")


@pytest.fixture
def connector() -> Connector:
    return connector_for("bluesky")


@pytest.fixture
def practice(bluesky_whole_network: BlueskyServer) -> Account:
    return _connected(bluesky_whole_network)


@pytest.fixture
def visitor(bluesky_whole_network: BlueskyServer) -> Account:
    return _connected(bluesky_whole_network)


def _connected(network: BlueskyServer) -> Account:
    person = network.create_account(f"p{uuid.uuid4().hex[:12]}")
    asking = Account("bluesky", person.base_url, person.handle, {}, options={"appview": network.appview})
    return connector_for("bluesky").sign_in(asking, {"app_password": person.app_password})


def _say(account: Account, text: str, to: RemoteRef | None = None) -> RemoteRef:
    connector, draft, key = connector_for("bluesky"), Draft(text, reply_to=to), str(uuid.uuid4())
    ref = connector.commit(account, draft, connector.begin(account, draft, key), key).ref
    assert ref is not None
    return ref


def _eventually(look: Callable[[], T], enough: Callable[[T], bool]) -> T:
    """The network shows things when it gets to them; half a minute is ten times what was ever seen."""
    deadline = time.monotonic() + 30
    while not enough(seen := look()) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert enough(seen), seen
    return seen


class Reader:
    """Polls one stream as the inbox does, keeping the cursor and everything that ever came."""

    def __init__(self, account: Account, stream: str) -> None:
        self._account, self._stream = account, stream
        self._cursor: str | None = None
        self.came: list[Item] = []

    def poll(self) -> list[Item]:
        while (page := connector_for("bluesky").pull(self._account, self._stream, self._cursor)).items:  # type: ignore[arg-type]
            self.came += page.items
            self._cursor = page.cursor
        self._cursor = page.cursor
        return self.came


def test_answers_arrive_once_and_know_their_place(
    connector: Connector, practice: Account, visitor: Account
) -> None:
    root = _say(practice, "Our new building")
    first = _say(visitor, "Is there parking?", to=root)
    below = _say(visitor, "And a lift?", to=first)
    reader = Reader(practice, "comments")

    came = _eventually(reader.poll, lambda items: len(items) >= 2)
    reader.poll()

    assert {(item.native_id, item.kind, item.text) for item in came} == {
        (first.native_id, "comment", "Is there parking?"),
        (below.native_id, "reply", "And a lift?"),
    }
    assert len(came) == 2
    assert {item.parent.native_id for item in came if item.parent} == {root.native_id}
    assert {item.author_id for item in came} == {visitor.account_id}

    later = _say(visitor, "Thank you", to=first)
    _eventually(reader.poll, lambda items: len(items) == 3)
    assert reader.came[-1].native_id == later.native_id


def test_hidden_answer_comes_again_as_hidden(
    connector: Connector, practice: Account, visitor: Account
) -> None:
    root = _say(practice, "Our new building")
    _say(visitor, "You treated me in June", to=root)
    reader = Reader(practice, "comments")
    (comment,) = _eventually(reader.poll, lambda items: len(items) == 1)

    connector.moderate(practice, comment, "hide")

    _, hidden = _eventually(reader.poll, lambda items: len(items) == 2)
    assert (hidden.native_id, hidden.hidden, hidden.digest) == (comment.native_id, True, comment.digest)


def test_answer_of_ours_is_seen_by_the_visitor(
    connector: Connector, practice: Account, visitor: Account
) -> None:
    root = _say(practice, "Our new building")
    question = _say(visitor, "Is there parking?", to=root)
    (comment,) = _eventually(Reader(practice, "comments").poll, lambda items: len(items) == 1)
    assert comment.native_id == question.native_id

    answer = connector.reply(practice, comment, "Yes, behind it.", "answer").ref

    assert answer is not None
    (seen,) = _eventually(Reader(visitor, "comments").poll, lambda items: len(items) == 1)
    assert (seen.native_id, seen.text) == (answer.native_id, "Yes, behind it.")


def test_mention_by_another_client_arrives(practice: Account, visitor: Account) -> None:
    name = f"@{practice.handle}"
    facet = {
        "index": {"byteStart": 0, "byteEnd": len(name)},
        "features": [{"$type": "app.bsky.richtext.facet#mention", "did": practice.account_id}],
    }
    _post_by_app(visitor, {"text": f"{name} did my nose", "facets": [facet]})

    (mention,) = _eventually(Reader(practice, "mentions").poll, lambda items: len(items) == 1)

    assert (mention.kind, mention.text, mention.parent) == ("mention", f"{name} did my nose", None)
    assert Reader(practice, "comments").poll() == []


def test_removed_post_disappears_from_what_visitors_see(connector: Connector, practice: Account) -> None:
    root = _say(practice, "Our new building")
    _eventually(lambda: connector.probe(practice, root).public_page, lambda seen: seen == "present")

    connector.remove(practice, root)

    gone = _eventually(lambda: connector.probe(practice, root), lambda presence: presence.gone)
    assert (gone.public_page, gone.has_public_page) == ("absent", True)


def _post_by_app(account: Account, words: dict[str, Any]) -> None:
    server = f"{account.base_url}/xrpc"
    who = {"identifier": account.handle, "password": account.secrets["app_password"]}
    token = httpx.post(f"{server}/com.atproto.server.createSession", json=who).json()["accessJwt"]
    record = {"$type": "app.bsky.feed.post", "createdAt": datetime.now(UTC).isoformat(), **words}
    body = {"repo": account.account_id, "collection": "app.bsky.feed.post", "record": record}
    headers = {"Authorization": f"Bearer {token}"}
    httpx.post(f"{server}/com.atproto.repo.createRecord", json=body, headers=headers).raise_for_status()
