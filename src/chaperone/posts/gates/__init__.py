"""The gates of a post, in the order of the loop: consent, media, words, rules of the practice, approval, network.

A gate is one file with one function and one line in ``GATES``. It judges a :class:`Case` and says what it found
in words. A gate that crashes holds the post.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from chaperone.foundation.refusal import Refusal
from chaperone.posts.gates import approval, consent, media, network, practice_rules, words
from chaperone.posts.gates.verdict import Case, GateVerdict, blocked

log = logging.getLogger("chaperone.posts")

GATES: tuple[tuple[str, str, Callable[[Case], GateVerdict]], ...] = (
    ("consent", "Consent", consent.judge),
    ("media", "Pictures", media.judge),
    ("words", "Words", words.judge),
    ("practice", "Rules of the practice", practice_rules.judge),
    ("approval", "Approval", approval.judge),
    ("network", "Network", network.judge),
)


def judge(case: Case) -> tuple[GateVerdict, ...]:
    """Every gate's verdict on a case, in order."""
    return tuple(_judge_one(key, title, gate, case) for key, title, gate in GATES)


def judge_everywhere(cases: list[Case]) -> tuple[GateVerdict, ...]:
    """The gates over all accounts a post is meant for: for each gate the gravest verdict stands."""
    judged = [judge(case) for case in cases]
    return tuple(max(column, key=lambda verdict: verdict.gravity) for column in zip(*judged, strict=True))


def _judge_one(key: str, title: str, gate: Callable[[Case], GateVerdict], case: Case) -> GateVerdict:
    try:
        return gate(case)
    except Refusal as refusal:  # what a gate asks said no, in words of its own
        return blocked(key, title, refusal.reason, action=refusal.remedy)
    except Exception as fault:
        log.error("gate %s could not judge: %s", key, type(fault).__qualname__)
        return blocked(
            key,
            title,
            "This could not be judged, so it is held.",
            action="Try again; if it stays, tell your administrator.",
        )
