"""What is said around the posts: comments and answers, reviews of the page, private messages to it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from typing import Literal

from .database import Database
from .store import Refused, new_id, next_seq, now, one

MAX_TEXT = 2200
VisitorKind = Literal["comment", "review", "dm"]


def add_visitor_entry(
    database: Database,
    account_id: str,
    *,
    kind: VisitorKind,
    name: str,
    text: str,
    post_id: str | None = None,
    rating: int | None = None,
) -> str:
    """What anybody may leave on the public pages. The same name counts as the same author."""
    name = name.strip()[:80] or "Somebody"
    _check(text)
    if (kind == "review") != (rating is not None) or (rating is not None and not 1 <= rating <= 5):
        raise Refused(422, "rating")
    author_id = "visitor-" + hashlib.sha256(name.casefold().encode()).hexdigest()[:16]
    with database.writing() as connection:
        return _insert(
            connection,
            account_id=account_id,
            post_id=post_id,
            kind=kind,
            author_id=author_id,
            author_name=name,
            text=text,
            rating=rating,
        )


def add_reply(
    database: Database,
    account: sqlite3.Row,
    *,
    key: str | None,
    text: str,
    post_id: str | None = None,
    entry_id: str | None = None,
) -> tuple[sqlite3.Row, bool]:
    """The account answers a post of its own or an entry on its pages; a key makes one answer, ever."""
    _check(text)
    with database.writing() as connection:
        earlier = _by_key(connection, account["id"], key) if key else None
        if earlier is not None:
            return earlier, False
        parent = _parent(connection, account["id"], post_id, entry_id)
        new = _insert(
            connection,
            account_id=account["id"],
            post_id=parent[0],
            parent_id=entry_id,
            kind=parent[1],
            author_id=account["id"],
            author_name=account["handle"],
            key=key,
            text=text,
        )
        row = one(connection, "SELECT * FROM entry WHERE id = ?", new)
    assert row is not None
    return row, True


def _parent(
    connection: sqlite3.Connection, account_id: str, post_id: str | None, entry_id: str | None
) -> tuple[str | None, str]:
    """The post under which an answer will stand (None on the page itself), and what kind it is."""
    if entry_id is not None:
        row = one(
            connection,
            "SELECT post_id, kind FROM entry WHERE id = ? AND account_id = ? AND deleted_at IS NULL",
            entry_id,
            account_id,
        )
        if row is not None:
            return row["post_id"], "dm" if row["kind"] == "dm" else "reply"
    else:
        row = one(
            connection,
            "SELECT id FROM post WHERE id = ? AND account_id = ? AND deleted_at IS NULL",
            post_id,
            account_id,
        )
        if row is not None:
            return row["id"], "comment"
    raise Refused(404, "not_found")


def _check(text: str) -> None:
    if not text.strip():
        raise Refused(422, "text_empty")
    if len(text) > MAX_TEXT:
        raise Refused(422, "text_too_long")


def _insert(connection: sqlite3.Connection, **values: object) -> str:
    entry_id = new_id()
    row = {
        "parent_id": None,
        "key": None,
        "rating": None,
        **values,
        "id": entry_id,
        "seq": next_seq(connection),
        "created_at": now(),
    }
    connection.execute(
        "INSERT INTO entry (id, seq, account_id, post_id, parent_id, kind, author_id, author_name, key, text,"
        " rating, created_at) VALUES (:id, :seq, :account_id, :post_id, :parent_id, :kind, :author_id,"
        " :author_name, :key, :text, :rating, :created_at)",
        row,
    )
    return entry_id


def _by_key(connection: sqlite3.Connection, account_id: str, key: str) -> sqlite3.Row | None:
    return one(connection, "SELECT * FROM entry WHERE account_id = ? AND key = ?", account_id, key)


def find_entry(database: Database, account_id: str, key: str) -> sqlite3.Row | None:
    with database.reading() as connection:
        return _by_key(connection, account_id, key)


def get_entry(database: Database, account_id: str, entry_id: str) -> sqlite3.Row | None:
    with database.reading() as connection:
        return one(
            connection,
            "SELECT * FROM entry WHERE id = ? AND account_id = ? AND deleted_at IS NULL",
            entry_id,
            account_id,
        )


def entries_after(
    database: Database, account_id: str, kinds: Sequence[str], *, after: int, limit: int
) -> list[sqlite3.Row]:
    """What visitors wrote, or what changed of it, since `after`: oldest change first."""
    marks = ", ".join("?" for _ in kinds)
    with database.reading() as connection:
        return connection.execute(
            f"SELECT * FROM entry WHERE account_id = ? AND author_id <> account_id AND kind IN ({marks})"  # noqa: S608
            " AND deleted_at IS NULL AND seq > ? ORDER BY seq LIMIT ?",
            (account_id, *kinds, after, limit),
        ).fetchall()


def shown_under_post(database: Database, post_id: str) -> list[sqlite3.Row]:
    with database.reading() as connection:
        return connection.execute(
            "SELECT * FROM entry WHERE post_id = ? AND hidden = 0 AND deleted_at IS NULL"
            " ORDER BY created_at, seq",
            (post_id,),
        ).fetchall()


def shown_reviews(database: Database, account_id: str) -> list[sqlite3.Row]:
    """Reviews with the answers to them; private messages never."""
    with database.reading() as connection:
        return connection.execute(
            "SELECT * FROM entry WHERE account_id = ? AND post_id IS NULL AND kind <> 'dm' AND hidden = 0"
            " AND deleted_at IS NULL ORDER BY created_at, seq",
            (account_id,),
        ).fetchall()


def set_hidden(database: Database, account_id: str, entry_id: str, *, hidden: bool) -> None:
    """Raises Refused 404 when there is no such entry; repeating changes nothing."""
    with database.writing() as connection:
        row = one(
            connection,
            "SELECT hidden FROM entry WHERE id = ? AND account_id = ? AND deleted_at IS NULL",
            entry_id,
            account_id,
        )
        if row is None:
            raise Refused(404, "not_found")
        if bool(row["hidden"]) != hidden:
            connection.execute(
                "UPDATE entry SET hidden = ?, seq = ? WHERE id = ?", (hidden, next_seq(connection), entry_id)
            )


def delete_entry(database: Database, account_id: str, entry_id: str) -> bool:
    with database.writing() as connection:
        gone = connection.execute(
            "UPDATE entry SET deleted_at = ?, text = '' WHERE account_id = ? AND deleted_at IS NULL"
            " AND (id = ? OR parent_id = ?)",
            (now(), account_id, entry_id, entry_id),
        )
    return gone.rowcount > 0
