"""Draws the signed authorization as a PDF: every element, her choices, small pictures, the signature, the proof."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from PIL import Image as Picture
from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import letter
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import inch
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    Flowable,
    Image,
    KeepTogether,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

THUMB_PIXELS = 360
_STROKES = {"Ł": "L", "ł": "l", "Đ": "D", "đ": "d", "\u0131": "i", "Ħ": "H", "ħ": "h"}
_INK, _SOFT, _LINE, _ACCENT = (colors.HexColor(code) for code in ("#1e1b17", "#504a41", "#d8cfbf", "#0b5150"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One line as it stands on the paper. ``under`` marks a line that goes beyond the one above it."""

    text: str
    answer: str
    under: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """All that is drawn. ``pictures`` are (reference, JPEG or PNG bytes); ``signature_png`` or a typed name."""

    language: str
    practice: str
    title: str
    headings: tuple[str, str, str, str]  # choices, photos, signature, proof
    choices: Sequence[Choice]
    sections: Sequence[tuple[str, str, str]]  # heading, plain, wording
    pictures: Sequence[tuple[str, bytes]]
    declaration: str
    signature_png: bytes | None
    signature_text: str
    signed_lines: Sequence[str]
    proof: Sequence[tuple[str, str]]
    honesty: str


def draw(paper: Paper) -> bytes:
    """The PDF's bytes, US letter. The form itself is set in 14 point, as California asks (Civil Code 56.11)."""
    out = io.BytesIO()
    document = SimpleDocTemplate(
        out,
        pagesize=letter,
        leftMargin=0.9 * inch,
        rightMargin=0.9 * inch,
        topMargin=0.8 * inch,
        bottomMargin=0.8 * inch,
        title=paper.title,
        author=paper.practice,
        lang=paper.language,
    )
    document.build(list(_flow(paper)), onFirstPage=_foot, onLaterPages=_foot)
    return out.getvalue()


def _foot(canvas: Canvas, document: SimpleDocTemplate) -> None:
    """The page's number; which authorization it is stands under the proof."""
    canvas.setFont("Helvetica", 10)
    canvas.setFillColor(_SOFT)
    canvas.drawRightString(letter[0] - 0.9 * inch, 0.5 * inch, str(document.page))


def _style(
    name: str, size: float, *, color: colors.Color = _INK, bold: bool = False, after: float = 6
) -> ParagraphStyle:
    font = "Helvetica-Bold" if bold else "Helvetica"
    return ParagraphStyle(
        name,
        fontName=font,
        fontSize=size,
        leading=size * 1.35,
        textColor=color,
        spaceAfter=after,
        alignment=TA_LEFT,
    )


_TITLE = _style("title", 20, bold=True)
_HEADING = _style("heading", 15, bold=True, color=_ACCENT, after=3)
_BODY = _style("body", 14)
_SMALL = _style("small", 10, color=_SOFT)
_UNDER = ParagraphStyle("under", parent=_BODY, leftIndent=14, spaceAfter=0)
_CELL = ParagraphStyle("cell", parent=_BODY, spaceAfter=0)
_LEGAL = _style("legal", 14, color=_SOFT)
_MONO = ParagraphStyle("mono", parent=_SMALL, fontName="Courier", fontSize=8.5, leading=11, spaceAfter=0)


def drawable(words: str) -> str:
    """The words in letters that the PDF's built-in fonts have; other letters lose their marks or become ``?``."""
    return "".join(_letter(char) for char in words)


def _letter(char: str) -> str:
    if _has(char):
        return char
    plain = "".join(part for part in unicodedata.normalize("NFKD", _STROKES.get(char, char)) if _has(part))
    return plain or "?"


def _has(char: str) -> bool:
    return bool(char.encode("cp1252", "ignore"))


def _text(words: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(drawable(words)), style)


def _flow(paper: Paper) -> Sequence[Flowable]:
    choices, photos, signature, proof = paper.headings
    flow: list[Flowable] = [_text(paper.practice, _SMALL), _text(paper.title, _TITLE), Spacer(1, 6)]
    flow += [_text(choices, _HEADING), _choices(paper.choices), Spacer(1, 12)]
    flow += [_text(photos, _HEADING), _pictures(paper.pictures), Spacer(1, 12)]
    for heading, plain, wording in paper.sections:
        flow.append(
            KeepTogether(
                [_text(heading, _HEADING), _text(plain, _BODY), _text(wording, _LEGAL), Spacer(1, 6)]
            )
        )
    flow.append(
        KeepTogether([_text(signature, _HEADING), _text(paper.declaration, _BODY), *_signature(paper)])
    )
    flow.append(
        KeepTogether(
            [
                Spacer(1, 10),
                _text(proof, _HEADING),
                _proof(paper.proof),
                Spacer(1, 6),
                _text(paper.honesty, _SMALL),
            ]
        )
    )
    return flow


def _choices(lines: Sequence[Choice]) -> Flowable:
    rows = [[_text(one.text, _UNDER if one.under else _CELL), _text(one.answer, _CELL)] for one in lines]
    return _ruled(Table(rows, colWidths=[5.4 * inch, 1.2 * inch]))


def _proof(lines: Sequence[tuple[str, str]]) -> Flowable:
    rows = [[_text(label, _SMALL), _text(value, _MONO)] for label, value in lines]
    return _ruled(Table(rows, colWidths=[1.9 * inch, 4.7 * inch]))


def _ruled(table: Table) -> Flowable:
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, _LINE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 5),
            ]
        )
    )
    return table


def _pictures(pictures: Sequence[tuple[str, bytes]]) -> Flowable:
    cells = [[_fitted(data, 1.5 * inch), _text(reference, _SMALL)] for reference, data in pictures]
    rows = [cells[start : start + 4] for start in range(0, len(cells), 4)]
    filled = [row + [""] * (4 - len(row)) for row in rows]
    return Table(
        filled,
        colWidths=[1.65 * inch] * 4,
        hAlign="LEFT",
        style=TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP")]),
    )


def _fitted(data: bytes, side: float) -> Image:
    """The picture rebuilt small from its pixels."""
    with Picture.open(io.BytesIO(data)) as opened:
        small = opened.convert("RGB")
        small.thumbnail((THUMB_PIXELS, THUMB_PIXELS))
        body = io.BytesIO()
        small.save(body, "JPEG", quality=82)
        width, height = small.size
    scale = side / max(width, height)
    body.seek(0)
    return Image(body, width=width * scale, height=height * scale)


def _signature(paper: Paper) -> list[Flowable]:
    lines = [_text(line, _BODY) for line in paper.signed_lines]
    if paper.signature_png is None:
        hand = ParagraphStyle("hand", parent=_BODY, fontName="Times-Italic", fontSize=24, leading=32)
        return [_text(paper.signature_text, hand), *lines]
    drawn = Image(io.BytesIO(paper.signature_png), width=3.0 * inch, height=1.0 * inch, kind="proportional")
    drawn.hAlign = "LEFT"
    return [drawn, *lines]
