"""The shared pieces speak Spanish as completely as English: nothing untranslated, nothing stale, nothing uncompiled."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "src/chaperone/project"
MESSAGES = PROJECT / "locale/es/LC_MESSAGES"
ENTRY = re.compile(
    r'^msgid "(?P<english>(?:[^"\\]|\\.)+)"\nmsgstr "(?P<spanish>(?:[^"\\]|\\.)*)"', re.MULTILINE
)
WORDS = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")


def written() -> dict[str, str]:
    """English to Spanish, as it stands in the file that people edit."""
    return {
        found["english"]: found["spanish"] for found in ENTRY.finditer((MESSAGES / "django.po").read_text())
    }


def test_every_sentence_of_the_shared_pages_has_its_spanish() -> None:
    said = {
        double or single
        for page in (PROJECT / "templates").rglob("*.html")
        for double, single in WORDS.findall(page.read_text())
    }
    assert sorted(said - {english for english, spanish in written().items() if spanish}) == []


def test_compiled_file_says_what_the_written_one_says() -> None:
    with (MESSAGES / "django.mo").open("rb") as compiled:
        spoken = gettext.GNUTranslations(compiled)
    stale = {english for english, spanish in written().items() if spoken.gettext(english) != spanish}
    assert stale == set(), "compile it again: django-admin compilemessages"


def test_placeholders_are_kept() -> None:
    holes = re.compile(r"%\(\w+\)s")
    lost = [
        english for english, spanish in written().items() if holes.findall(english) != holes.findall(spanish)
    ]
    assert lost == []
