"""``case.pdf``: the case on paper, for somebody who reads no JSON. Times are the practice's own."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from chaperone.consents.document import drawable
from chaperone.oversight.actors import did, names_in, who
from chaperone.oversight.pack.case import Case
from chaperone.oversight.pack.entries import Proven

_INK, _SOFT, _LINE, _ACCENT = (colors.HexColor(code) for code in ("#1e1b17", "#504a41", "#e2d9ca", "#0b5150"))
_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=20, leading=26, textColor=_INK)
_HEADING = ParagraphStyle(
    "heading",
    fontName="Helvetica-Bold",
    fontSize=13,
    leading=18,
    spaceBefore=14,
    spaceAfter=4,
    textColor=_ACCENT,
)
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14, textColor=_INK, wordWrap="CJK")
_SOFTLY = ParagraphStyle("soft", parent=_BODY, textColor=_SOFT)
_MONO = ParagraphStyle("mono", parent=_SOFTLY, fontName="Courier", fontSize=8, leading=11)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the timeline."""

    at: datetime
    who: str
    did: str
    index: int


def timeline(case: Case, proven: Proven) -> list[Line]:
    """The case's entries in words, in the order of time."""
    names = names_in(case.practice.id, proven.rows)
    lines = [Line(row.at, who(row, names), did(row, names), row.leaf.index) for row in proven.rows]
    return sorted(lines, key=lambda one: (one.at, one.index))


def draw(case: Case, lines: Sequence[Line], *, proven: Proven, at: datetime) -> bytes:
    """The PDF's bytes, US letter."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out, pagesize=letter, leftMargin=0.8 * inch, rightMargin=0.8 * inch, topMargin=0.8 * inch,
        bottomMargin=0.8 * inch, title=f"Evidence: {case.reference}", author=drawable(case.practice.legal_name),
        lang="en", invariant=True,
    )  # fmt: skip
    document.build(list(_flow(case, lines, proven, at)))
    return out.getvalue()


def _flow(case: Case, lines: Sequence[Line], proven: Proven, at: datetime) -> Iterator[Flowable]:
    practice = case.practice
    yield _words(f"Evidence: {case.reference}", _TITLE)
    yield _words(
        f"{practice.legal_name}. Put together {_local(case, at)}. Times are {practice.timezone}.", _SOFTLY
    )
    yield _words("What this is", _HEADING)
    yield _words(
        "Everything Chaperone holds about this case. The file pack.json names every paper by its SHA-256 and is "
        "signed; verify.py checks it without Chaperone and without a network. README.txt says how."
    )
    for title, sentences in _chapters(case):
        yield _words(title, _HEADING)
        yield from (_words(sentence) for sentence in sentences)
    yield _words("What happened", _HEADING)
    yield _table(case, lines)
    yield Spacer(1, 10)
    yield _words(f"Signed trail: {proven.checkpoint.size} entries, root", _SOFTLY)
    yield _words(bytes(proven.checkpoint.root).hex(), _MONO)


def _chapters(case: Case) -> Iterator[tuple[str, list[str]]]:
    if case.authorizations:
        yield (
            "Authorizations",
            [
                f"{row.patient.reference}: {row.get_state_display().lower()}"
                + (f", signed {_local(case, row.signed_at)}" if row.signed_at else "")
                + (f", withdrawn {_local(case, row.withdrawn_at)}" if row.withdrawn_at else "")
                + (f", covers until {row.expires_on:%-d %b %Y}" if row.expires_on else "")
                + "."
                for row in case.authorizations
            ],
        )
    if case.versions:
        yield "What was said", [f"Version {row.number}: {row.text}" for row in case.versions]
    if case.deliveries:
        yield (
            "Where it went",
            [
                f"@{row.channel.handle} on {row.channel.network}: {row.get_state_display().lower()}"
                + (f", live {_local(case, row.live_at)}" if row.live_at else "")
                + "."
                for row in case.deliveries
            ],
        )
    if case.takedowns:
        yield (
            "How it came down",
            [
                f"{row.get_reason_display()}: asked {_local(case, row.asked_at)}, "
                + (f"gone {_local(case, row.gone_at)}" if row.gone_at else row.get_state_display().lower())
                + f", looked for {row.probes.count()} times."
                for row in case.takedowns
            ],
        )


def _table(case: Case, lines: Sequence[Line]) -> Table:
    rows = [
        [
            _words(_local(case, one.at), _SOFTLY),
            _words(f"{one.who} {one.did}."),
            _words(f"{one.index}", _SOFTLY),
        ]
        for one in lines
    ]
    head = [_words("When", _SOFTLY), _words("What", _SOFTLY), _words("Entry", _SOFTLY)]
    table = Table([head, *rows], colWidths=[1.75 * inch, 4.5 * inch, 0.6 * inch], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
            ]
        )
    )
    return table


def _words(text: str, style: ParagraphStyle = _BODY) -> Paragraph:
    return Paragraph(escape(drawable(text)).replace("\n", "<br/>"), style)


def _local(case: Case, at: datetime | None) -> str:
    return f"{case.practice.local(at):%a %-d %b %Y, %H:%M:%S}" if at else ""
