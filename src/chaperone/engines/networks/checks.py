"""What any network refuses, read off its declared capabilities."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import regex

from .types import Capabilities, Draft, Media, Problem, TextUnit

_GRAPHEME = regex.compile(r"\X")


def length(text: str, unit: TextUnit) -> int:
    """How long a network thinks a text is. Grapheme clusters follow Unicode UAX 29.

    Raises ValueError for `weighted`: such a network counts by its own table.
    """
    if unit == "chars":
        return len(text)
    if unit == "utf8":
        return len(text.encode("utf-8", "surrogatepass"))
    if unit == "graphemes":
        return sum(1 for _ in _GRAPHEME.finditer(text))
    raise ValueError(f"no general way to count {unit}")


def problems(draft: Draft, can: Capabilities) -> list[Problem]:
    """Every reason why this draft would be refused, in the order a person would fix them."""
    found: list[Problem] = []
    if not draft.text.strip() and not draft.media:
        found.append(Problem("post_empty", "There is nothing to post.", "Write a text or add a picture."))
    size = length(draft.text, can.text_unit)
    if size > can.max_text:
        reason = f"The text is {size} characters long; {can.name} allows {can.max_text}."
        found.append(Problem("text_too_long", reason, f"Shorten it by {size - can.max_text}."))
    if len(draft.media) > can.max_images:
        reason = f"{len(draft.media)} pictures are too many; {can.name} allows {can.max_images}."
        found.append(Problem("too_many_images", reason, "Take some out or make a second post."))
    for number, picture in enumerate(draft.media, start=1):
        found += _picture_problems(picture, number, can)
    return found


def _picture_problems(picture: Media, number: int, can: Capabilities) -> list[Problem]:
    found: list[Problem] = []
    if picture.mime not in can.media:
        reason = f"{can.name} does not take picture {number} in the format {picture.mime}."
        found.append(Problem("image_type", reason, "Save it as JPEG or PNG."))
    if len(picture.data) > can.max_image_bytes:
        reason = (
            f"Picture {number} is {_size(len(picture.data))}; {can.name} allows {_size(can.max_image_bytes)}."
        )
        found.append(Problem("image_too_large", reason, "Make a smaller copy of it."))
    if can.alt_max is None and picture.alt:
        reason = f"{can.name} keeps no description of pictures."
        found.append(Problem("alt_unsupported", reason, "Say in the text what the picture shows."))
    elif can.alt_max is not None and len(picture.alt) > can.alt_max:
        reason = f"The description of picture {number} is longer than {can.alt_max} characters."
        found.append(Problem("alt_too_long", reason, "Shorten the description."))
    return found


def item_digest(author_id: str, text: str, rating: int | None, media: Sequence[str]) -> str:
    """The hex sha256 that tells an edited comment or review from the one already known."""
    content = json.dumps([author_id, text, rating, list(media)], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def _size(count: int) -> str:
    return f"{count / 1_000_000:.2f} MB"
