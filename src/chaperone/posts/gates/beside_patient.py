"""What a patient's picture adds to the words beside it: what is harmless alone can identify her together with it."""

from __future__ import annotations

from dataclasses import replace

import regex

from chaperone.engines.screening import Finding

IDENTIFIERS = frozenset({
    "name", "location", "date", "age", "phone", "fax", "email", "ssn", "mrn", "health_plan", "account",
    "license", "vehicle", "device", "url", "ip", "biometric", "other_id",
})  # fmt: skip
"""The kinds of 45 CFR 164.514(b)(2)(i) that words can hold."""

# "Laura Benning", "M. Castellanos"; not "Maria" alone, not "Dr. Lee"
_FULL_NAME = regex.compile(
    r"^(?!Drs?\b|Prof\b)\p{Lu}[\p{L}'\u2019.-]*\s+(?:\p{L}[\p{L}'\u2019.-]*\s+)*\p{Lu}[\p{L}'\u2019.-]+"
)


def raised(finding: Finding) -> Finding:
    """The finding as it counts beside a patient's picture.

    A full name blocks (45 CFR 164.514(b)(2)(i)(A)); any other identifier that would be a note alone wants a look,
    since software cannot tell whether it is hers (164.514(b)(2)(ii)). Colleagues' names are no findings at all.
    """
    if finding.severity == "block" or finding.kind not in IDENTIFIERS:
        return finding
    if finding.kind == "name" and _FULL_NAME.match(finding.text):
        return replace(finding, severity="block")
    return replace(finding, severity="review")
