"""Every setting that an installation may set: name, meaning, default; read once, each named when it is wrong.

``docs/reference/settings.md`` and ``.env.example`` are generated from this table.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable."""

    name: str
    meaning: str
    default: str
    read: Callable[[str], Any] = str


def _flag(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off", ""}:
        return False
    raise ValueError("say 1 or 0")


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


VARIABLES: tuple[Variable, ...] = (
    Variable("CHAPERONE_VAR", "Folder for the database, sealed files, queue and keys.", "var"),
    Variable("CHAPERONE_DATABASE", "postgresql://user@host/name; empty means SQLite in CHAPERONE_VAR.", ""),
    Variable(
        "CHAPERONE_SECRET_KEY",
        "Signs sessions. Empty: made on first start and kept in CHAPERONE_VAR/keys.",
        "",
    ),
    Variable(
        "CHAPERONE_MASTER_KEY",
        "32 bytes in base64; wraps the practices' data keys. Empty: made on first start, kept in CHAPERONE_VAR/keys.",
        "",
    ),
    Variable(
        "CHAPERONE_BASE_URL",
        "The address people use; links in e-mails start with it.",
        "http://127.0.0.1:8000",
    ),
    Variable("CHAPERONE_HOSTS", "Host names served, comma-separated.", "127.0.0.1,localhost,[::1]", _words),
    Variable("CHAPERONE_BEHIND_PROXY", "1 when a TLS proxy in front sets X-Forwarded-Proto.", "0", _flag),
    Variable("CHAPERONE_DEBUG", "1 shows tracebacks. Never with real patients.", "0", _flag),
    Variable("CHAPERONE_JOBS", "queue: nudge workers; off: only the sweep (used by tests).", "queue"),
    Variable("CHAPERONE_IDLE_MINUTES", "Automatic log-off after this many idle minutes.", "30", int),
    Variable("CHAPERONE_MAX_UPLOAD_MB", "Largest photo accepted, in megabytes.", "80", int),
    Variable(
        "CHAPERONE_MAIL",
        "smtp://user:password@host:port, or empty to keep mails as files in CHAPERONE_VAR/mail.",
        "",
    ),
    Variable("CHAPERONE_MAIL_FROM", "Sender of e-mails.", "chaperone@localhost"),
    Variable(
        "CHAPERONE_SANDBOX",
        "1 serves the sandbox network (a simulator) where Chaperone is reached by https too; else on http alone.",
        "0",
        _flag,
    ),
    Variable("CHAPERONE_SANDBOX_URL", "Where the sandbox network answers; empty: inside this server.", ""),
    Variable(
        "CHAPERONE_PULL_SECONDS", "How often connected accounts are read for comments and reviews.", "60", int
    ),
)


def read_environment(environ: dict[str, str] | None = None) -> dict[str, Any]:
    """The value of each variable; raises :class:`ImproperlyConfigured` naming the first that is wrong."""
    source = os.environ if environ is None else environ
    values: dict[str, Any] = {}
    for variable in VARIABLES:
        text = source.get(variable.name, variable.default)
        try:
            values[variable.name] = variable.read(text)
        except ValueError as fault:
            raise ImproperlyConfigured(f"{variable.name} is wrong: {fault}. {variable.meaning}") from fault
    unknown = sorted(name for name in source if name.startswith("CHAPERONE_") and name not in values)
    if unknown := [name for name in unknown if name not in _READ_ELSEWHERE]:
        raise ImproperlyConfigured(
            f"Unknown setting {unknown[0]}; see docs/reference/settings.md for the names."
        )
    return values


_READ_ELSEWHERE = frozenset({"CHAPERONE_DIGEST_KEY", "CHAPERONE_SERVERS", "CHAPERONE_REQUIRE_SERVERS"})
