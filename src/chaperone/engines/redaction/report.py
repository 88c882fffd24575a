"""What the engine hands over: regions, the report that is the gate's certificate, and the clean copy."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, Self

Box = tuple[int, int, int, int]
"""x, y, width, height in pixels of the upright output, origin top left."""

Kind = Literal["face", "eyes", "text", "tattoo", "manual"]
Verdict = Literal["clean", "held", "failed"]

ENGINE_VERSION = "redaction-1"


@dataclass(frozen=True)
class Region:
    """One place in the picture. `score` is 0 to 1; `id` follows from kind and box, so it is the same each run.

    `kept` are parts of a covered face that stay visible by `authorization`, the caller's reference.
    """

    kind: Kind
    box: Box
    score: float
    covered: bool = True
    id: str = ""
    kept: tuple[Box, ...] = ()
    authorization: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", region_id(self.kind, self.box))

    def as_dict(self) -> dict[str, Any]:
        data = {**asdict(self), "box": list(self.box), "kept": [list(box) for box in self.kept]}
        if not self.authorization:
            del data["authorization"]
        if not self.kept:
            del data["kept"]
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        x, y, w, h = data["box"]
        kept = tuple((a, b, c, d) for a, b, c, d in data.get("kept", ()))
        authorization = data.get("authorization", "")
        return cls(
            data["kind"], (x, y, w, h), data["score"], data["covered"], data["id"], kept, authorization
        )


@dataclass(frozen=True)
class RedactionReport:
    """The certificate: what was judged (`sha256_in`), what may leave (`sha256_out`), and why.

    `candidates` are weak finds: neither masked nor ignored, a person looks at them. `metadata_removed` names
    groups ("EXIF", "GPS"), never values. `not_looked_for` is what this engine cannot see and a person must.
    """

    sha256_in: str
    sha256_out: str | None
    width: int
    height: int
    mime: str
    regions: tuple[Region, ...]
    candidates: tuple[Region, ...]
    metadata_removed: tuple[str, ...]
    verdict: Verdict
    reasons: tuple[str, ...]
    seconds: float
    engine: str
    not_looked_for: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain values that JSON can hold."""
        data = dict(self.__dict__)
        for name in ("regions", "candidates"):
            data[name] = [region.as_dict() for region in data[name]]
        for name in ("metadata_removed", "reasons", "not_looked_for"):
            data[name] = list(data[name])
        return data

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Self:
        """The inverse of `as_dict`. Raises `KeyError` or `TypeError` when the record is not one of ours."""
        values = dict(data)
        for name in ("regions", "candidates"):
            values[name] = tuple(Region.from_dict(region) for region in values[name])
        for name in ("metadata_removed", "reasons", "not_looked_for"):
            values[name] = tuple(values[name])
        return cls(**values)


@dataclass(frozen=True)
class Line:
    """What a place in the *original* says: for the caller to screen for names. Never part of the report."""

    box: Box
    words: str = field(repr=False)
    score: float


@dataclass(frozen=True)
class Redaction:
    """The report, and the clean copy: `data` is None unless the verdict is clean or `write_held` was asked.

    `read` is what the text in the original says. It may name the patient: it is for screening in memory, not for logs.
    """

    report: RedactionReport
    data: bytes | None
    read: tuple[Line, ...] = field(default=(), repr=False)


def region_id(kind: str, box: Box) -> str:
    """Twelve hexadecimal digits that depend on kind and place only."""
    return hashlib.sha256(f"{kind}:{box}".encode()).hexdigest()[:12]
