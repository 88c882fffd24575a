"""Counts and times in words."""

from __future__ import annotations

from datetime import timedelta


def counted(number: int, one: str, many: str) -> str:
    """``1 post``, ``3 posts``."""
    return f"{number} {one if number == 1 else many}"


def ago(passed: timedelta) -> str:
    """How long something has been waiting: ``asked 3 hours ago``."""
    minutes = int(passed.total_seconds()) // 60
    if minutes < 1:
        return "asked just now"
    if minutes < 60:
        return f"asked {counted(minutes, 'minute', 'minutes')} ago"
    if minutes < 48 * 60:
        return f"asked {counted(minutes // 60, 'hour', 'hours')} ago"
    return f"asked {counted(minutes // (24 * 60), 'day', 'days')} ago"
