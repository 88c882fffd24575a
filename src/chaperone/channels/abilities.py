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
    """Rows of label, chip and its word (``Yes``, ``By hand``, ``No``; none for plain numbers), and a sentence."""
    by_hand = {
        "chip": "look",
        "word": "By hand",
        "says": "A person does it; Chaperone says where and looks afterwards.",
    }
    return [
        {"label": "Take a post down"}
        | (_yes("Chaperone does it and looks until it is gone.") if network.delete == "api" else by_hand),
        {"label": "Hide a comment"} | _able(network.hide, "Chaperone does it."),
        {"label": "Delete a comment"} | _able(network.delete_comment, "Chaperone does it."),
        {"label": "Answer in public"} | _answer(network),
        {"label": "Private messages"} | _able(network.dms, "They arrive in the inbox."),
        {"label": "Reviews"} | _able(network.reviews, "They arrive in the inbox."),
        _number("Words", f"up to {network.max_text:,} {UNITS[network.text_unit]}"),
        _number("Pictures", f"up to {network.max_images}, {network.max_image_bytes / 1_000_000:.1f} MB each"),
        _number(
            "Picture descriptions", f"up to {network.alt_max:,} characters" if network.alt_max else "none"
        ),
        _number("Posts a day", str(network.daily_posts) if network.daily_posts else "no published limit"),
    ]


def headline_of(network: Capabilities) -> str:
    """One sentence for the choice of a network."""
    down = "Posts come down by themselves" if network.delete == "api" else "A person takes posts down"
    hide = "comments can be hidden" if network.hide else "comments cannot be hidden"
    return f"{down}; {hide}; up to {network.max_text:,} characters and {network.max_images} pictures."


def _answer(network: Capabilities) -> dict[str, str]:
    conditional = {
        "chip": "look",
        "word": "Sometimes",
        "says": "The network allows it under conditions of its own.",
    }
    return (
        conditional
        if network.reply == "conditional"
        else _able(network.reply == "yes", "Chaperone sends it.")
    )


def _able(able: bool, says: str) -> dict[str, str]:
    return _yes(says) if able else {"chip": "look", "word": "No", "says": "Not possible on this network."}


def _yes(says: str) -> dict[str, str]:
    return {"chip": "clear", "word": "Yes", "says": says}


def _number(label: str, says: str) -> dict[str, str]:
    return {"label": label, "chip": "", "word": "", "says": says}
