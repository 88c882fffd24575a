"""Reading Bluesky: the account's own posts, what others said under them, and who mentioned it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from .atproto import AtUri, Xrpc
from .checks import item_digest
from .errors import ConnectorError
from .types import Account, Item, ItemKind, Page, RemoteRef, Seen

_PAGE = 100
_MAX_PAGES = 10
# Notifications can appear late, out of order; so the last two days are looked at again every time.
_OVERLAP = timedelta(hours=48)
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def shown(xrpc: Xrpc, appview: str, uri: str) -> Seen:
    """Whether the AppView shows a post to a visitor (the web page itself is an empty shell that always loads)."""
    try:
        posts = xrpc.public(appview, "app.bsky.feed.getPosts", {"uris": uri}).get("posts")
    except ConnectorError:
        return "unknown"
    if not isinstance(posts, list):
        return "unknown"
    return "present" if posts else "absent"


def own_posts(xrpc: Xrpc, acct: Account, cursor: str | None) -> Page:
    """Posts of the account by ascending record key, after the key `cursor`."""
    did = xrpc.session(acct).did
    params = {"repo": did, "collection": "app.bsky.feed.post", "limit": _PAGE, "reverse": "true"}
    if cursor:
        params["cursor"] = cursor
    records = xrpc.query(acct, "com.atproto.repo.listRecords", params).get("records", [])
    items = tuple(_own(acct, did, record) for record in records)
    return Page(items, AtUri.parse(items[-1].native_id).rkey if items else cursor)


def said_to(xrpc: Xrpc, acct: Account, stream: Literal["comments", "mentions"], cursor: str | None) -> Page:
    """What is new since `cursor`, from the notifications and, for comments, from the threads themselves.

    A notification that never came does not mean that nobody answered. The cursor remembers a digest of what was
    handed over within reach of the next look, so that nothing comes twice and nothing late is missed.
    """
    did = xrpc.session(acct).did
    known = json.loads(cursor) if cursor else {"at": None, "seen": []}
    since = _time(known["at"]) - _OVERLAP if known["at"] else _LONG_AGO
    found = {item.native_id: item for item in _notified(xrpc, acct, did, stream, since)}
    if stream == "comments":
        found |= {item.native_id: item for item in _in_threads(xrpc, acct, did)}
    hidden = _hidden(xrpc, acct, did) if found and stream == "comments" else frozenset[str]()
    marks = {uri: _mark(uri, hidden=uri in hidden) for uri in found}
    fresh = [
        replace(item, hidden=uri in hidden) for uri, item in found.items() if marks[uri] not in known["seen"]
    ]
    newest = max((item.at for item in found.values()), default=None)
    after = {"at": newest.isoformat() if newest else known["at"], "seen": sorted(marks.values())}
    return Page(tuple(sorted(fresh, key=lambda item: item.at)), json.dumps(after, separators=(",", ":")))


def _notified(
    xrpc: Xrpc, acct: Account, did: str, stream: Literal["comments", "mentions"], since: datetime
) -> Iterator[Item]:
    wanted = {"reply"} if stream == "comments" else {"mention", "quote"}
    params: dict[str, Any] = {"limit": _PAGE}
    for _ in range(_MAX_PAGES):
        page = xrpc.query(acct, "app.bsky.notification.listNotifications", params)
        notes = page.get("notifications", [])
        for note in notes:
            if note["reason"] in wanted and _time(note["indexedAt"]) >= since:
                yield _item(acct, did, note, mention=stream == "mentions")
        if not page.get("cursor") or not notes or _time(notes[-1]["indexedAt"]) < since:
            return
        params["cursor"] = page["cursor"]


def _in_threads(xrpc: Xrpc, acct: Account, did: str) -> Iterator[Item]:
    params = {"actor": did, "filter": "posts_no_replies", "limit": 30}
    for entry in xrpc.query(acct, "app.bsky.feed.getAuthorFeed", params).get("feed", []):
        post = entry["post"]
        if post.get("replyCount") and post["author"]["did"] == did:
            asked = {"uri": post["uri"], "depth": 10, "parentHeight": 0}
            thread = xrpc.query(acct, "app.bsky.feed.getPostThread", asked).get("thread", {})
            yield from _below(acct, did, thread)


def _below(acct: Account, did: str, thread: Mapping[str, Any]) -> Iterator[Item]:
    for answer in thread.get("replies") or []:
        post = answer.get("post")
        if post and post["author"]["did"] != did:
            yield _item(acct, did, post, mention=False)
        yield from _below(acct, did, answer)


def _hidden(xrpc: Xrpc, acct: Account, did: str) -> frozenset[str]:
    """The answers the account hid, from its own threadgates."""
    params: dict[str, Any] = {"repo": did, "collection": "app.bsky.feed.threadgate", "limit": _PAGE}
    uris: set[str] = set()
    for _ in range(_MAX_PAGES):
        page = xrpc.query(acct, "com.atproto.repo.listRecords", params)
        for record in page.get("records", []):
            uris.update(record["value"].get("hiddenReplies", []))
        if not page.get("cursor"):
            break
        params["cursor"] = page["cursor"]
    return frozenset(uris)


def _item(acct: Account, did: str, view: Mapping[str, Any], *, mention: bool) -> Item:
    """From a notification or a post view: both carry uri, author, record and indexedAt."""
    record, author = view["record"], view["author"]
    thread = record.get("reply", {})
    root = thread.get("root", {}).get("uri", "")
    ours = root.startswith(f"at://{did}/")
    kind: ItemKind = "mention" if mention else "reply"
    if not mention and thread.get("parent", {}).get("uri") == root:
        kind = "comment"
    pictures = tuple(blob_url(acct, author["did"], cid) for cid in pictures_in(record))
    return Item(
        kind=kind,
        native_id=view["uri"],
        parent=RemoteRef("bluesky", did, root) if ours else None,
        author_id=author["did"],
        author_handle=author["handle"],
        text=record.get("text", ""),
        rating=None,
        at=_time(view["indexedAt"]),
        hidden=False,
        digest=item_digest(author["did"], record.get("text", ""), None, pictures),
        media_urls=pictures,
    )


def _own(acct: Account, did: str, record: Mapping[str, Any]) -> Item:
    value = record["value"]
    cids = pictures_in(value)
    pictures = tuple(blob_url(acct, did, cid) for cid in cids)
    text = value.get("text", "")
    return Item(
        kind="post",
        native_id=record["uri"],
        parent=RemoteRef("bluesky", did, record["uri"], media_urls=pictures, parts=(record["cid"], *cids)),
        author_id=did,
        author_handle=acct.handle,
        text=text,
        rating=None,
        at=_time(value.get("createdAt", "")),
        hidden=False,
        digest=item_digest(did, text, None, pictures),
        media_urls=pictures,
    )


def pictures_in(record: Mapping[str, Any]) -> tuple[str, ...]:
    """Content ids of the pictures and video a post record embeds, also beside a quote."""
    embed = record.get("embed") or {}
    inner = embed.get("media") or embed
    blobs = [one.get("image") for one in inner.get("images", [])] + [inner.get("video")]
    return tuple(blob["ref"]["$link"] for blob in blobs if isinstance(blob, dict) and "ref" in blob)


def blob_url(acct: Account, did: str, cid: str) -> str:
    query = urlencode({"did": did, "cid": cid})
    return f"{acct.base_url.rstrip('/')}/xrpc/com.atproto.sync.getBlob?{query}"


def _mark(uri: str, *, hidden: bool) -> str:
    """Eight hex digits: enough to tell the items of one window apart, short enough for a cursor."""
    return hashlib.sha256(f"{uri} {hidden}".encode()).hexdigest()[:8]


def _time(text: str) -> datetime:
    """An aware time; a client may write nonsense into its records, which then counts as long ago."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return _LONG_AGO
    return at if at.tzinfo else at.replace(tzinfo=UTC)
