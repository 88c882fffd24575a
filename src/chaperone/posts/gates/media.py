"""Pictures: clean, looked at by a person, described for those who do not see them."""

from __future__ import annotations

from django.urls import reverse

from chaperone.library.rules import may_release
from chaperone.posts.gates.verdict import Case, GateVerdict, blocked, clear, waiting

KEY, TITLE = "media", "Pictures"
LAW = "45 CFR 164.514(b)(2)(i)(Q): full-face and comparable pictures identify a person; so does hidden metadata."


def judge(case: Case) -> GateVerdict:
    """Clear when each picture may be released and carries alternative text."""
    pictures = case.content.pictures
    if not pictures:
        return clear(KEY, TITLE, "There is no picture in this post.", law=LAW)
    for picture in pictures:
        answer = may_release(picture.rendition)
        if not answer:
            return blocked(
                KEY, TITLE, f"{answer.reason} {answer.remedy}".strip(), law=LAW, action="Look at the picture",
                url=reverse("library:detail", args=[case.practice.slug, picture.rendition.original_id]),
            )  # fmt: skip
    if not all(picture.alt.strip() for picture in pictures):
        return waiting(
            KEY,
            TITLE,
            "A picture has no description. People who do not see it need one.",
            action="Describe it",
        )
    return clear(
        KEY,
        TITLE,
        "Faces and text are covered, metadata is removed, marks were checked by a person.",
        law=LAW,
    )
