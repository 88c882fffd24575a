"""A redaction report in words that anybody in the office understands."""

from __future__ import annotations

from collections import Counter
from typing import Any

from chaperone.library.models import Rendition

KINDS = {
    "face": ("face", "faces"),
    "eyes": ("pair of eyes", "pairs of eyes"),
    "text": ("place with text", "places with text"),
    "tattoo": ("mark", "marks"),
    "manual": ("place that you drew", "places that you drew"),
}
LABELS = {
    "face": "Face",
    "eyes": "Eyes",
    "text": "Text",
    "tattoo": "Mark",
    "manual": "Drawn by hand",
}
METADATA = {
    "EXIF": "camera data (EXIF: make, settings, date, owner)",
    "GPS": "the place where it was taken (GPS)",
    "IPTC": "caption and keywords (IPTC)",
    "XMP": "title, people and editing history (XMP)",
    "ICC profile": "the colour profile of the device",
    "maker notes": "notes of the camera's maker",
    "thumbnail": "a small uncovered copy inside the file",
    "comment": "a comment inside the file",
}


def covered_sentence(rendition: Rendition) -> str:
    """``Covered: 2 faces and 1 place with text.``"""
    regions = rendition.report.get("regions", [])
    counted = Counter(region["kind"] for region in regions if region["covered"])
    if not counted:
        return "Nothing was found to cover: no face and no text."
    parts = [f"{number} {KINDS[kind][number > 1]}" for kind, number in sorted(counted.items())]
    return f"Covered: {_listed(parts)}."


def uncovered_sentence(rendition: Rendition) -> str:
    """What a person said is nobody, or nothing."""
    regions = rendition.report.get("regions", [])
    number = sum(not region["covered"] for region in regions)
    if not number:
        return ""
    places = "1 place was" if number == 1 else f"{number} places were"
    return f"{places} found and left open: a person said that nobody shows there."


def metadata_sentence(rendition: Rendition) -> str:
    """What travelled inside the file and is gone."""
    groups = rendition.report.get("metadata_removed", [])
    if not groups:
        return "The file carried no hidden data. It was rebuilt from its pixels all the same."
    return f"Removed from inside the file: {_listed([METADATA.get(group, group) for group in groups])}."


def not_looked_for_sentence(rendition: Rendition) -> str:
    """What the program cannot see and a person must."""
    blind = rendition.report.get("not_looked_for", [])
    return f"The program does not look for {_listed(blind)}. A person has to." if blind else ""


def label_of(region: dict[str, Any]) -> str:
    """A covered or uncovered region's name in the editor."""
    label = kind_of(region)
    return label if region["covered"] else f"{label}, left open"


def kind_of(region: dict[str, Any]) -> str:
    """What a region, or a place that is only proposed, is: ``Face``."""
    return LABELS.get(region["kind"], "Place")


def name_finding(name_held: str) -> str:
    """What the uploader is told about the file's name; empty when it gave nothing away."""
    dropped = "It was dropped; the picture is stored under a random one."
    if name_held == "patient":
        return f"The file name held the name of one of your patients. {dropped}"
    if name_held == "person":
        return f"The file name held a name. {dropped}"
    return ""


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
