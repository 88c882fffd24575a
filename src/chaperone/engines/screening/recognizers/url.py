"""Web addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from chaperone.engines.screening.naming import candidates
from chaperone.engines.screening.people import PRONOUN, Link
from chaperone.engines.screening.reading import Reading
from chaperone.engines.screening.recognizers.base import Hit, Recognizer

# Endings that are no English word stand for an address by themselves; the others need "www.", a scheme or a path.
_PLAIN_ENDINGS_LIST = """
    academy ae agency ai app ar au beauty biz blog br ca care ch cl clinic cn co com cz de dental
    dev dk doctor edu es eu example fi fm foundation fr gg gov gr health hk hospital hu ie il info
    int io jp kr link ly media mil museum mx net nl nz online org page pe ph pk pl plus pro pt ro
    ru se sg shop site store studio surgery test tr tv ua uk vip xyz za
    """
_PLAIN_ENDINGS = frozenset(_PLAIN_ENDINGS_LIST.split())
_WORDY_ENDINGS_LIST = """
    am as at be by cc club do ee email fit gallery gd gl id im in is it la life live me my no now
    one photo photos pics pm sh so social st to today top us video world ws
    """
_WORDY_ENDINGS = frozenset(_WORDY_ENDINGS_LIST.split())
_SCHEME = re.compile(r"\b(?:https?|hxxps?|ftp)://[^\s<>\"']{2,300}", re.IGNORECASE)
_HOST = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9_-]{1,63}\.){1,4}[a-z]{2,12}(?![\w@])(?::\d{2,5})?(?:[/?][^\s<>\"']{0,300})?",
    re.IGNORECASE,
)
_SPELT = re.compile(
    r"\b[a-z0-9-]{2,63}\s?(?:\[dot\]|\(dot\)|\bdot\b)\s?(?:com|net|org|io|edu|gov)\b(?:\s?/\S{1,100})?",
    re.IGNORECASE,
)
_MAIL_BEFORE = re.compile(r"(?:\bat|arroba|@|[\])])\s?$", re.IGNORECASE)
_PATIENT_PATH = re.compile(r"/(?:patients?|stories|story|journey|cases?|testimonials?)/\S", re.IGNORECASE)
# Where people keep what is theirs: shared albums, drives, portals.
_PRIVATE = re.compile(
    r"(?:drive\.google|docs\.google|dropbox|photos\.app\.goo|wetransfer|icloud|imgur|mychart|patientportal"
    r"|onlyfans|1drv)\b"
    r"|\b(?:portal|mychart)\.",
    re.IGNORECASE,
)


def _cut(words: str) -> str:
    """The address in `words`, or nothing: a label behind the ending is the next sentence ("clinic.example.Then")."""
    host, slash, path = words.partition("/")
    if "?" in host:
        host, slash, path = words.partition("?")
    host, colon, port = host.partition(":")
    labels = host.split(".")
    while len(labels) > 1:
        ending = labels[-1]
        known = ending.lower() in _PLAIN_ENDINGS or (
            ending.lower() in _WORDY_ENDINGS and (bool(slash) or labels[0].lower() == "www")
        )
        if known and (ending.islower() or host.isupper()):
            whole = len(labels) == host.count(".") + 1
            return ".".join(labels) + (colon + port + slash + path if whole else "")
        labels.pop()
        slash = path = colon = port = ""
    return ""


def addresses(text: str) -> Iterator[tuple[int, int]]:
    """Spans of web addresses in a folded text, left to right."""
    spans = [match.span() for match in _SCHEME.finditer(text)]
    spans += [(m.start(), m.start() + len(_cut(m.group()))) for m in _HOST.finditer(text)]
    spans += [
        m.span()
        for m in _SPELT.finditer(text)
        if not _MAIL_BEFORE.search(text[max(m.start() - 24, 0) : m.start()])
    ]
    covered = 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= covered and end > start:
            yield start, end
            covered = end


def find(reading: Reading) -> Iterator[Hit]:
    for start, stop in addresses(reading.text):
        words = reading.text[start:stop].rstrip(".,!?)")
        end = start + len(words)
        named = (
            "@" in words
            or any(c.sort == "slug" for c in candidates(words))
            or bool(_PATIENT_PATH.search(words))
        )
        theirs = (
            bool(PRONOUN.search(reading.sentence(start))) and reading.link_near(start, reach=0) >= Link.STRONG
        )
        if reading.use != "incoming" and (named or theirs):
            yield Hit(start, end, "block")
        else:
            yield Hit(
                start, end, "review" if reading.use != "incoming" and _PRIVATE.search(words) else "note"
            )


RECOGNIZER = Recognizer(
    id="identifier.url",
    kind="url",
    why="A web address can carry a name or lead to a patient's own page.",
    citation="45 CFR 164.514(b)(2)(i)(N)",
    severity="block",
    message="This address names or leads to a person.",
    suggestion="Link to a page that names nobody.",
    find=find,
)
