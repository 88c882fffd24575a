"""What the pages of the library show, gathered for their templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.template.defaultfilters import filesizeformat

from chaperone.access.models import Practice
from chaperone.access.queries import names_of
from chaperone.access.rules import may
from chaperone.audit.actors import Actor
from chaperone.library import queries, slots, wording
from chaperone.library.editing import Answer, regions_for_editor
from chaperone.library.forms import OpenForm, RedactForm
from chaperone.library.models import Original, OriginalOpening, Rendition
from chaperone.library.rules import may_release

CHIPS = {
    "clean": ("clear", "Ready"),
    "waiting": ("waiting", "Being cleaned"),
    "held": ("held", "Held"),
    "failed": ("blocked", "Not readable"),
}


def chip_of(rendition: Rendition) -> dict[str, str]:
    """Verdict and word for one rendition."""
    verdict, word = CHIPS[rendition.state]
    if rendition.state == "clean" and not may_release(rendition):
        answer = may_release(rendition)
        if answer.code == "library.refused":
            return {"verdict": "blocked", "word": "Refused"}
        if answer.code == "library.marks_unchecked":
            return {"verdict": "look", "word": "Check the marks"}
        return {"verdict": "waiting", "word": "Older version"}
    return {"verdict": verdict, "word": word}


def tiles_of(originals: Iterable[Original]) -> list[dict[str, Any]]:
    """The pictures of one page of the grid, in a number of queries that does not depend on how many they are."""
    shown = list(originals)
    slots.prepare_badges(shown)
    return [tile_of(original) for original in shown]


def tile_of(original: Original) -> dict[str, Any]:
    """One picture of the grid; ``original.newest`` was fetched with it."""
    newest = original.newest[0]  # type: ignore[attr-defined]
    newest.original = original
    return {
        "original": original,
        "rendition": newest,
        "chip": chip_of(newest),
        "title": title_of(original),
        "badges": slots.badges_for(original),
    }


def title_of(original: Original) -> str:
    """What it shows, in words without a name: ``PT-7F3K9, nose, before``."""
    who = original.patient.reference if original.patient else original.get_subject_display()
    details = [original.get_body_area_display().lower(), original.get_phase_display().lower()]
    return ", ".join(part for part in (who, *details) if part)


def detail_of(
    original: Original,
    actor: Actor,
    *,
    opening: OriginalOpening | None = None,
    redact_form: RedactForm | None = None,
    open_form: OpenForm | None = None,
    answer: Answer | None = None,
) -> dict[str, Any]:
    """Everything on one picture's page."""
    history = queries.history_of(original)
    for rendition in history:
        rendition.original = original
    newest = history[0]
    return {
        "original": original,
        "title": title_of(original),
        "newest": newest,
        "chip": chip_of(newest),
        "release": may_release(newest),
        "opening": opening,
        "open_form": open_form or OpenForm(),
        "redact_form": redact_form or _redact_form(newest),
        "regions": regions_for_editor(newest, answer),
        "report": report_of(newest),
        "history": _timeline(original.practice, history),
        "facts": _facts(original),
        "badges": slots.badges_for(original),
        "uses": slots.uses_of(original),
        "name_finding": wording.name_finding(original.name_held),
        "may_redact": may(actor, "library.redact"),
        "may_open": may(actor, "library.open_original"),
        "checked_by": _checker(original.practice, newest),
    }


def report_of(rendition: Rendition) -> dict[str, Any]:
    """The redaction report in words."""
    return {
        "sentences": [
            sentence
            for sentence in (
                wording.covered_sentence(rendition),
                wording.uncovered_sentence(rendition),
                wording.metadata_sentence(rendition),
            )
            if sentence
        ],
        "blind": wording.not_looked_for_sentence(rendition),
        "candidates": [
            {"id": one["id"], "label": wording.kind_of(one)} for one in rendition.report.get("candidates", [])
        ],
        "engine": rendition.report.get("engine", ""),
        "seconds": rendition.report.get("seconds"),
    }


def _redact_form(rendition: Rendition) -> RedactForm:
    return RedactForm(initial={"mode": rendition.edits["mode"], "cover": rendition.edits["cover"]})


def _checker(practice: Practice, rendition: Rendition) -> str:
    if not rendition.marks_checked_by:
        return ""
    return names_of(practice.id, {rendition.marks_checked_by}).get(rendition.marks_checked_by, "")


def _timeline(practice: Practice, history: list[Rendition]) -> list[dict[str, Any]]:
    asked = {rendition.requested_by for rendition in history}
    names = names_of(
        practice.id, {one for one in asked if len(one) == 36}
    )  # people; the program has a short name
    return [
        {
            "at": rendition.made_at or rendition.requested_at,
            "title": f"Version {rendition.number}",
            "by": names.get(rendition.requested_by, ""),
            "sentence": _happened(rendition),
            "verdict": chip_of(rendition)["verdict"],
        }
        for rendition in history
    ]


def _happened(rendition: Rendition) -> str:
    if rendition.state == "waiting":
        return "Being cleaned."
    if rendition.state == "clean":
        return wording.covered_sentence(rendition)
    return " ".join(rendition.reasons)


def _facts(original: Original) -> list[dict[str, Any]]:
    practice = original.practice
    uploader = names_of(practice.id, {original.uploaded_by}) if len(original.uploaded_by) == 36 else {}
    size = f"{original.width} by {original.height} pixels, " if original.width else ""
    rows: list[dict[str, Any]] = [
        {"label": "Shows", "value": original.get_subject_display()},
        {"label": "Part of the body", "value": original.get_body_area_display() or "Not said"},
        {"label": "Before or after", "value": original.get_phase_display() or "Neither"},
        {"label": "Uploaded", "at": practice.local(original.uploaded_at)},
        {"label": "By", "value": uploader.get(original.uploaded_by, "Chaperone")},
        {"label": "Original", "value": f"{size}{filesizeformat(original.size)}, {original.mime}"},
        {"label": "Fingerprint of the original", "value": original.sha256[:16]},
    ]
    return rows
