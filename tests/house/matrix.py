"""Who may reach which address, one line a route, from the guards themselves. Written: python -m tests.house.matrix."""

from __future__ import annotations

from pathlib import Path

SNAPSHOT = Path(__file__).with_name("matrix.txt")
HEAD = """\
# route, the action its guard asks for, the roles that hold it. Compared by test_actions.py, so that a change of who
# may reach what is seen in review. Written by: python -m tests.house.matrix
"""


def text() -> str:
    """The whole file."""
    from chaperone.access.rules import ACTIONS, Role
    from tests.house.routes import all_routes

    lines = []
    for route in sorted(all_routes(), key=lambda one: (not one.is_staff, one.name)):
        roles = [str(role) for role in Role if route.action and role in ACTIONS[route.action].roles]
        reach = f"{route.action}  {' '.join(roles)}" if route.action else "-  no staff"
        lines.append(f"{route.name}  {reach}")
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    import os
    import tempfile

    import django

    os.environ.setdefault("CHAPERONE_VAR", tempfile.mkdtemp())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chaperone.project.settings")
    django.setup()
    SNAPSHOT.write_text(text())
