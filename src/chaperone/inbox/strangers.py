"""Names that no list knows: two capitalized words in a row of an answer are a person until proved otherwise.

Unmasking a pseudonym needs no famous name; a default of "no" costs one rewording (45 CFR 164.502(a)).
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from chaperone.engines.screening import Finding, PracticeLexicon

_CAPITALIZED = regex.compile(r"\b\p{Lu}[\p{L}'\u2019-]+(?:[ ]+(?:\p{Lu}\.[ ]+)?\p{Lu}[\p{L}'\u2019-]+)+")
_WORD = regex.compile(r"\p{L}+")


def strangers_in(text: str, practice: PracticeLexicon) -> Iterator[Finding]:
    """A blocking finding for each run of capitalized words that is not the practice's own."""
    own = {word.casefold() for name in (*practice.people, *practice.places) for word in _WORD.findall(name)}
    for found in _CAPITALIZED.finditer(text):
        if not {word.casefold() for word in _WORD.findall(found.group())} <= own:
            yield Finding(
                start=found.start(),
                end=found.end(),
                text=found.group(),
                kind="name",
                rule="inbox.unknown_name",
                severity="block",
                message="This may name a person.",
                suggestion="Leave the name out. If it is none, write it without capital letters.",
                citation="45 CFR 164.502(a)",
            )
