"""``/components/``: every shared piece in its states, for whoever builds a page."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chaperone.project import specimens

SECTIONS = (
    ("buttons", "Button"),
    ("fields", "Field"),
    ("chips", "Verdict chip"),
    ("notices", "Notice"),
    ("findings", "Finding"),
    ("gates-live", "Gates panel"),
    ("timeline", "Timeline"),
    ("evidence", "Evidence"),
    ("facts", "Facts"),
    ("photo", "Photo"),
    ("regions", "Regions"),
    ("divider", "Before and after"),
    ("empty", "Empty state"),
    ("progress", "Progress"),
    ("table", "Table"),
    ("toast", "Toast"),
    ("dialog", "Dialog"),
    ("stepper", "Steps"),
    ("tabs", "Tabs and pages"),
    ("copy", "Copy"),
    ("signature", "Signature"),
    ("long", "Long and right-to-left"),
)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The page; an htmx post of the caption answers the gates panel, any other post the form with what it found."""
    if request.method == "POST" and "caption" in request.POST:
        caption = request.POST["caption"].replace("\r\n", "\n")
        if getattr(request, "htmx", False):
            return render(request, "components/_gates.html", _panel(caption))
        return render(request, "components.html", _context(caption, specimens.SpecimenForm()))
    if request.method == "POST":
        return render(request, "components.html", _context(specimens.CAPTION, specimens.SpecimenForm(request.POST)))
    return render(request, "components.html", _context(specimens.CAPTION, specimens.SpecimenForm()))


def _panel(caption: str) -> dict[str, Any]:
    gates = specimens.gates(caption)
    waiting = [gate["title"].lower() for gate in gates if gate["verdict"] != "clear"]
    return {
        "gates": gates,
        "findings": specimens.findings_in(caption),
        "summary": f"{len(gates) - len(waiting)} of {len(gates)} are clear.",
        "publish": {"label": "Publish", "ready": not waiting, "waits_for": f"Waits for: {', '.join(waiting)}."},
    }


def _context(caption: str, form: specimens.SpecimenForm) -> dict[str, Any]:
    refused = specimens.SpecimenForm({"sent-title": "Maria’s new smile", "sent-note": specimens.LONG}, prefix="sent")
    return {
        **_panel(caption),
        **_records(),
        "sections": SECTIONS,
        "nav": [{"label": label, "url": f"#{key}", "icon": "next"} for key, label in SECTIONS],
        "practice": {"name": "Shared pieces"},
        "form": form,
        "refused_form": refused,
        "caption_form": specimens.CaptionForm({"caption": caption}),
        "specimen": specimens,
        "regions": _regions(),
    }


def _regions() -> list[dict[str, Any]]:
    return [
        {"id": "f1", "kind": "face", "label": "Face", "state": "covered", "box": [440, 250, 160, 165]},
        {"id": "f2", "kind": "face", "label": "Face", "state": "covered", "box": [636, 336, 128, 130]},
        {"id": "t1", "kind": "text", "label": "Text", "state": "candidate", "box": [890, 180, 150, 60]},
    ]


def _records() -> dict[str, Any]:
    at = specimens.MORNING
    return {
        "events": [
            {"at": at, "title": "Live on the sandbox network", "by": "worker", "verdict": "clear", "url": "#timeline"},
            {"at": at, "title": "Approved", "by": "Dr. Reyes", "sentence": "The words and the photo as they were at 14:05."},
            {"at": at, "title": "Held", "by": "the program", "verdict": "held", "sentence": "A mark on the arm may be a tattoo."},
            {"at": at, "title": "Draft begun", "by": "Mina"},
        ],
        "facts": [
            {"label": "Patient", "value": "P-0042", "url": "#facts"},
            {"label": "Covers", "value": "Education, sandbox network, hands"},
            {"label": "Until", "on": at.date()},
            {"label": "State", "value": "Signed", "chip": "clear"},
        ],
        "columns": [{"label": "Post"}, {"label": "Author"}, {"label": "When"}, {"label": "State"}, {"label": "Reached", "numeric": True}],
        "rows": [_row("How scars fade", at, "clear", "Live", 1204), _row(specimens.LONG, at, "held", "Held", 87), _row(specimens.HEBREW, at, "waiting", "Draft", 0)],
        "steps": [
            {"label": label, "state": state}
            for label, state in (("Consent", "done"), ("Photo", "done"), ("Words", "blocked"), ("Approval", "current"), ("Publish", "waiting"), ("Watch", "waiting"))
        ],
        "tabs": [{"label": "All", "url": "#tabs", "current": True, "count": 12}, {"label": "Held", "url": "#tabs", "count": 2}, {"label": "Live", "url": "#tabs"}],
        "page": Paginator(range(40), 10).page(2),
    }


def _row(title: str, at: Any, verdict: str, word: str, reached: int) -> dict[str, Any]:
    return {"cells": [{"text": title, "url": "#table"}, {"text": "Mina"}, {"at": at}, {"chip": verdict, "text": word}, {"text": f"{reached:,}"}]}
