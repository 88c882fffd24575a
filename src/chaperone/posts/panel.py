"""The gates panel as the shared component takes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from chaperone.engines.screening import Finding
from chaperone.posts.gates import judge_everywhere
from chaperone.posts.gates.verdict import Case, GateVerdict


def panel_for(cases: list[Case]) -> dict[str, Any]:
    """Context for ``components/_gates.html``: the gates, a summary, and the findings marked in the caption."""
    verdicts = judge_everywhere(cases)
    caption = len(cases[0].content.text)
    words = next(verdict for verdict in verdicts if verdict.key == "words")
    return {
        "gates": [_gate(verdict) for verdict in verdicts],
        "summary": summary(verdicts),
        "all_clear": all(verdict.verdict == "clear" for verdict in verdicts),
        "findings": [_finding(finding) for finding in words.findings if finding.start < max(caption, 1)],
        "alt_findings": [_finding(finding) for finding in words.findings if finding.start >= max(caption, 1)],
    }


def summary(verdicts: tuple[GateVerdict, ...]) -> str:
    """One sentence over all gates: what it waits for, or that it may go."""
    in_the_way = [verdict.title.lower() for verdict in verdicts if verdict.verdict != "clear"]
    return f"Waits for: {', '.join(in_the_way)}." if in_the_way else "Everything is clear. It may go out."


def _gate(verdict: GateVerdict) -> dict[str, Any]:
    action = {"label": verdict.action_label, "url": verdict.action_url} if verdict.action_url else None
    return {
        "key": verdict.key,
        "title": verdict.title,
        "verdict": verdict.verdict,
        "sentence": verdict.sentence,
        "law": verdict.law,
        "next": action,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return asdict(finding)
