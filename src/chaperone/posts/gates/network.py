"""Network: the account is connected, takes a post like this, and lets it be taken down again."""

from __future__ import annotations

from django.urls import reverse

from chaperone.channels.queries import capabilities_of
from chaperone.channels.rules import may_use
from chaperone.engines.networks import Capabilities, connector_for
from chaperone.posts.drafts import draft_from
from chaperone.posts.gates.verdict import Case, GateVerdict, blocked, clear, waiting

KEY, TITLE = "network", "Network"
LAW = "Networks sign no business associate agreement: only de-identified or authorized content may go there."


def judge(case: Case) -> GateVerdict:
    """Clear when the connector finds nothing this network would refuse."""
    channel = case.channel
    if channel is None:
        return waiting(KEY, TITLE, "No account is chosen yet.", law=LAW, action="Choose an account")
    usable = may_use(channel.state)
    if not usable:
        return blocked(
            KEY, TITLE, usable.reason, law=LAW, action="Look at the account",
            url=reverse("channels:list", args=[case.practice.slug]),
        )  # fmt: skip
    problems = connector_for(channel.network).check(draft_from(case.content, channel))
    if problems:
        return blocked(KEY, TITLE, f"{problems[0].reason} {problems[0].remedy}".strip(), law=LAW)
    return clear(KEY, TITLE, _takedown(capabilities_of(channel)), law=LAW)


def _takedown(network: Capabilities) -> str:
    if network.delete == "api":
        return f"{network.name} takes this, and we can take it down again."
    return f"{network.name} takes this. Taking it down is done by a person, by hand."
