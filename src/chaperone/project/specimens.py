"""What ``/components/`` shows: invented words and numbers that put each shared piece into each of its states."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms

LONG = (
    "A sentence that goes on for much longer than anybody who drew the page had in mind, because real practices have "
    "names like Northern Lakeside Institute for Aesthetic and Reconstructive Surgery and Skin Health of St. Barthélemy"
)
HEBREW = "הטקסט הזה נקרא מימין לשמאל, עם Lakeside באמצע."
MORNING = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
FINGERPRINT = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CAPTION = "Maria from Westlake looks ten years younger after her visit in June!"

FINDINGS: list[dict[str, Any]] = [
    {
        "start": 0,
        "end": 19,
        "text": "Maria from Westlake",
        "severity": "block",
        "message": "This names a person and where she lives.",
        "suggestion": "Say “a patient” instead.",
        "citation": "45 CFR 164.514(b)(2)(i)(A) and (B): names, and places smaller than a state.",
        "rule": "name.person",
    },
    {
        "start": 26,
        "end": 43,
        "text": "ten years younger",
        "severity": "review",
        "message": "This promises a result that not everybody gets.",
        "suggestion": "Say what was done, not how young someone looks.",
        "citation": "16 CFR 255.2: an endorsement says what people can generally expect.",
        "rule": "claim.result",
    },
]

NEXT_STEPS = [
    {"label": "Connect an account", "url": "#empty", "sentence": "So that we know where posts may go."},
    {"label": "Add a photo", "url": "#empty", "sentence": "Faces are covered before anyone sees it."},
    {"label": "Ask for a consent", "url": "#empty", "sentence": "The patient signs on a phone."},
]


def gates(caption: str) -> list[dict[str, Any]]:
    """The gates in the order of the loop; the gate of the words looks for the two specimen findings."""
    found = findings_in(caption)
    words = {
        "key": "words",
        "title": "Words",
        "verdict": "blocked"
        if any(one["severity"] == "block" for one in found)
        else "review"
        if found
        else "clear",
        "sentence": _sentence(len(found)),
        "law": "45 CFR 164.514(b)(2): the eighteen kinds of identifiers.",
    }
    return [
        {
            "key": "consent",
            "title": "Consent",
            "verdict": "clear",
            "sentence": "Covers this photo for education on the sandbox network until Mon 1 Nov 2027.",
            "law": "45 CFR 164.508(a)(3): marketing needs a signed authorization.",
        },
        {
            "key": "media",
            "title": "Media",
            "verdict": "held",
            "sentence": "A mark on the arm may be a tattoo. A person has to look.",
            "next": {"label": "Look at the photo", "url": "#regions"},
        },
        words,
        {
            "key": "practice",
            "title": "Rules of the practice",
            "verdict": "review",
            "sentence": "You have not read the new version of the social media policy.",
            "next": {"label": "Read and confirm", "url": "#gates"},
        },
        {
            "key": "approval",
            "title": "Approval",
            "verdict": "waiting",
            "sentence": "Dr. Reyes can approve when all else is clear.",
        },
        {
            "key": "network",
            "title": "Network",
            "verdict": "clear",
            "sentence": "The account is connected and healthy.",
        },
    ]


def _sentence(places: int) -> str:
    if not places:
        return "Nothing in the text points to a patient."
    return (
        f"{places} place{'s' if places > 1 else ''} in the text can point to a patient or promise too much."
    )


def findings_in(caption: str) -> list[dict[str, Any]]:
    """The specimen findings whose words stand in ``caption``, with their places in it (code points)."""
    found = []
    for finding in FINDINGS:
        start = caption.find(finding["text"])
        if start >= 0:
            found.append({**finding, "start": start, "end": start + len(finding["text"])})
    return found


EVENTS: list[dict[str, Any]] = [
    {
        "at": MORNING,
        "title": "Live on the sandbox network",
        "by": "worker",
        "verdict": "clear",
        "url": "#timeline",
    },
    {
        "at": MORNING,
        "title": "Approved",
        "by": "Dr. Reyes",
        "sentence": "The words and the photo as they were then.",
    },
    {
        "at": MORNING,
        "title": "Held",
        "by": "the program",
        "verdict": "held",
        "sentence": "A mark may be a tattoo.",
    },
    {"at": MORNING, "title": "Draft begun", "by": "Mina"},
]

FACTS: list[dict[str, Any]] = [
    {"label": "Patient", "value": "P-0042", "url": "#facts"},
    {"label": "Covers", "value": "Education, sandbox network, hands"},
    {"label": "Until", "on": MORNING.date()},
    {"label": "State", "value": "Signed", "chip": "clear"},
]

REGIONS: list[dict[str, Any]] = [
    {"id": "f1", "kind": "face", "label": "Face", "state": "covered", "box": [440, 250, 160, 165]},
    {"id": "f2", "kind": "face", "label": "Face", "state": "covered", "box": [636, 336, 128, 130]},
    {"id": "t1", "kind": "text", "label": "Text", "state": "candidate", "box": [890, 180, 150, 60]},
]

STEPS = [
    {"label": "Consent", "state": "done"},
    {"label": "Photo", "state": "done"},
    {"label": "Words", "state": "blocked"},
    {"label": "Approval", "state": "current"},
    {"label": "Publish", "state": "waiting"},
    {"label": "Watch", "state": "waiting"},
]

TABS: list[dict[str, Any]] = [
    {"label": "All", "url": "#tabs", "current": True, "count": 12},
    {"label": "Held", "url": "#tabs", "count": 2},
    {"label": "Live", "url": "#tabs"},
]

COLUMNS: list[dict[str, Any]] = [
    {"label": "Post"},
    {"label": "Author"},
    {"label": "When"},
    {"label": "State"},
    {"label": "Reached", "numeric": True},
]


def _row(title: str, verdict: str, word: str, reached: int) -> dict[str, Any]:
    post = {"text": title, "url": "#table"}
    return {
        "cells": [
            post,
            {"text": "Mina"},
            {"at": MORNING},
            {"chip": verdict, "text": word},
            {"text": f"{reached:,}"},
        ]
    }


ROWS = [
    _row("How scars fade", "clear", "Live", 1204),
    _row(LONG, "held", "Held", 87),
    _row(HEBREW, "waiting", "Draft", 0),
]


class SpecimenForm(forms.Form):
    """One field of each kind, with one that is always refused when it is sent as it stands."""

    title = forms.CharField(max_length=60, help_text="Only your practice sees it.")
    network = forms.ChoiceField(choices=[("sandbox", "Sandbox network"), ("bluesky", "Bluesky")])
    purpose = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("education", "To teach"), ("marketing", "To show our work")],
        help_text="The consent must cover it.",
    )
    parts = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        required=False,
        label="What may be seen",
        choices=[("hands", "Hands"), ("arm", "Arm"), ("back", "Back")],
    )
    on = forms.DateField(label="Not before", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    photo = forms.FileField(required=False, help_text="JPEG, PNG, WebP or HEIC, up to 80 MB.")
    note = forms.CharField(widget=forms.Textarea(attrs={"rows": 3, "maxlength": 300}), required=False)
    agreed = forms.BooleanField(label="I looked at every photo myself")

    def clean_title(self) -> str:
        """A title may not name the specimen patient."""
        title: str = self.cleaned_data["title"]
        if "Maria" in title:
            raise forms.ValidationError("This names a person. Say “a patient” instead.")
        return title


class CaptionForm(forms.Form):
    """The composer's one field."""

    caption = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": 300}),
        help_text="Change the words and watch the gates.",
    )
