"""What the engine says when a file cannot be judged. Engines know no rooms, so the error is their own."""

from __future__ import annotations


class Unreadable(Exception):
    """This file cannot be redacted. `reason` says what is wrong, `remedy` what to do; both are safe to show.

    Neither ever holds the file's name, its content or a value of its metadata.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.reason} {self.remedy}"
