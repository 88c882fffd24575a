"""The sandbox network: the simulator that ships with Chaperone (see `sandbox_server`), spoken to over HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, ClassVar, cast

from .checks import item_digest, problems
from .errors import ConnectorError, NetError, OutcomeUnknown, ReconnectNeeded, Unsupported, reading_an_answer
from .transport import Reply, Transport
from .types import (
    Account,
    Action,
    Capabilities,
    Draft,
    Event,
    Item,
    ItemKind,
    Page,
    Presence,
    Problem,
    RemoteRef,
    Removal,
    Seen,
    Step,
    Stream,
)

_SAID = {
    "already_removed": "This was posted before and has been removed. Make a new post.",
    "handle_taken": "This name is taken on the sandbox network. Choose another.",
    "handle_malformed": "A name has 2 to 40 letters, digits, dots, dashes or underscores.",
    "media_unknown": "The pictures are no longer there. Start this post again.",
    "not_found": "What this belongs to no longer exists.",
}
_KINDS: Mapping[Stream, str] = {"comments": "comment,reply", "reviews": "review", "dms": "dm"}


@dataclass(frozen=True)
class Sandbox:
    """`Account.base_url` is where the simulator is mounted; `secrets` hold its `token`."""

    capabilities: ClassVar[Capabilities] = Capabilities(
        key="sandbox",
        name="Sandbox network (simulator)",
        media=frozenset({"image/jpeg", "image/png", "image/webp"}),
        max_text=2200,
        text_unit="chars",
        max_images=10,
        alt_max=1000,
        max_image_bytes=8 * 1024 * 1024,
        delete="api",
        edit=False,
        read_comments=True,
        reply="yes",
        hide=True,
        delete_comment=True,
        dms=True,
        reviews=True,
        push=False,
        daily_posts=None,
        needs_public_media_url=False,
        keyed=True,
        simulator=True,
    )
    transport: Transport = field(
        default_factory=lambda: Transport(anywhere=True)
    )  # a setting names the server

    def check(self, draft: Draft) -> list[Problem]:
        found = problems(draft, self.capabilities)
        if draft.reply_to is not None and draft.media:
            reason = "An answer on the sandbox network carries no pictures."
            found.append(Problem("reply_with_media", reason, "Take the pictures out of the answer."))
        return found

    def begin(self, acct: Account, draft: Draft, key: str) -> Step:
        """Uploads the pictures; the checkpoint holds their ids in the draft's order."""
        uploads = []
        for picture in draft.media:
            reply = self.transport.repeatable(
                _at(acct, "/api/media"),
                content=picture.data,
                headers={"Content-Type": picture.mime},
                token=_token(acct),
            )
            uploads.append(str(_fields(reply)["id"]))
        return Step("working", {"media": uploads})

    def commit(self, acct: Account, draft: Draft, step: Step, key: str) -> Step:
        if draft.reply_to is not None:
            return self._answer(acct, f"/api/posts/{draft.reply_to.native_id}/replies", draft.text, key)
        media = [
            {"id": media_id, "alt": picture.alt}
            for media_id, picture in zip(step.checkpoint["media"], draft.media, strict=True)
        ]
        body = {"text": draft.text, "media": media}
        return self._send_once(acct, "/api/posts", body, key, step.checkpoint, _ref_of_post)

    def advance(self, acct: Account, step: Step) -> Step:
        """The sandbox answers at once: a step never changes by waiting."""
        return step

    def find(self, acct: Account, draft: Draft, key: str, since: datetime) -> RemoteRef | None:
        """Exact: the sandbox keeps the key. `since` is not needed."""
        with reading_an_answer():
            return self._made_by(acct, key)

    def _made_by(self, acct: Account, key: str) -> RemoteRef | None:
        posts = self._get(acct, "/api/posts", {"key": key})["posts"]
        if posts:
            return _ref_of_post(acct, posts[0])
        entries = self._get(acct, "/api/entries", {"key": key})["entries"]
        return _ref_of_entry(acct, entries[0]) if entries else None

    def remove(self, acct: Account, ref: RemoteRef) -> Removal:
        reply = self.transport.delete(_at(acct, _api_path(ref)), token=_token(acct))
        if reply.status != 404:
            _accepted(reply)
        return Removal("gone")

    def probe(self, acct: Account, ref: RemoteRef) -> Presence:
        reply = self.transport.read(_at(acct, _api_path(ref)), token=_token(acct))
        if reply.status != 404:
            _accepted(reply)
        api: Seen = "absent" if reply.status == 404 else "present"
        pages = [ref.url] if ref.url else []
        return Presence(
            api=api,
            public_page=self.transport.seen(pages) if pages else "unknown",
            media=self.transport.seen(ref.media_urls),
            has_public_page=bool(pages),
        )

    def pull(self, acct: Account, stream: Stream, cursor: str | None) -> Page:
        """`cursor` is a sequence number; what was hidden or shown again since comes once more."""
        with reading_an_answer():
            return self._page(acct, stream, cursor or "0")

    def _page(self, acct: Account, stream: Stream, after: str) -> Page:
        items: tuple[Item, ...]
        if stream == "posts":
            rows = self._get(acct, "/api/posts", {"after": after})["posts"]
            items = tuple(_own_post(acct, row) for row in rows)
        elif stream in _KINDS:
            rows = self._get(acct, "/api/entries", {"after": after, "kind": _KINDS[stream]})["entries"]
            items = tuple(_item(acct, row) for row in rows)
        else:
            raise Unsupported(stream)
        return Page(items, str(rows[-1]["seq"]) if rows else after)

    def reply(self, acct: Account, item: Item, text: str, key: str) -> Step:
        return self._answer(acct, f"/api/entries/{item.native_id}/replies", text, key)

    def moderate(self, acct: Account, item: Item, action: Action) -> None:
        path = _at(acct, f"/api/entries/{item.native_id}")
        if action == "delete":
            reply = self.transport.delete(path, token=_token(acct))
        else:
            reply = self.transport.repeatable(f"{path}/{action}", token=_token(acct))
        if not (action == "delete" and reply.status == 404):
            _accepted(reply)

    def verify_webhook(
        self, secret: str, headers: Mapping[str, str], raw: bytes, now: datetime
    ) -> list[Event]:
        raise Unsupported("webhooks")

    def sign_in(self, acct: Account, credentials: Mapping[str, str]) -> Account:
        """With a `token`: takes it. Without: opens a new account under `acct.handle`, called `name`."""
        if credentials.get("token"):
            return self.whoami(replace(acct, secrets={"token": credentials["token"]}))
        body = {"handle": acct.handle, "name": credentials.get("name", acct.handle)}
        opened = _fields(self.transport.change(_at(acct, "/api/accounts"), json=body))
        with reading_an_answer():
            return replace(acct, account_id=opened["account_id"], secrets={"token": opened["token"]})

    def whoami(self, acct: Account) -> Account:
        me = self._get(acct, "/api/me", {})
        with reading_an_answer():
            return replace(acct, account_id=me["account_id"], handle=me["handle"])

    def _answer(self, acct: Account, path: str, text: str, key: str) -> Step:
        return self._send_once(acct, path, {"text": text}, key, {}, _ref_of_entry)

    def _send_once(
        self,
        acct: Account,
        path: str,
        body: Any,
        key: str,
        checkpoint: dict[str, Any],
        ref_of: Callable[[Account, dict[str, Any]], RemoteRef],
    ) -> Step:
        try:
            reply = self.transport.change(
                _at(acct, path), json=body, headers={"Idempotency-Key": key}, token=_token(acct)
            )
        except OutcomeUnknown as lost:
            return Step("unknown", checkpoint, error=NetError("unknown_outcome", lost.code, lost.user_text))
        if reply.status >= 300:
            return Step("failed", checkpoint, error=_rejection(reply))
        try:
            with reading_an_answer():
                return Step("live", checkpoint, ref=ref_of(acct, reply.json()))
        except ConnectorError as unreadable:  # it said yes, in words we cannot read
            return Step("unknown", checkpoint, error=NetError("unknown_outcome", unreadable.code))

    def _get(self, acct: Account, path: str, params: Mapping[str, str]) -> dict[str, Any]:
        return _fields(self.transport.read(_at(acct, path), params=params, token=_token(acct)))


