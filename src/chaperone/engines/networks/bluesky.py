"""Bluesky: any AT Protocol personal data server (PDS), with or without an AppView that shows it to the world.

Observed on a real PDS: a record written twice under one key stays one record; deleting a record takes its pictures
away with it and may be repeated; a second, different record under a used key is refused when `swapRecord` is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from . import bluesky_reading as reading
from .atproto import AtUri, Session, Xrpc, XrpcRefused, address, on_this_machine, record_key
from .checks import length, problems
from .errors import ConnectorError, NetError, OutcomeUnknown, Unsupported, reading_an_answer
from .facets import facets
from .transport import Transport
from .types import (
    Account,
    Action,
    Capabilities,
    Draft,
    Event,
    Item,
    Page,
    Presence,
    Problem,
    RemoteRef,
    Removal,
    Seen,
    Step,
    Stream,
)

_POST = "app.bsky.feed.post"
_GATE = "app.bsky.feed.threadgate"
_PUBLIC_APPVIEW = "https://public.api.bsky.app"
_PUBLIC_CDN = "https://cdn.bsky.app/img"
_MAX_HIDDEN = 300  # lexicon app.bsky.feed.threadgate


@dataclass(frozen=True)
class Bluesky:
    """`Account.base_url` is the account's server; `secrets` hold an `app_password`.

    `options["appview"]` is the address that shows posts to visitors: the public one unless said otherwise, none
    (empty) for a server on this machine.
    """

    capabilities: ClassVar[Capabilities] = Capabilities(
        key="bluesky",
        name="Bluesky",
        media=frozenset({"image/jpeg", "image/png", "image/webp"}),
        max_text=300,
        text_unit="graphemes",
        max_images=4,
        alt_max=2000,
        max_image_bytes=1_000_000,
        delete="api",
        edit=False,
        read_comments=True,
        reply="yes",
        hide=True,
        delete_comment=False,
        dms=False,
        reviews=False,
        push=False,
        daily_posts=None,
        needs_public_media_url=False,
        keyed=True,
        simulator=False,
    )
    xrpc: Xrpc = field(default_factory=lambda: Xrpc(Transport()))

    def check(self, draft: Draft) -> list[Problem]:
        return problems(draft, self.capabilities)

    def begin(self, acct: Account, draft: Draft, key: str) -> Step:
        """Uploads the pictures and fixes the time; the checkpoint holds addresses and hashes only."""
        checkpoint: dict[str, Any] = {"created_at": _now()}
        checkpoint["blobs"] = [
            _blob_of(self.xrpc.upload(acct, picture.data, picture.mime)) for picture in draft.media
        ]
        if draft.reply_to is not None:
            checkpoint["reply"] = self._thread_of(acct, draft.reply_to.native_id)
        return Step("working", checkpoint)

    def commit(self, acct: Account, draft: Draft, step: Step, key: str) -> Step:
        record = _post_record(draft.text, step.checkpoint["created_at"], step.checkpoint.get("reply"))
        if draft.media:
            pairs = zip(draft.media, step.checkpoint["blobs"], strict=True)
            images = [
                {
                    "image": blob,
                    "alt": picture.alt,
                    "aspectRatio": {"width": picture.width, "height": picture.height},
                }
                for picture, blob in pairs
            ]
            record["embed"] = {"$type": "app.bsky.embed.images", "images": images}
        return self._write_once(acct, record, key, step.checkpoint)

    def advance(self, acct: Account, step: Step) -> Step:
        """Bluesky answers at once: a step never changes by waiting."""
        return step

    def find(self, acct: Account, draft: Draft, key: str, since: datetime) -> RemoteRef | None:
        """Exact: the record's address follows from the key. `since` is not needed."""
        where = AtUri(self.xrpc.session(acct).did, _POST, record_key(key))
        try:
            known = self.xrpc.query(acct, "com.atproto.repo.getRecord", where.as_params())
        except XrpcRefused as no:
            if no.code == "RecordNotFound":
                return None
            raise
        with reading_an_answer():
            return self._ref(acct, known)

    def remove(self, acct: Account, ref: RemoteRef) -> Removal:
        """Deletes the post and the list of answers hidden under it."""
        post = self._own(acct, ref)
        for collection in (_POST, _GATE):
            self.xrpc.repeatable(
                acct, "com.atproto.repo.deleteRecord", replace(post, collection=collection).as_params()
            )
        return Removal("gone")

    def probe(self, acct: Account, ref: RemoteRef) -> Presence:
        """Asked as a visitor, so it works after the connection was ended. The AppView's picture cache counts."""
        post = AtUri.parse(ref.native_id)
        appview = _appview(acct)
        looks = [self._blob_seen(acct, post.repo, cid) for cid in ref.parts[1:]]
        looks += [self.xrpc.transport.seen(url for url in ref.media_urls if url.startswith(_PUBLIC_CDN))]
        media: Seen = "present" if "present" in looks else "unknown" if "unknown" in looks else "absent"
        return Presence(
            api=self._record_seen(acct, post),
            public_page=reading.shown(self.xrpc, appview, ref.native_id) if appview else "unknown",
            media=media,
            has_public_page=bool(appview),
        )

    def pull(self, acct: Account, stream: Stream, cursor: str | None) -> Page:
        """`posts` reads the account's own server, by ascending record key: Chaperone's own posts, whose keys are
        not made from the clock, appear in the first page only. `comments` and `mentions` need an AppView.
        """
        if stream == "posts":
            with reading_an_answer():
                return reading.own_posts(self.xrpc, acct, cursor)
        if stream not in ("comments", "mentions"):
            raise Unsupported(stream)
        if not _appview(acct):
            raise Unsupported(f"{stream} without an AppView")
        with reading_an_answer():
            return reading.said_to(self.xrpc, acct, stream, cursor)

    def reply(self, acct: Account, item: Item, text: str, key: str) -> Step:
        if length(text, "graphemes") > self.capabilities.max_text:
            return Step("failed", error=NetError("rejected", "text_too_long", "The answer is too long."))
        record = _post_record(text, _now(), self._thread_of(acct, item.native_id))
        return self._write_once(acct, record, key, {})

    def moderate(self, acct: Account, item: Item, action: Action) -> None:
        """Hides an answer under the account's own post, for everybody; it cannot be deleted by the account."""
        if action == "delete":
            raise Unsupported("delete_comment")
        if item.parent is None:
            raise Unsupported("hide outside the account's own posts")
        gate = replace(self._own(acct, item.parent), collection=_GATE)
        record, cid = self._gate(acct, gate, item.parent.native_id)
        hidden = [uri for uri in record["hiddenReplies"] if uri != item.native_id]
        if action == "hide":
            hidden = [*hidden, item.native_id]
        if hidden == record["hiddenReplies"]:
            return
        if len(hidden) > _MAX_HIDDEN:
            raise ConnectorError("too_many_hidden", permanent=True, user_text="Bluesky hides 300 at most.")
        body = gate.as_params() | {"record": record | {"hiddenReplies": hidden}, "swapRecord": cid}
        self.xrpc.repeatable(acct, "com.atproto.repo.putRecord", body)

    def verify_webhook(
        self, secret: str, headers: Mapping[str, str], raw: bytes, now: datetime
    ) -> list[Event]:
        raise Unsupported("webhooks")

    def sign_in(self, acct: Account, credentials: Mapping[str, str]) -> Account:
        """Takes an `app_password` (Bluesky: Settings, Privacy and security, App passwords); never the main one."""
        address(
            acct.base_url, "com.atproto.server.createSession"
        )  # refuses plain http before anything is sent
        secret = credentials.get("app_password", "")
        asking = replace(acct, secrets={"app_password": secret}, account_id="")
        session: Session = self.xrpc.session(asking)
        if session.with_main_password:
            text = "Use an app password, not the password of the account itself."
            raise ConnectorError("main_password", permanent=True, user_text=text)
        return replace(
            asking,
            account_id=session.did,
            handle=session.handle,
            base_url=session.pds or acct.base_url,
        )

    def whoami(self, acct: Account) -> Account:
        me = self.xrpc.query(acct, "com.atproto.server.getSession", {})
        with reading_an_answer():
            return replace(acct, account_id=me["did"], handle=me["handle"])

    def _write_once(
        self, acct: Account, record: dict[str, Any], key: str, checkpoint: dict[str, Any]
    ) -> Step:
        where = AtUri(self.xrpc.session(acct).did, _POST, record_key(key))
        body = where.as_params() | {"record": record, "swapRecord": None, "validate": True}
        try:
            made = self.xrpc.change(acct, "com.atproto.repo.putRecord", body)
        except OutcomeUnknown as lost:
            return Step("unknown", checkpoint, error=NetError("unknown_outcome", lost.code, lost.user_text))
        except XrpcRefused as no:
            if no.code == "InvalidSwap":  # this key has been posted before
                known = self.xrpc.query(acct, "com.atproto.repo.getRecord", where.as_params())
                return Step("live", checkpoint, ref=self._ref(acct, known))
            return Step("failed", checkpoint, error=NetError("rejected", no.code, no.user_text))
        try:
            with reading_an_answer():
                return Step("live", checkpoint, ref=self._ref(acct, made | {"value": record}))
        except ConnectorError as unreadable:  # it said yes, in words we cannot read
            return Step("unknown", checkpoint, error=NetError("unknown_outcome", unreadable.code))

    def _ref(self, acct: Account, record: Mapping[str, Any]) -> RemoteRef:
        """`parts` are the record's content id, then those of its pictures."""
        uri = AtUri.parse(record["uri"])
        cids = reading.pictures_in(record["value"])
        public = _appview(acct) == _PUBLIC_APPVIEW
        media_urls = [reading.blob_url(acct, uri.repo, cid) for cid in cids]
        media_urls += [f"{_PUBLIC_CDN}/feed_fullsize/plain/{uri.repo}/{cid}" for cid in cids if public]
        return RemoteRef(
            network="bluesky",
            account_id=uri.repo,
            native_id=record["uri"],
            url=f"https://bsky.app/profile/{uri.repo}/post/{uri.rkey}" if public else None,
            media_urls=tuple(media_urls),
            parts=(record["cid"], *cids),
        )

    def _own(self, acct: Account, ref: RemoteRef) -> AtUri:
        """The address of a post of this account; anything else is refused before it is sent."""
        post = AtUri.parse(ref.native_id)
        if post.repo != self.xrpc.session(acct).did or post.collection != _POST:
            raise ConnectorError("not_ours", permanent=True, user_text="This belongs to another account.")
        return post

    def _thread_of(self, acct: Account, uri: str) -> dict[str, Any]:
        """The strong references an answer carries: the post it answers, and the first one of that thread."""
        said = self.xrpc.query(acct, "com.atproto.repo.getRecord", AtUri.parse(uri).as_params())
        with reading_an_answer():
            parent = {"uri": said["uri"], "cid": said["cid"]}
            return {"root": said["value"].get("reply", {}).get("root", parent), "parent": parent}

    def _gate(self, acct: Account, gate: AtUri, post_uri: str) -> tuple[dict[str, Any], str | None]:
        """The thread's record of hidden answers and its content id (None: there is none yet)."""
        try:
            known = self.xrpc.query(acct, "com.atproto.repo.getRecord", gate.as_params())
        except XrpcRefused as no:
            if no.code != "RecordNotFound":
                raise
            return {"$type": _GATE, "post": post_uri, "createdAt": _now(), "hiddenReplies": []}, None
        return {"hiddenReplies": [], **known["value"]}, known["cid"]

    def _record_seen(self, acct: Account, post: AtUri) -> Seen:
        try:
            self.xrpc.public(acct.base_url, "com.atproto.repo.getRecord", post.as_params())
        except XrpcRefused as no:
            return "absent" if no.code == "RecordNotFound" else "unknown"
        except ConnectorError:
            return "unknown"
        return "present"

    def _blob_seen(self, acct: Account, did: str, cid: str) -> Seen:
        try:
            self.xrpc.public(acct.base_url, "com.atproto.sync.getBlob", {"did": did, "cid": cid})
        except XrpcRefused as no:
            return "absent" if no.blob_missing else "unknown"
        except ConnectorError:
            return "unknown"
        return "present"


def _appview(acct: Account) -> str:
    default = "" if on_this_machine(acct.base_url) else _PUBLIC_APPVIEW
    return str(acct.options.get("appview", default)).rstrip("/")


def _blob_of(said: Mapping[str, Any]) -> dict[str, Any]:
    blob = said.get("blob")
    if not isinstance(blob, dict):
        raise ConnectorError("answer_unreadable", permanent=False)
    return blob


def _post_record(text: str, created_at: str, thread: Mapping[str, Any] | None) -> dict[str, Any]:
    record: dict[str, Any] = {"$type": _POST, "text": text, "createdAt": created_at}
    marks = facets(text)
    if marks:
        record["facets"] = marks
    if thread:
        record["reply"] = dict(thread)
    return record


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
