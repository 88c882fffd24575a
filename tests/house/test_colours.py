"""The promise at the top of tokens.css, measured: AA for every pair, AAA for what a patient reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "src/chaperone/project/static/chaperone/tokens.css"

GROUNDS = ("paper", "surface", "sunken")
PATIENT_TEXT = [(ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-strong") for ground in GROUNDS]
VERDICTS = [(word, f"{word}-soft") for word in ("clear", "look", "blocked")]
ON_VERDICTS = [("ink", f"{word}-soft") for word in ("clear", "look", "blocked")]
ON_FILLS = [
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-blocked", "blocked"),
    ("paper", "ink-soft"),
]
MARKS = [(word, ground) for word in ("clear", "look", "blocked") for ground in GROUNDS]
EDGES = [("line-strong", ground) for ground in GROUNDS] + [("focus", ground) for ground in GROUNDS]


def colours(dark: bool) -> dict[str, str]:
    """Token name to #rrggbb, as they hold in light or in dark."""
    light_css, dark_css = TOKENS.read_text().split("@media (prefers-color-scheme: dark)", 1)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light_css))
    if dark:
        found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", dark_css))
    return found


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, "relative luminance")."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def too_weak(pairs: list[tuple[str, str]], least: float, dark: bool) -> list[tuple[str, str, float]]:
    """The pairs under ``least``, with their contrast."""
    palette = colours(dark)
    measured = [(text, ground, round(contrast(palette[text], palette[ground]), 2)) for text, ground in pairs]
    return [one for one in measured if one[2] < least]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
class TestContrast:
    def test_of_what_a_patient_reads_is_aaa(self, dark: bool) -> None:
        assert too_weak(PATIENT_TEXT + ON_VERDICTS, 7.0, dark) == []

    def test_of_every_other_text_is_aa(self, dark: bool) -> None:
        assert too_weak(VERDICTS + ON_FILLS + MARKS, 4.5, dark) == []

    def test_of_edges_and_rings_is_visible(self, dark: bool) -> None:
        assert too_weak(EDGES, 3.0, dark) == []


def test_measure_knows_black_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
