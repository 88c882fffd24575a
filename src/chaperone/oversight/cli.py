"""`chaperone verify`: checks an evidence pack offline. Loads neither Django nor anything else of the house."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from chaperone.audit.verifier import Report, verify_file

WHOLE, BROKEN, UNREADABLE = 0, 1, 2


def verify(
    file: Annotated[Path, typer.Argument(help="An evidence pack (zip).", show_default=False)],
    key: Annotated[
        str,
        typer.Option(help="The signing key's fingerprint that the practice gave you; another key is broken."),
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
) -> None:
    """Say whether a pack is whole, or where it is broken. Exit: 0 whole, 1 broken, 2 could not be read."""
    report = _against(verify_file(str(file)), key)
    if as_json:
        typer.echo(json.dumps({"whole": report.whole, **asdict(report)}))
    else:
        _show(Console(highlight=False, soft_wrap=True), report)
    raise typer.Exit(_status(report))


def _against(report: Report, key: str) -> Report:
    wanted = "".join(key.split()).lower()
    if not wanted or not report.whole or wanted == report.key:
        return report
    problem = f"signed with another key than the one you named: {report.key}"
    return Report((problem,), report.entries, report.files, report.key, report.checkpoint)


def _status(report: Report) -> int:
    if report.whole:
        return WHOLE
    return BROKEN if report.readable else UNREADABLE


def _show(console: Console, report: Report) -> None:
    if report.whole:
        console.print(Text("WHOLE", style="bold green"), f"{report.entries} entries, {report.files} files.")
        console.print(f"Signed over {report.checkpoint}.")
        console.print(f"Signing key (SHA-256): {report.key}")
        console.print("Compare it with the key the practice has given you.", style="dim")
        return
    word = Text("BROKEN", style="bold red") if report.readable else Text("NOT READABLE", style="bold yellow")
    console.print(word)
    for problem in report.problems:
        console.print(Text(f"  {problem}"))
