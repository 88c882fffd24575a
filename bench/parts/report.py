"""Puts a bench's figures into the document, between the marks that are its own."""

from __future__ import annotations

from pathlib import Path


def put_section(document: Path, name: str, text: str) -> None:
    """Replaces what stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``; raises ValueError without the marks."""
    before, opened, rest = document.read_text(encoding="utf-8").partition(f"<!-- {name} -->")
    _, closed, after = rest.partition(f"<!-- /{name} -->")
    if not opened or not closed:
        raise ValueError(f"{document.name} has no place for {name}.")
    document.write_text(f"{before}{opened}\n{text.strip()}\n{closed}{after}", encoding="utf-8")
