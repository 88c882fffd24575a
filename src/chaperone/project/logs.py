"""Logs without patients: ids and kinds only."""

from __future__ import annotations

import logging
import re
import traceback

from django.conf import settings
from gunicorn.glogging import Logger

# Tokens of patient links are 43 URL-safe characters; a query string may hold what somebody typed.
_PRIVATE = re.compile(r"(?<=/)[A-Za-z0-9_-]{43}(?=/|\b)|\?\S+")


class PrivateFilter(logging.Filter):
    """Cuts link tokens and query strings out of every message, and what an exception says out of its traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _PRIVATE.sub("…", record.getMessage())
        record.args = ()
        if record.exc_info and record.exc_info[1] is not None and not settings.DEBUG:
            record.exc_text, record.exc_info = _where(record.exc_info[1]), None
        return True


def _where(fault: BaseException) -> str:
    """The places and kinds of a fault and of what led to it. Its words stay out: they may quote what somebody typed."""
    before = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    told = [_where(before), "which led to"] if before is not None else []
    places = "".join(traceback.format_tb(fault.__traceback__)).rstrip()
    return "\n".join([*told, places, type(fault).__qualname__])


class ServerLogger(Logger):  # type: ignore[misc]
    """gunicorn's own log, behind the same filter: it names addresses and faults too."""

    def setup(self, cfg: object) -> None:
        """As gunicorn does it, then the filter on every handler."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.addFilter(PrivateFilter())
