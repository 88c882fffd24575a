"""`chaperone ...`: every command from a shell.

A command's module is imported when that command runs, not before: `chaperone screen` loads neither Django nor the
redaction engine. To add one: a line in COMMANDS that says where its function is and what it is for.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# name -> (module, function, one line of help)
COMMANDS: dict[str, tuple[str, str, str]] = {
    "screen": (
        "chaperone.engines.screening.cli",
        "screen",
        "Check the words of a post, a reply or a message.",
    ),
    "redact": ("chaperone.engines.redaction.cli", "redact", "Cover and clean photos and videos."),
    "serve": ("chaperone.project.commands", "serve", "Web and worker in one process."),
    "worker": ("chaperone.project.commands", "worker", "One more worker, on this or another machine."),
    "demo": ("chaperone.project.commands", "demo", "A seeded practice on the sandbox network."),
    "verify": ("chaperone.oversight.cli", "verify", "Check an evidence pack or a trail export offline."),
    "doctor": ("chaperone.project.commands", "doctor", "What is missing or unsafe in this installation."),
}


class LateCommand(TyperCommand):
    """Stands for a command until it is run; then its module is imported and the real one takes over."""

    def __init__(self, name: str) -> None:
        super().__init__(name, help=COMMANDS[name][2], callback=None)

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        return _load(self.name or "").make_context(info_name, args, parent=parent, **extra)


class LateGroup(TyperGroup):
    """Lists COMMANDS without importing any of them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return LateCommand(cmd_name) if cmd_name in COMMANDS else None


def _load(name: str) -> Any:
    """The real command, built from the function that COMMANDS names."""
    module, function, _ = COMMANDS[name]
    if name == "redact":
        _names_for_redaction()
    one = typer.Typer(add_completion=False)
    one.command(name)(getattr(import_module(module), function))
    return typer.main.get_command(one)


def _names_for_redaction() -> None:
    """The engines do not know each other; where both are at hand, screening says which words name a person."""
    from chaperone.engines.redaction import names

    def names_a_person(words: str) -> bool:
        from chaperone.engines.screening import screen

        found = screen(words if words != words.lower() else words.title()).findings
        return any(finding.kind == "name" for finding in found)

    names.use(names_a_person)


app = typer.Typer(
    cls=LateGroup,
    no_args_is_help=True,
    add_completion=False,
    help="Chaperone: nothing about a patient leaves unseen.",
)


@app.callback()
def _root() -> None:
    """Chaperone stands beside a practice's social media."""


def main() -> None:
    """The `chaperone` program."""
    app(prog_name="chaperone", args=sys.argv[1:])


if __name__ == "__main__":
    main()
