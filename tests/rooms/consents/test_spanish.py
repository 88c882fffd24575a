"""Every sentence a patient meets has its Spanish, and the compiled catalogue is the written one."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

from chaperone.consents import rules

ROOM = Path(rules.__file__).parents[1]
MESSAGES = ROOM / "locale/es/LC_MESSAGES"
SHARED = ROOM.parent / "project/locale/es/LC_MESSAGES"
WORDS = re.compile(r"""\{%\s*translate\s+(?:"([^"]+)"|'([^']+)')""")
BLOCKS = re.compile(r"\{%\s*blocktranslate[^%]*%\}(.*?)\{%\s*endblocktranslate", re.DOTALL)
STAFF = {"authorization_list", "authorization_detail", "patient_choose", "request_draft", "request_sent"}
STAFF |= {"withdrawal_enter", "_checklist", "_first_day", "_answer", "_state", "_patient_section"}


def catalogue(folder: Path) -> gettext.GNUTranslations:
    with (folder / "django.mo").open("rb") as compiled:
        return gettext.GNUTranslations(compiled)


def written() -> list[tuple[str, str]]:
    text = (MESSAGES / "django.po").read_text()
    return re.findall(r'^msgid "((?:[^"\\]|\\.)+)"\nmsgstr "((?:[^"\\]|\\.)+)"', text, re.MULTILINE)


def said_to_patients() -> set[str]:
    pages = [page for page in (ROOM / "templates").rglob("*.html") if page.stem not in STAFF]
    texts = [page.read_text() for page in pages]
    simple = {double or single for text in texts for double, single in WORDS.findall(text)}
    blocks = {
        part
        for text in texts
        for block in BLOCKS.findall(text)
        for part in re.split(r"\{%\s*plural\s*%\}", block)
    }
    return simple | {re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", block) for block in blocks}


def test_every_sentence_has_its_spanish() -> None:
    ours, shared = catalogue(MESSAGES), catalogue(SHARED)
    known = {key if isinstance(key, str) else key[0] for key in ours._catalog} | set(shared._catalog)  # type: ignore[attr-defined]
    plural = {"These are the photos"}
    assert sorted(said_to_patients() - known - plural) == []


def test_compiled_catalogue_says_what_is_written() -> None:
    spoken = catalogue(MESSAGES)
    assert len(written()) > 90
    assert [english for english, spanish in written() if spoken.gettext(english) != spanish] == []


def test_placeholders_are_kept() -> None:
    holes = re.compile(r"%\(\w+\)s")
    assert [
        english for english, spanish in written() if holes.findall(english) != holes.findall(spanish)
    ] == []
