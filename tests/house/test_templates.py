"""Rules that hold for every template of the house, whoever wrote it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

SOURCE = Path(__file__).resolve().parents[2] / "src/chaperone"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
NAMES = [str(path).partition("/templates/")[2] for path in TEMPLATES]
NOTES = re.compile(r"\{%\s*comment\b.*?%\}.*?\{%\s*endcomment\s*%\}|\{#.*?#\}", re.DOTALL)

# The content security policy refuses these in the browser; here they are found before anybody opens the page.
INLINE = re.compile(r"<[a-z][^<>]*\s(?:style|on[a-z]+|hx-on[^\s=]*|hx-vals=.js:[^\s]*)\s*=", re.IGNORECASE)
SCRIPT = re.compile(r"<script\b([^>]*)>", re.IGNORECASE)
ELSEWHERE = re.compile(
    r"<(?:script|link|img|iframe|video|audio|source|form)\b[^>]*\s(?:src|href|action)=[\"'](?:https?:)?//"
)


@pytest.mark.parametrize("name", NAMES)
def test_compiles(name: str) -> None:
    get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
class TestPage:
    def test_has_nothing_inline(self, path: Path) -> None:
        page = NOTES.sub("", path.read_text())
        unsourced = [
            attributes
            for attributes in SCRIPT.findall(page)
            if "src=" not in attributes and "json" not in attributes
        ]
        assert INLINE.findall(page) + re.findall(r"<style\b", page) + unsourced == []

    def test_takes_nothing_from_elsewhere(self, path: Path) -> None:
        assert ELSEWHERE.findall(NOTES.sub("", path.read_text())) == []


def test_house_has_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 40
