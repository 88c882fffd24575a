"""What a network can do, in words that a person who plans a post needs."""

from __future__ import annotations

from chaperone.engines.networks import Capabilities

UNITS = {
    "chars": "characters",
    "graphemes": "characters",
    "utf8": "bytes",
    "weighted": "characters, some count double",
}


def facts_of(network: Capabilities) -> list[dict[str, str]]:
    """Rows for the facts component: label, value and a chip where it is good or bad news."""
    return [
        _fact("Take a post down", *_take_down(network)),
        _fact("Hide a comment", *_yes_no(network.hide, "Chaperone does it", "Not possible on this network")),
        _fact(
            "Delete a comment",
            *_yes_no(network.delete_comment, "Chaperone does it", "Not possible on this network"),
        ),
        _fact("Answer in public", *_answer(network)),
        _fact("Private messages", *_yes_no(network.dms, "Arrive in the inbox", "Not read by Chaperone")),
        _fact("Reviews", *_yes_no(network.reviews, "Arrive in the inbox", "None on this network")),
        _fact("Words", f"up to {network.max_text:,} {UNITS[network.text_unit]}"),
        _fact("Pictures", f"up to {network.max_images}, {network.max_image_bytes / 1_000_000:.1f} MB each"),
        _fact("Picture descriptions", f"up to {network.alt_max:,} characters" if network.alt_max else "none"),
        _fact("Posts a day", str(network.daily_posts) if network.daily_posts else "no published limit"),
    ]


def headline_of(network: Capabilities) -> str:
    """One sentence for the choice of a network."""
    down = "Posts come down by themselves" if network.delete == "api" else "A person takes posts down"
    hide = "comments can be hidden" if network.hide else "comments cannot be hidden"
    return f"{down}; {hide}; up to {network.max_text:,} characters and {network.max_images} pictures."


def _take_down(network: Capabilities) -> tuple[str, str]:
    if network.delete == "api":
        return "Chaperone does it and proves that it is gone", "clear"
    return "A person does it by hand; Chaperone says where and looks afterwards", "look"


def _answer(network: Capabilities) -> tuple[str, str]:
    said = {
        "yes": "Chaperone sends it",
        "conditional": "Only under certain conditions",
        "no": "Not possible here",
    }
    return said[network.reply], {"yes": "clear", "conditional": "look", "no": "look"}[network.reply]


def _yes_no(able: bool, yes: str, no: str) -> tuple[str, str]:
    return (yes, "clear") if able else (no, "look")


def _fact(label: str, value: str, chip: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "chip": chip}
