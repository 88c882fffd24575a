"""The one shape of a recognizer: what it is called, why it exists, and how it looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chaperone.engines.screening.findings import RuleInfo, Severity

if TYPE_CHECKING:
    from chaperone.engines.screening.reading import Reading


@dataclass(frozen=True)
class Hit:
    """A recognizer's find: `start`/`end` are offsets in the folded view. Empty fields fall back to the recognizer's."""

    start: int
    end: int
    severity: Severity
    message: str = ""
    suggestion: str = ""
    kind: str = ""
    rule: str = ""
    citation: str = ""


@dataclass(frozen=True)
class Recognizer:
    """`why` is one sentence with the law behind it; `message` says it to the person at the keyboard.

    `variants` are further rules that its hits may name.
    """

    id: str
    kind: str
    why: str
    citation: str
    severity: Severity
    message: str
    suggestion: str
    find: Callable[[Reading], Iterable[Hit]]
    variants: tuple[RuleInfo, ...] = ()
