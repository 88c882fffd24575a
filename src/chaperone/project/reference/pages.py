"""What each generated page says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from chaperone.access.rules import ACTIONS, Role
from chaperone.compliance.packs import all_packs
from chaperone.consents.rules.states import TRANSITIONS
from chaperone.engines.networks import all_networks
from chaperone.engines.screening import RULESET_VERSION, all_rules
from chaperone.inbox.rules import MOVES as ITEM_MOVES
from chaperone.oversight.rules import MOVES as PACK_MOVES
from chaperone.posts.rules import MOVES as POST_MOVES
from chaperone.project.environment import VARIABLES
from chaperone.publishing.rules import MOVES as DELIVERY_MOVES


def settings() -> str:
    """Every environment variable."""
    rows = [(f"`{one.name}`", f"`{one.default}`" if one.default else "", one.meaning) for one in VARIABLES]
    return _page(
        "Settings",
        "Read once at start; a wrong value is named.",
        _table(["variable", "default", "meaning"], rows),
    )


def rules() -> str:
    """Every screening rule with its law."""
    rows = [(f"`{one.id}`", one.kind, one.severity, one.why, one.citation) for one in all_rules()]
    lead = f"Rule set {RULESET_VERSION}. What a practice's words are screened for."
    return _page("Screening rules", lead, _table(["rule", "kind", "severity", "why", "law"], rows))


def networks() -> str:
    """What each network can do."""
    rows = [
        (
            f"{one.name}{' (simulator)' if one.simulator else ''}",
            f"{one.max_text} {one.text_unit}",
            str(one.max_images),
            "by API" if one.delete == "api" else "by a person",
            _yes(one.hide),
            one.reply,
            _yes(one.reviews),
            _yes(one.dms),
        )
        for one in all_networks()
    ]
    columns = ["network", "text", "pictures", "taking down", "hide a comment", "reply", "reviews", "messages"]
    return _page(
        "Networks", "What each connected network can do. No network signs a BAA.", _table(columns, rows)
    )


def states() -> str:
    """Every state machine as a table and a diagram."""
    consents = _flat({name: (one.sources, one.target, one.event) for name, one in TRANSITIONS.items()})
    posts = _flat(POST_MOVES)
    deliveries = _flat(DELIVERY_MOVES)
    parts = [
        _machine("Authorization", consents),
        _machine("Post", posts),
        _machine("Delivery", deliveries),
        _machine("Inbox item", _flat(ITEM_MOVES)),
        _machine("Evidence pack", _flat(PACK_MOVES)),
    ]
    return _page("States", "Every move that exists, and the event it writes to the trail.", "\n".join(parts))


def permissions() -> str:
    """Who may do what."""
    rows = [
        (
            f"`{key}`",
            action.label,
            *("yes" if role in action.roles else "" for role in Role),
            ", ".join(action.requires),
        )
        for key, action in ACTIONS.items()
    ]
    columns = ["action", "may", *(role.label for role in Role), "must also pass"]
    return _page("Permissions", "One table; a page, a service and the API ask it.", _table(columns, rows))


def jurisdictions() -> str:
    """Every line of the jurisdiction packs."""
    parts = []
    for code, pack in sorted(all_packs().items()):
        rows = [(line.id, line.says, line.source) for line in pack.lines]
        parts.append(
            f"## {code}: {pack.name} (version {pack.version})\n\n" + _table(["line", "says", "source"], rows)
        )
    return _page(
        "Jurisdictions",
        "What applies where, with a source for every line. Not legal advice.",
        "\n".join(parts),
    )


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": settings,
    "rules.md": rules,
    "networks.md": networks,
    "states.md": states,
    "permissions.md": permissions,
    "jurisdictions.md": jurisdictions,
}


def env_example() -> str:
    """``.env.example``: every variable with its meaning, commented out."""
    lines = ["# Copy to .env and change what you need; every variable is in docs/reference/settings.md.", ""]
    for one in VARIABLES:
        lines += [f"# {one.meaning}", f"#{one.name}={one.default}", ""]
    return "\n".join(lines)


def _flat(moves: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [
        (str(source), str(target), event)
        for sources, target, event in moves.values()
        for source in sorted(sources)
    ]


def _machine(name: str, moves: Sequence[tuple[str, str, str]]) -> str:
    arrows = "\n".join(
        f"    {source} --> {target}: {event.rsplit('.', 1)[-1]}" for source, target, event in moves
    )
    return f"## {name}\n\n```mermaid\nstateDiagram-v2\n{arrows}\n```\n\n" + _table(
        ["from", "to", "event"], moves
    )


def _page(title: str, lead: str, body: str) -> str:
    return f"# {title}\n\n{lead} Written by `make docs`; do not edit.\n\n{body}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    head = f"| {' | '.join(columns)} |\n|{'---|' * len(columns)}\n"
    return head + "".join(f"| {' | '.join(_cell(cell) for cell in row)} |\n" for row in rows)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _yes(flag: bool) -> str:
    return "yes" if flag else "no"
