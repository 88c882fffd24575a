"""Posts of an account and their pictures. A key makes one post, ever: a removed post leaves its key."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from .database import Database
from .store import Refused, new_id, next_seq, now, one

MAX_TEXT = 2200
MAX_ALT = 1000
MAX_IMAGES = 10
MAX_IMAGE_BYTES = 8 * 1024 * 1024

_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


def add_media(database: Database, account_id: str, data: bytes) -> str:
    """Stores one picture nobody can see until a post carries it; the type is read from the bytes."""
    if len(data) > MAX_IMAGE_BYTES:
        raise Refused(413, "image_too_large")
    mime = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        mime = "image/webp"
    if mime is None:
        raise Refused(415, "image_type")
    media_id = new_id()
    with database.writing() as connection:
        connection.execute(
            "INSERT INTO media (id, account_id, mime, data) VALUES (?, ?, ?, ?)",
            (media_id, account_id, mime, data),
        )
    return media_id


def add_post(
    database: Database, account_id: str, *, key: str | None, text: str, media: Sequence[tuple[str, str]]
) -> tuple[sqlite3.Row, bool]:
    """Creates a post with `media` as (id, alt) pairs, or returns the one this key made before.

    The second value says whether it is new. The row has `deleted_at` when the key's post was removed since.
    """
    _check(text, media)
    with database.writing() as connection:
        earlier = _by_key(connection, account_id, key) if key else None
        if earlier is not None:
            return earlier, False
        post_id = new_id()
        connection.execute(
            "INSERT INTO post (id, seq, account_id, key, text, created_at) VALUES (?, ?, ?, ?, ?, ?)",
            (post_id, next_seq(connection), account_id, key, text, now()),
        )
        for position, (media_id, alt) in enumerate(media):
            _attach(connection, account_id, post_id, media_id, alt, position)
        row = one(connection, "SELECT * FROM post WHERE id = ?", post_id)
    assert row is not None
    return row, True


def _check(text: str, media: Sequence[tuple[str, str]]) -> None:
    if not text.strip() and not media:
        raise Refused(422, "post_empty")
    if len(text) > MAX_TEXT:
        raise Refused(422, "text_too_long")
    if len(media) > MAX_IMAGES:
        raise Refused(422, "too_many_images")
    if any(len(alt) > MAX_ALT for _, alt in media):
        raise Refused(422, "alt_too_long")


def _attach(
    connection: sqlite3.Connection, account_id: str, post_id: str, media_id: str, alt: str, position: int
) -> None:
    changed = connection.execute(
        "UPDATE media SET post_id = ?, alt = ?, position = ?, readable = 1"
        " WHERE id = ? AND account_id = ? AND post_id IS NULL",
        (post_id, alt, position, media_id, account_id),
    )
    if changed.rowcount != 1:
        raise Refused(422, "media_unknown")


def _by_key(connection: sqlite3.Connection, account_id: str, key: str) -> sqlite3.Row | None:
    return one(connection, "SELECT * FROM post WHERE account_id = ? AND key = ?", account_id, key)


def find_post(database: Database, account_id: str, key: str) -> sqlite3.Row | None:
    with database.reading() as connection:
        return _by_key(connection, account_id, key)


def get_post(database: Database, post_id: str) -> sqlite3.Row | None:
    """A post that still stands, with its account's handle and name."""
    with database.reading() as connection:
        return one(
            connection,
            "SELECT post.*, account.handle, account.name FROM post"
            " JOIN account ON account.id = post.account_id WHERE post.id = ? AND deleted_at IS NULL",
            post_id,
        )


def posts_of(
    database: Database, account_id: str, *, after: int = 0, limit: int = 50, newest_first: bool = False
) -> list[sqlite3.Row]:
    with database.reading() as connection:
        return connection.execute(
            "SELECT * FROM post WHERE account_id = ? AND deleted_at IS NULL AND seq > ?"
            " ORDER BY iif(?, -seq, seq) LIMIT ?",
            (account_id, after, newest_first, limit),
        ).fetchall()


def delete_post(database: Database, account_id: str, post_id: str, *, keep_media: bool = False) -> bool:
    """Removes a post, its pictures and what stands under it; False when there was none.

    `keep_media` plays the network whose picture addresses outlive the post.
    """
    with database.writing() as connection:
        gone = connection.execute(
            "UPDATE post SET deleted_at = ?, text = ''"
            " WHERE id = ? AND account_id = ? AND deleted_at IS NULL",
            (now(), post_id, account_id),
        )
        if gone.rowcount == 0:
            return False
        if not keep_media:
            connection.execute("DELETE FROM media WHERE post_id = ?", (post_id,))
        connection.execute(
            "UPDATE entry SET deleted_at = ?, text = '' WHERE post_id = ? AND deleted_at IS NULL",
            (now(), post_id),
        )
    return True


def media_of(database: Database, post_id: str) -> list[sqlite3.Row]:
    with database.reading() as connection:
        return connection.execute(
            "SELECT id, mime, alt FROM media WHERE post_id = ? ORDER BY position", (post_id,)
        ).fetchall()


def get_media(database: Database, media_id: str) -> sqlite3.Row | None:
    """A picture that a post made readable."""
    with database.reading() as connection:
        return one(connection, "SELECT mime, data FROM media WHERE id = ? AND readable = 1", media_id)
