"""How the house says no: a reason a person can read, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


class Refusal(Exception):
    """The house said no. Every part is safe to show and to log: no captions, names or file names.

    ``code`` is short and stable (``posts.own_approval``); ``remedy`` says what the person can do next.
    """

    def __init__(self, code: str, reason: str, remedy: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return " ".join(part for part in (self.reason, self.remedy) if part)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule in a ``rules.py`` answers: truthy when allowed, otherwise why not."""

    allowed: bool
    code: str = ""
    reason: str = ""
    remedy: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def or_refuse(self) -> None:
        """Raise the :class:`Refusal` this answer stands for, or return."""
        if not self.allowed:
            raise Refusal(self.code, self.reason, self.remedy)


YES = Answer(allowed=True)


def no(code: str, reason: str, remedy: str = "") -> Answer:
    """The negative answer of a rule."""
    return Answer(allowed=False, code=code, reason=reason, remedy=remedy)
