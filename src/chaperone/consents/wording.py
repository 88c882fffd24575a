"""Reads the forms: one file for each form, version and language; the file's sha256 is the form's fingerprint.

A published version is never edited: its fingerprint stands on signed authorizations. A change is a new version.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from chaperone.consents.rules.wording import Section, Wording

FORMS = Path(__file__).with_name("forms")
LANGUAGES = ("en", "es")
CURRENT = ("general", 1)


@cache
def load(key: str, version: int, language: str) -> Wording:
    """The form's words. Raises ``FileNotFoundError`` for one that does not exist."""
    if not key.isalnum() or language not in LANGUAGES:
        raise FileNotFoundError("no such form")
    content = (FORMS / f"{key}-{int(version)}.{language}.json").read_bytes()
    return parse(json.loads(content), fingerprint=sha256(content).hexdigest())


def parse(data: dict[str, Any], *, fingerprint: str) -> Wording:
    """Build the wording from a form's data. Raises ``KeyError`` or ``TypeError`` when its shape is wrong."""
    return Wording(
        key=data["key"],
        version=data["version"],
        language=data["language"],
        title=data["title"],
        intro=data["intro"],
        sections=tuple(Section(**section) for section in data["sections"]),
        lines=data["lines"],
        extras=data["extras"],
        phrases={name: data[name] for name in ("self", "other", "photo_one", "photo_many", "and")},
        areas=data["areas"],
        phases=data["phases"],
        places=data["places"],
        purposes=data["purposes"],
        declaration=data["declaration"],
        sha256=fingerprint,
    )
