"""What the sandbox network remembers: accounts, posts and their pictures, and what visitors wrote."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .database import Database

_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}", re.IGNORECASE)


class Refused(Exception):
    """The sandbox answers with an HTTP status and a code."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


@dataclass(frozen=True)
class NewAccount:
    account_id: str
    handle: str
    token: str


def register_account(database_path: str | Path, *, handle: str, name: str) -> NewAccount:
    """Opens an account in the sandbox's file and returns its token, which is stored as a digest only.

    Raises Refused when the handle is taken or malformed.
    """
    return add_account(Database(database_path), handle=handle, name=name)


def add_account(database: Database, *, handle: str, name: str) -> NewAccount:
    if not _HANDLE.fullmatch(handle):
        raise Refused(400, "handle_malformed")
    account = NewAccount(account_id=new_id(), handle=handle, token=secrets.token_urlsafe(24))
    row = (account.account_id, handle, name.strip()[:80] or handle, digest_of(account.token))
    try:
        with database.writing() as connection:
            connection.execute("INSERT INTO account VALUES (?, ?, ?, ?)", row)
    except sqlite3.IntegrityError:
        raise Refused(409, "handle_taken") from None
    return account


def account_by_token(database: Database, token: str) -> sqlite3.Row | None:
    with database.reading() as connection:
        return one(connection, "SELECT * FROM account WHERE token_digest = ?", digest_of(token))


def account_by_handle(database: Database, handle: str) -> sqlite3.Row | None:
    with database.reading() as connection:
        return one(connection, "SELECT * FROM account WHERE handle = ?", handle)


def all_accounts(database: Database) -> list[sqlite3.Row]:
    with database.reading() as connection:
        return connection.execute("SELECT * FROM account ORDER BY handle").fetchall()


def one(connection: sqlite3.Connection, query: str, *values: object) -> sqlite3.Row | None:
    row: sqlite3.Row | None = connection.execute(query, values).fetchone()
    return row


def next_seq(connection: sqlite3.Connection) -> int:
    """A number larger than any given out before; call inside a writing transaction."""
    highest = connection.execute(
        "SELECT max(ifnull((SELECT max(seq) FROM post), 0), ifnull((SELECT max(seq) FROM entry), 0))"
    ).fetchone()
    return int(highest[0]) + 1


def new_id() -> str:
    return secrets.token_hex(8)


def now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
