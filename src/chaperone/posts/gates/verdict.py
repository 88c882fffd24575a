"""What a gate is given and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from chaperone.access.models import Practice
from chaperone.channels.models import Channel
from chaperone.compliance.queries import jurisdictions_of
from chaperone.engines.screening import Finding, Screening, screen
from chaperone.engines.screening.normalization import fold
from chaperone.engines.screening.procedures import mentions
from chaperone.patients.queries import lexicon_of
from chaperone.posts.content import Content
from chaperone.posts.models import Post, PostVersion, Review

Verdict = Literal["clear", "look", "waiting", "blocked"]
_GRAVITY = {"clear": 0, "look": 1, "waiting": 2, "blocked": 3}


@dataclass(frozen=True, slots=True)
class GateVerdict:
    """One word, one sentence why, the law behind it, and the next thing to do."""

    key: str
    title: str
    verdict: Verdict
    sentence: str
    law: str = ""
    action_label: str = ""
    action_url: str = ""
    findings: tuple[Finding, ...] = ()
    certificates: tuple[str, ...] = ()

    @property
    def gravity(self) -> int:
        """0 clear to 3 blocked."""
        return _GRAVITY[self.verdict]


def clear(key: str, title: str, sentence: str, *, law: str = "", **more: Any) -> GateVerdict:
    """The gate is open."""
    return GateVerdict(key, title, "clear", sentence, law, **more)


def look(
    key: str, title: str, sentence: str, *, law: str = "", action: str = "", url: str = "", **more: Any
) -> GateVerdict:
    """A person must look at something."""
    return GateVerdict(key, title, "look", sentence, law, action, url, **more)


def waiting(
    key: str, title: str, sentence: str, *, law: str = "", action: str = "", url: str = ""
) -> GateVerdict:
    """Something is still to come; nothing is wrong."""
    return GateVerdict(key, title, "waiting", sentence, law, action, url)


def blocked(
    key: str, title: str, sentence: str, *, law: str = "", action: str = "", url: str = "", **more: Any
) -> GateVerdict:
    """It cannot go like this."""
    return GateVerdict(key, title, "blocked", sentence, law, action, url, **more)


@dataclass(frozen=True)
class Case:
    """What is judged: a content for one account (``None`` while none is chosen), at one moment.

    ``version`` is the saved version with the same content, when there is one; only that can be approved.
    """

    practice: Practice
    post: Post
    content: Content
    channel: Channel | None
    at: datetime
    version: PostVersion | None = field(default=None)

    @cached_property
    def jurisdictions(self) -> tuple[str, ...]:
        """The practice's states."""
        return jurisdictions_of(self.practice)

    @cached_property
    def screening(self) -> Screening:
        """The words as the engine sees them."""
        return screen(
            self.content.words,
            use="caption",
            jurisdiction=self.jurisdictions,
            practice=lexicon_of(self.practice),
        )

    @cached_property
    def names_procedure(self) -> bool:
        """Whether a procedure is named or told anywhere in the words.

        However generally it is spoken of: a patient's picture beside it ties it to her (step 9).
        """
        told = any(finding.kind == "procedure" for finding in self.screening.findings)
        return told or bool(mentions(fold(self.content.words).text))

    @cached_property
    def approval(self) -> Review | None:
        """The approval that stands for exactly this content, if there is one."""
        if self.version is None:
            return None
        return (
            Review.objects.select_related("person")
            .filter(
                version=self.version,
                decision=Review.Decision.APPROVED,
                voided_at=None,
                content_sha256=self.content.sha256,
            )
            .order_by("-at")
            .first()
        )
