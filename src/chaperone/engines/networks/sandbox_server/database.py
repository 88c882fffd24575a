"""The sandbox's SQLite file: its tables, and connections for several threads and processes at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS account (
    id TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
    token_digest TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS post (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, account_id TEXT NOT NULL REFERENCES account,
    key TEXT, text TEXT NOT NULL, created_at TEXT NOT NULL, deleted_at TEXT,
    UNIQUE (account_id, key));
CREATE TABLE IF NOT EXISTS media (
    id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account, mime TEXT NOT NULL, data BLOB NOT NULL,
    post_id TEXT REFERENCES post, position INTEGER, alt TEXT NOT NULL DEFAULT '',
    readable INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS entry (
    id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, account_id TEXT NOT NULL REFERENCES account,
    post_id TEXT REFERENCES post, parent_id TEXT REFERENCES entry,
    kind TEXT NOT NULL CHECK (kind IN ('comment', 'reply', 'review', 'dm')),
    author_id TEXT NOT NULL, author_name TEXT NOT NULL, key TEXT, text TEXT NOT NULL,
    rating INTEGER CHECK (rating BETWEEN 1 AND 5), hidden INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, deleted_at TEXT,
    UNIQUE (account_id, key));
CREATE INDEX IF NOT EXISTS entry_by_post ON entry (post_id, seq);
CREATE INDEX IF NOT EXISTS media_by_post ON media (post_id, position);
"""


class Database:
    """One SQLite file; each unit of work opens its own connection, so nothing is shared between threads."""

    def __init__(self, path: str | Path) -> None:
        self._path = str(path)
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript(_TABLES)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=15, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what was deleted leaves no words in free pages
        return connection

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with closing(self._open()) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction that takes the write lock at once; rolled back when the block raises."""
        with closing(self._open()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
