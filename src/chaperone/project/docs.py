"""``make docs``: writes ``docs/reference/`` and ``.env.example``; with ``--check`` says what would change."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[3]


def wanted() -> dict[Path, str]:
    """The generated files and what each must hold."""
    from chaperone.project.reference.pages import PAGES, env_example

    pages = {ROOT / "docs" / "reference" / name: page() for name, page in PAGES.items()}
    return {**pages, ROOT / ".env.example": env_example()}


def main(arguments: list[str]) -> int:
    """0 when all is as it should be (or was written), 1 when ``--check`` found a difference."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaperone.project.settings")
    django.setup()
    stale = [path for path, text in wanted().items() if not path.exists() or path.read_text() != text]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)} is not what the code says; run make docs.\n")
        return 1 if stale else 0
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(wanted()[path])
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
