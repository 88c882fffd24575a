"""Logs without patients: ids and kinds only."""

from __future__ import annotations

import logging
import re

# Tokens of patient links are 43 URL-safe characters; a query string may hold what somebody typed.
_PRIVATE = re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?=/|\b)|\?\S+")


class PrivateFilter(logging.Filter):
    """Cuts link tokens and query strings out of every message, and request bodies never get this far."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _PRIVATE.sub("…", record.getMessage())
        record.args = ()
        return True
