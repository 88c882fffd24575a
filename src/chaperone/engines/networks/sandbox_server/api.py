"""The sandbox's JSON API, for an account with its token. Fields nobody knows are refused, not ignored."""

from __future__ import annotations

import sqlite3
from typing import Any

from . import entries, posts
from .database import Database
from .store import Refused, add_account
from .web import Answer, Request, as_json

_PAGE = 50
_MAX_KEY = 200
_KINDS = frozenset({"comment", "reply", "review", "dm"})


def open_account(database: Database, request: Request) -> Answer:
    fields = _only(request.json(), "handle", "name")
    account = add_account(database, handle=_text(fields, "handle"), name=_text(fields, "name"))
    return as_json(201, {"account_id": account.account_id, "handle": account.handle, "token": account.token})


def me(_database: Database, _request: Request, account: sqlite3.Row) -> Answer:
    return as_json(200, {"account_id": account["id"], "handle": account["handle"], "name": account["name"]})


def upload(database: Database, request: Request, account: sqlite3.Row) -> Answer:
    return as_json(201, {"id": posts.add_media(database, account["id"], request.body)})


def create_post(database: Database, request: Request, account: sqlite3.Row) -> Answer:
    fields = _only(request.json(), "text", "media")
    listed = fields.get("media", [])
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        raise Refused(400, "media_malformed")
    media = [(_text(_only(one, "id", "alt"), "id"), _text(one, "alt")) for one in listed]
    row, new = posts.add_post(
        database, account["id"], key=_key(request), text=_text(fields, "text"), media=media
    )
    if row["deleted_at"]:
        raise Refused(410, "already_removed")
    return as_json(201 if new else 200, _post(database, row))


def list_posts(database: Database, request: Request, account: sqlite3.Row) -> Answer:
    """With `key`: the one post it made. Otherwise those after the sequence number `after`, oldest first."""
    if "key" in request.query:
        row = posts.find_post(database, account["id"], request.query["key"])
        found = [row] if row is not None and row["deleted_at"] is None else []
    else:
        found = posts.posts_of(database, account["id"], after=request.number("after", 0), limit=_PAGE)
    return as_json(200, {"posts": [_post(database, row) for row in found]})


def read_post(database: Database, _request: Request, account: sqlite3.Row, post_id: str) -> Answer:
    row = posts.get_post(database, post_id)
    if row is None or row["account_id"] != account["id"]:
        raise Refused(404, "not_found")
    return as_json(200, _post(database, row))


def delete_post(
    database: Database, _request: Request, account: sqlite3.Row, post_id: str, *, keep_media: bool = False
) -> Answer:
    if not posts.delete_post(database, account["id"], post_id, keep_media=keep_media):
        raise Refused(404, "not_found")
    return Answer(204)


def reply_to_post(database: Database, request: Request, account: sqlite3.Row, post_id: str) -> Answer:
    return _reply(database, request, account, post_id=post_id)


def reply_to_entry(database: Database, request: Request, account: sqlite3.Row, entry_id: str) -> Answer:
    return _reply(database, request, account, entry_id=entry_id)


def _reply(
    database: Database,
    request: Request,
    account: sqlite3.Row,
    *,
    post_id: str | None = None,
    entry_id: str | None = None,
) -> Answer:
    text = _text(_only(request.json(), "text"), "text")
    row, new = entries.add_reply(
        database, account, key=_key(request), text=text, post_id=post_id, entry_id=entry_id
    )
    if row["deleted_at"]:
        raise Refused(410, "already_removed")
    return as_json(201 if new else 200, _entry(row))


def list_entries(database: Database, request: Request, account: sqlite3.Row) -> Answer:
    """With `key`: the one answer it made. Otherwise what changed after `after`, of the kinds asked for."""
    if "key" in request.query:
        row = entries.find_entry(database, account["id"], request.query["key"])
        found = [row] if row is not None and row["deleted_at"] is None else []
    else:
        kinds = request.query.get("kind", "comment,reply").split(",")
        if not _KINDS.issuperset(kinds):
            raise Refused(400, "kind_unknown")
        found = entries.entries_after(
            database, account["id"], kinds, after=request.number("after", 0), limit=_PAGE
        )
    return as_json(200, {"entries": [_entry(row) for row in found]})


def read_entry(database: Database, _request: Request, account: sqlite3.Row, entry_id: str) -> Answer:
    row = entries.get_entry(database, account["id"], entry_id)
    if row is None:
        raise Refused(404, "not_found")
    return as_json(200, _entry(row))


def hide_entry(
    database: Database, _request: Request, account: sqlite3.Row, entry_id: str, verb: str
) -> Answer:
    entries.set_hidden(database, account["id"], entry_id, hidden=verb == "hide")
    return Answer(204)


def delete_entry(database: Database, _request: Request, account: sqlite3.Row, entry_id: str) -> Answer:
    if not entries.delete_entry(database, account["id"], entry_id):
        raise Refused(404, "not_found")
    return Answer(204)


def _post(database: Database, row: sqlite3.Row) -> dict[str, Any]:
    media = [
        {"id": one["id"], "path": f"/media/{one['id']}", "alt": one["alt"], "mime": one["mime"]}
        for one in posts.media_of(database, row["id"])
    ]
    return {
        "id": row["id"],
        "seq": row["seq"],
        "path": f"/post/{row['id']}",
        "text": row["text"],
        "media": media,
        "created_at": row["created_at"],
    }


def _entry(row: sqlite3.Row) -> dict[str, Any]:
    names = ("id", "seq", "kind", "post_id", "parent_id", "author_id", "author_name", "text", "rating")
    return {name: row[name] for name in names} | {
        "hidden": bool(row["hidden"]),
        "created_at": row["created_at"],
    }


def _key(request: Request) -> str | None:
    key = request.headers.get("idempotency-key")
    if key is not None and not 0 < len(key) <= _MAX_KEY:
        raise Refused(400, "key_malformed")
    return key


def _only(fields: dict[str, Any], *known: str) -> dict[str, Any]:
    if not set(known).issuperset(fields):
        raise Refused(400, "field_unknown")
    return fields


def _text(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name, "")
    if not isinstance(value, str):
        raise Refused(400, f"{name}_malformed")
    return value
