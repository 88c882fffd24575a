"""A screening for a person at a terminal: the verdict in one word, then each finding with why and what to do."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.text import Text

from chaperone.engines.screening.findings import Finding, Screening

# Never colour alone: each verdict has a word and a shape.
_VERDICT = {
    "clear": ("●", "clear", "green"),
    "review": ("▲", "needs a look", "yellow"),
    "block": ("■", "blocked", "red"),
}
_SEVERITY = {"block": "■ blocks", "review": "▲ look", "note": "· note"}


def show(result: Screening, console: Console | None = None) -> None:
    """Prints a screening; the words found are shown, so the terminal is as private as the text was."""
    to = console or Console(highlight=False, soft_wrap=True)
    shape, word, colour = _VERDICT[result.verdict]
    to.print(Text(f"{shape} {word}", style=f"bold {colour}"))
    if result.category:
        to.print(f"Looks like: {result.category.replace('_', ' ')}")
    for finding in result.findings:
        _show_finding(finding, to)
    if not result.findings:
        to.print("Nothing found by the rules. A person still reads it before it goes out.")


def _show_finding(finding: Finding, to: Console) -> None:
    words = " ".join(finding.text.split())
    words = words if len(words) <= 60 else words[:57] + "..."
    to.print(
        f"\n[bold]{_SEVERITY[finding.severity]}[/bold]  {finding.kind}  “{escape(words)}”  "
        f"[dim]{finding.start}-{finding.end}[/dim]"
    )
    to.print(f"  {escape(finding.message)} {escape(finding.suggestion)}")
    to.print(f"  [dim]{escape(finding.citation)} · {finding.rule}[/dim]")
