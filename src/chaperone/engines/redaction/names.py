"""Names in the names of files, folders and archives: `Rosalind_Whitaker_bbl.jpg` says who and what, without a pixel.

The engine gives its outputs random names, so nothing leaks through them; but a person should know that the *input*
names somebody, because it lies in a folder, a mail or a backup under that name. Who knows names (the screening engine,
a practice's register) is a checker that the caller passes: the engines do not know each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Literal

Checker = Callable[[str], bool]
"""True when the words given to it hold a person's name. The words must not be kept or logged."""

Where = Literal["file name", "folder name", "archive name"]
_known: list[Checker] = []
ARCHIVE = {".zip", ".tar", ".gz", ".7z", ".rar"}
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
NOT_LETTERS = re.compile(r"[\W\d_]+")


def words_of(part: str) -> str:
    """A name of a file as words: separators, digits and camel case become spaces, the suffix goes."""
    stem = part[: -len(suffix)] if (suffix := PurePath(part).suffix) and len(suffix) <= 6 else part
    return NOT_LETTERS.sub(" ", CAMEL.sub(" ", stem)).strip()


def named_in(path: PurePath, checker: Checker, *, folders: int = 3) -> tuple[Where, ...]:
    """Where in the last `folders` folders, in archives and in the file's own name the checker finds a person."""
    found: list[Where] = []
    parts = path.parts[-(folders + 1) :]
    for number, part in enumerate(parts):
        words = words_of(part)
        if not words or not checker(words):
            continue
        last = number == len(parts) - 1
        archive = PurePath(part).suffix.lower() in ARCHIVE
        found.append("archive name" if archive else "file name" if last else "folder name")
    return tuple(dict.fromkeys(found))


def say(where: tuple[Where, ...]) -> str:
    """One sentence for the report, without the name."""
    return f"The {' and the '.join(where)} seems to name a person. Rename it; the copy has a name that says nothing."


def use(checker: Checker | None) -> None:
    """Who knows names from now on in this process: a command line that has both engines says so once; None forgets."""
    _known[:] = [checker] if checker else []


def flags(path: PurePath, read: Iterable[str] = ()) -> list[str]:
    """Sentences for a person: a name in the path, or in the text `read` in the picture. No name in them."""
    found = []
    for checker in _known:
        where = named_in(path, checker)
        found += [say(where)] if where else []
        if any(checker(words) for words in read):
            found.append("The text in the picture names a person; it is covered in the copy.")
    return found