def _at(acct: Account, path: str) -> str:
    return acct.base_url.rstrip("/") + path


def _token(acct: Account) -> str:
    return acct.secrets.get("token", "")


def _api_path(ref: RemoteRef) -> str:
    """A post, or an answer of ours, whose one part names the entry."""
    return f"/api/entries/{ref.native_id}" if "entry" in ref.parts else f"/api/posts/{ref.native_id}"


def _accepted(reply: Reply) -> Reply:
    """The reply when it is a yes; raises what its status means otherwise."""
    if 200 <= reply.status < 300:
        return reply
    no = _rejection(reply)
    raise ConnectorError(no.code, permanent=True, user_text=no.user_text)


def _rejection(reply: Reply) -> NetError:
    """Why the simulator said no. Its codes are its own fixed words, so they are safe to keep."""
    if reply.status == 401:
        raise ReconnectNeeded("token")
    code = str(reply.json().get("error", f"http_{reply.status}"))
    return NetError("rejected", code, _SAID.get(code, "The sandbox network refused this."))


def _fields(reply: Reply) -> dict[str, Any]:
    data = _accepted(reply).json()
    if not data:
        raise ConnectorError("answer_unreadable", permanent=False)
    return data


def _ref_of_post(acct: Account, row: dict[str, Any]) -> RemoteRef:
    return RemoteRef(
        network="sandbox",
        account_id=acct.account_id,
        native_id=row["id"],
        url=_at(acct, row["path"]),
        media_urls=tuple(_at(acct, media["path"]) for media in row["media"]),
        parts=tuple(media["id"] for media in row["media"]),
    )


def _ref_of_entry(acct: Account, row: dict[str, Any]) -> RemoteRef:
    """An answer has no page of its own: it stands on its post's page or on the profile."""
    return RemoteRef("sandbox", acct.account_id, row["id"], parts=("entry",))


def _item(acct: Account, row: dict[str, Any]) -> Item:
    post_id = row["post_id"]
    parent = (
        RemoteRef("sandbox", acct.account_id, post_id, _at(acct, f"/post/{post_id}")) if post_id else None
    )
    return Item(
        kind=cast("ItemKind", row["kind"]),
        native_id=row["id"],
        parent=parent,
        author_id=row["author_id"],
        author_handle=row["author_name"],
        text=row["text"],
        rating=row["rating"],
        at=datetime.fromisoformat(row["created_at"]),
        hidden=row["hidden"],
        digest=item_digest(row["author_id"], row["text"], row["rating"], ()),
    )


def _own_post(acct: Account, row: dict[str, Any]) -> Item:
    ref = _ref_of_post(acct, row)
    return Item(
        kind="post",
        native_id=row["id"],
        parent=ref,
        author_id=acct.account_id,
        author_handle=acct.handle,
        text=row["text"],
        rating=None,
        at=datetime.fromisoformat(row["created_at"]),
        hidden=False,
        digest=item_digest(acct.account_id, row["text"], None, ref.media_urls),
        media_urls=ref.media_urls,
    )
