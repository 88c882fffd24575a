"""What screening hands back: frozen certificates that never print the words they judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Severity = Literal["block", "review", "note"]
Verdict = Literal["clear", "review", "block"]
Use = Literal["caption", "reply", "incoming"]
USES: tuple[str, ...] = get_args(Use)

# Raise it with every change of a recognizer, a data file or a model: what was judged under another is judged anew.
RULESET_VERSION = "2026.11.4"
ENGINE = f"chaperone-rules/{RULESET_VERSION}"

KINDS = (
    "name", "location", "date", "age", "phone", "fax", "email", "ssn", "mrn", "health_plan", "account",
    "license", "vehicle", "device", "url", "ip", "biometric", "photo", "other_id",
    "procedure", "claim", "disrespect", "relationship", "treatment", "place_now", "prize", "prescription",
    "livestream",
)  # fmt: skip


class CannotJudge(Exception):
    """The engine was asked something that it cannot answer; the caller must hold what it wanted judged.

    `reason` and `remedy` never contain the text itself.
    """

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.reason = reason
        self.remedy = remedy


@dataclass(frozen=True)
class Finding:
    """One place in a text, and why it matters. `start`/`end` are character offsets in the given text."""

    start: int
    end: int
    text: str = field(repr=False)
    kind: str
    rule: str
    severity: Severity
    message: str
    suggestion: str
    citation: str

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data, the words included: for the caller's eyes, not for logs."""
        return {
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "kind": self.kind,
            "rule": self.rule,
            "severity": self.severity,
            "message": self.message,
            "suggestion": self.suggestion,
            "citation": self.citation,
        }


@dataclass(frozen=True)
class Screening:
    """The certificate: what was judged (by hash), under which rules, and what was found."""

    text_sha256: str
    use: str
    verdict: Verdict
    category: str | None
    findings: tuple[Finding, ...]
    ruleset: str
    engine: str
    tuning: str = ""
    """What the practice had tuned (``Tuning.digest``); empty when nothing."""

    sure: bool = True
    """Whether ``category`` is sure enough to sort by; when not, a person looks. True where there is no category."""

    @property
    def edition(self) -> str:
        """The rules and the practice's tuning of them: "2026.11.1+t3". What was judged under another one is stale."""
        return f"{self.ruleset}+{self.tuning}" if self.tuning else self.ruleset

    def as_dict(self) -> dict[str, Any]:
        """The certificate as plain data, in the shape of the command-line contract."""
        return {
            "text_sha256": self.text_sha256,
            "use": self.use,
            "verdict": self.verdict,
            "category": self.category,
            "findings": [finding.as_dict() for finding in self.findings],
            "ruleset": self.ruleset,
            "engine": self.engine,
            "tuning": self.tuning,
        }


@dataclass(frozen=True)
class RuleInfo:
    """A rule as the rules page shows it. `severity` is the strongest that the rule can give."""

    id: str
    kind: str
    why: str
    citation: str
    severity: Severity


def worst(findings: Sequence[Finding]) -> Verdict:
    """block if anything blocks, review if anything needs a look, else clear; notes alone are clear."""
    severities = {finding.severity for finding in findings}
    if "block" in severities:
        return "block"
    return "review" if "review" in severities else "clear"


def read_strings(data: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """`data[name]` as a tuple of strings; raises CannotJudge when it is anything else."""
    values = data.get(name, ())
    if not isinstance(values, (list, tuple)) or not all(isinstance(value, str) for value in values):
        raise CannotJudge(
            f"The practice file's “{name}” is not a list of texts.", "Write it as a JSON list of strings."
        )
    return tuple(values)
