"""Links and hashtags of a Bluesky text, marked by byte offsets (lexicon `app.bsky.richtext.facet`).

Mentions are left as plain words on purpose: a facet would tag a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import regex

from .checks import length

_LINK = regex.compile(r"(?<![\w/@.])https?://[^\s<>\"]+")
_TAG = regex.compile(r"(?<!\S)[#\uFF03](\S+)")
_TRAILING = regex.compile(r"[\p{P}\p{S}]+$")
_MAX_TAG = 64


def facets(text: str) -> list[dict[str, Any]]:
    """Facets in the order of the text; offsets count UTF-8 bytes, the end is exclusive."""
    found = [
        (start, end, {"$type": "app.bsky.richtext.facet#link", "uri": uri})
        for start, end, uri in _links(text)
    ]
    found += [
        (start, end, {"$type": "app.bsky.richtext.facet#tag", "tag": tag}) for start, end, tag in _tags(text)
    ]
    return [
        {
            "index": {"byteStart": _bytes_before(text, start), "byteEnd": _bytes_before(text, end)},
            "features": [feature],
        }
        for start, end, feature in sorted(found, key=lambda one: one[0])
    ]


def _links(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _LINK.finditer(text):
        uri = match.group().rstrip(".,;:!?'")
        if uri.endswith(")") and "(" not in uri:  # "(see https://...)" is not part of the address
            uri = uri.rstrip(")").rstrip(".,;:!?'")
        yield match.start(), match.start() + len(uri), uri


def _tags(text: str) -> Iterator[tuple[int, int, str]]:
    for match in _TAG.finditer(text):
        tag = _TRAILING.sub("", match.group(1))
        if tag and not tag.isdigit() and length(tag, "graphemes") <= _MAX_TAG:
            yield match.start(), match.start(1) + len(tag), tag


def _bytes_before(text: str, offset: int) -> int:
    return len(text[:offset].encode())
