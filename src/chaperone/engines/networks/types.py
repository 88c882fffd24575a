"""The nouns that rooms and connectors exchange.

There is no field for a place, a tagged person or an audience anywhere here, so that no connector can send one
(step 8 of the programme: disable geotagging).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from .errors import NetError

StepState = Literal["working", "live", "failed", "unknown"]
Seen = Literal["present", "absent", "unknown"]
ItemKind = Literal["comment", "reply", "mention", "dm", "review", "post"]
Stream = Literal["comments", "mentions", "dms", "reviews", "posts"]
Action = Literal["hide", "unhide", "delete"]
TextUnit = Literal["chars", "graphemes", "utf8", "weighted"]


@dataclass(frozen=True)
class Account:
    """One connected account. `secrets` arrive unsealed for one call and never show in a repr."""

    network: str
    base_url: str
    handle: str
    secrets: Mapping[str, str] = field(repr=False)
    account_id: str = ""
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Media:
    """One cleared image: the exact bytes whose lower-case hex `sha256` was released; sizes in pixels."""

    data: bytes = field(repr=False)
    mime: str
    width: int
    height: int
    sha256: str
    alt: str = field(default="", repr=False)


@dataclass(frozen=True)
class RemoteRef:
    """Where something of ours stands on a network.

    `url` is the page a visitor sees (None when the network has none); `media_urls` are the pictures' own
    addresses, checked again after a takedown; `parts` are the native ids of what belongs to it.
    """

    network: str
    account_id: str
    native_id: str
    url: str | None = None
    media_urls: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready form; `from_dict` is its inverse."""
        return {
            "network": self.network,
            "account_id": self.account_id,
            "native_id": self.native_id,
            "url": self.url,
            "media_urls": list(self.media_urls),
            "parts": list(self.parts),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> RemoteRef:
        return cls(
            network=data["network"],
            account_id=data["account_id"],
            native_id=data["native_id"],
            url=data.get("url"),
            media_urls=tuple(data.get("media_urls", ())),
            parts=tuple(data.get("parts", ())),
        )


@dataclass(frozen=True)
class Draft:
    """What is to be posted: words, pictures, and what it answers. Nothing else can be said."""

    text: str = field(repr=False)
    media: tuple[Media, ...] = ()
    reply_to: RemoteRef | None = None


@dataclass(frozen=True)
class Problem:
    """One reason why a network would refuse a draft: a stable code, a sentence, and what to do about it."""

    code: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Step:
    """Where a publication stands. `checkpoint` is JSON without words of the post; save it before going on.

    working: call `commit` (after `begin`) or `advance` (after `commit`), not before `retry_after` seconds.
    live: `ref` says where. failed: nothing was posted, `error` says why.
    unknown: it may be live; call `find`, never `commit` again.
    """

    state: StepState
    checkpoint: dict[str, Any] = field(default_factory=dict)
    ref: RemoteRef | None = None
    retry_after: float | None = None
    error: NetError | None = None


@dataclass(frozen=True)
class Removal:
    """The network's answer to a removal. `gone` is its word only: prove it with `probe`.

    needs_human: no API for it; `url` is where a person does it.
    """

    state: Literal["gone", "pending", "needs_human"]
    url: str | None = None


@dataclass(frozen=True)
class Presence:
    """What three independent looks saw: the API, the page a visitor sees, the pictures' own addresses.

    `has_public_page` is False where the network shows no page that could be asked (a Bluesky server without
    an AppView); only then may `public_page` stay unknown and the post still count as gone.
    """

    api: Seen
    public_page: Seen
    media: Seen
    has_public_page: bool = True

    @property
    def gone(self) -> bool:
        """True only when every look that exists came back empty; what could not be judged is not gone."""
        no_page = not self.has_public_page and self.public_page == "unknown"
        return self.api == "absent" and self.media == "absent" and (no_page or self.public_page == "absent")


@dataclass(frozen=True)
class Item:
    """Something said on the account's pages, or a post of its own.

    `parent` is the account's post under which it stands (the post itself when `kind` is post). `rating` is 1
    to 5 for reviews. `at` is aware.
    `digest` (hex sha256) changes when author, words, stars or pictures change, and not when it is hidden.
    """

    kind: ItemKind
    native_id: str
    parent: RemoteRef | None
    author_id: str
    author_handle: str = field(repr=False)
    text: str = field(repr=False)
    rating: int | None
    at: datetime
    hidden: bool
    digest: str
    media_urls: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """Items, oldest first, and where to continue. An empty page ends a poll; keep its cursor for the next.

    Items may come again when they changed: upsert by `native_id`.
    """

    items: tuple[Item, ...]
    cursor: str | None


@dataclass(frozen=True)
class Event:
    """A verified webhook says that something happened. It is a hint: read the object again by `native_id`."""

    kind: ItemKind
    account_id: str
    native_id: str
    at: datetime
    digest: str


@dataclass(frozen=True)
class Capabilities:
    """What a network can do, shown to people and checked before anything is queued.

    `media` are MIME types; `max_text` counts `text_unit`; `alt_max` counts characters (None: no alt text);
    `max_image_bytes` is per image; `daily_posts` None means no published limit;
    `keyed`: the network itself makes a second post under the same key impossible.
    """

    key: str
    name: str
    media: frozenset[str]
    max_text: int
    text_unit: TextUnit
    max_images: int
    alt_max: int | None
    max_image_bytes: int
    delete: Literal["api", "human"]
    edit: bool
    read_comments: bool
    reply: Literal["yes", "conditional", "no"]
    hide: bool
    delete_comment: bool
    dms: bool
    reviews: bool
    push: bool
    daily_posts: int | None
    needs_public_media_url: bool
    keyed: bool
    simulator: bool
