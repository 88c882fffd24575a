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


LONGEST = 5_000  # characters; the page needs no sign-in, so nobody makes this server read a book


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """The page; an htmx post of the caption answers the gates panel, any other post the form with what it found."""
    caption = request.POST.get("caption", specimens.CAPTION)[:LONGEST].replace("\r\n", "\n")
    if getattr(request, "htmx", False) and request.method == "POST":
        return render(request, "components/_gates.html", _panel(caption))
    sent = request.method == "POST" and "title" in request.POST
    form = specimens.SpecimenForm(request.POST, request.FILES) if sent else specimens.SpecimenForm()
    return render(request, "components.html", _context(caption, form))


def _panel(caption: str) -> dict[str, Any]:
    gates = specimens.gates(caption)
    waiting = [gate["title"].lower() for gate in gates if gate["verdict"] != "clear"]
    return {
        "gates": gates,
        "findings": specimens.findings_in(caption),
        "summary": f"{len(gates) - len(waiting)} of {len(gates)} are clear.",
        "publish": {
            "label": "Publish",
            "ready": not waiting,
            "waits_for": f"Waits for: {', '.join(waiting)}.",
        },
    }


def _context(caption: str, form: specimens.SpecimenForm) -> dict[str, Any]:
    refused = {"sent-title": "The new smile of Maria", "sent-note": specimens.LONG}
    return {
        **_panel(caption),
        "sections": SECTIONS,
        "nav": [{"label": label, "url": f"#{key}", "icon": "next"} for key, label in SECTIONS],
        "practice": {"name": "Shared pieces"},
        "form": form,
        "refused_form": specimens.SpecimenForm(refused, prefix="sent"),
        "caption_form": specimens.CaptionForm({"caption": caption}),
        "page": Paginator(range(40), 10).page(2),
        "specimen": specimens,
    }
