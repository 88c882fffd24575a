"""The sandbox network from outside: its own tables, and its pages as a visitor gets them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass

import httpx

from tests.servers.sandbox import SandboxSite


@dataclass(frozen=True)
class Seen:
    """Counts what stands there; nothing of the house is asked."""

    network: SandboxSite

    def _count(self, query: str) -> int:
        with closing(sqlite3.connect(self.network.database_path)) as database:
            return int(database.execute(query).fetchone()[0])

    @property
    def standing(self) -> int:
        """Posts that anybody can read."""
        return self._count("SELECT count(*) FROM post WHERE deleted_at IS NULL")

    @property
    def ever(self) -> int:
        """Posts that were ever made, deleted ones included."""
        return self._count("SELECT count(*) FROM post")

    @property
    def readable_pictures(self) -> int:
        """Pictures whose address answers."""
        return self._count("SELECT count(*) FROM media WHERE readable = 1")

    def status(self, url: str) -> int:
        """What a visitor gets."""
        return httpx.get(url).status_code
