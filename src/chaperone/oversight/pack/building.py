"""Puts a pack together: papers, trail, proofs, signature; checked by the verifier before anybody gets it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chaperone.access.models import Membership
from chaperone.audit import verifier
from chaperone.audit.canonical import timestamp
from chaperone.audit.sequencer import signing_key
from chaperone.oversight.pack import summary
from chaperone.oversight.pack.case import Case
from chaperone.oversight.pack.comments import comment_papers
from chaperone.oversight.pack.entries import Proven, as_packed, people_of_case, prove
from chaperone.oversight.pack.papers import (
    Paper,
    as_json,
    authorization_papers,
    post_papers,
    rendition_papers,
)
from chaperone.oversight.pack.policies import policies_paper, vendors_paper

Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Built:
    """The zip and what is in it."""

    data: bytes
    entries: int
    files: int


class NotWhole(Exception):
    """The finished pack does not verify: something in the stored trail is not what was signed."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def build(case: Case, *, at: datetime, step: Step) -> Built:
    """The whole pack. ``step`` is told the number of each part as it begins (:data:`rules.STEPS`).

    Raises ``NotPlaced`` (try again), ``Damaged`` or :class:`NotWhole` (a person must look).
    """
    step(0)
    proven = prove(case, at=at)
    papers: list[Paper] = []
    parts: tuple[Callable[[], Iterable[Paper]], ...] = (
        lambda: authorization_papers(case),
        lambda: rendition_papers(case),
        lambda: [*post_papers(case), *comment_papers(case)],
        lambda: _rules_papers(case),
    )
    for number, part in enumerate(parts, start=1):
        step(number)
        papers += part()
    step(len(parts) + 1)
    return _zip(case, proven, [*_front(case, proven, at), *papers], at)


def _front(case: Case, proven: Proven, at: datetime) -> list[Paper]:
    drawn = summary.draw(case, summary.timeline(case, proven), proven=proven, at=at)
    return [
        Paper(
            "verify.py",
            Path(verifier.__file__).read_bytes(),
            "The verifier; runs on Python 3.9 or newer, alone",
        ),
        Paper("README.txt", files(__package__).joinpath("README.txt").read_bytes(), "How to check this pack"),
        Paper("case.pdf", drawn, "The case on paper"),
    ]


def _rules_papers(case: Case) -> Iterable[Paper]:
    yield Paper("policies.json", as_json(policies_paper(case)), "Policies in force and who attested them")
    yield Paper("vendors.json", as_json(vendors_paper(case)), "Agreements, and why networks have none")
    yield Paper("people.json", as_json(_people(case)), "Who the people in the trail are")


def _people(case: Case) -> list[dict[str, Any]]:
    rows = Membership.objects.of(case.practice).filter(person_id__in=people_of_case(case))
    return [
        {
            "id": row.person_id,
            "name": row.person.name,
            "roles_now": row.roles,
            "joined_at": row.joined_at,
            "left_at": row.left_at,
        }
        for row in rows.select_related("person").order_by("joined_at", "pk")
    ]


def _zip(case: Case, proven: Proven, papers: list[Paper], at: datetime) -> Built:
    key = signing_key(case.practice.id)
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    packed = as_json(_index(case, proven, papers, public, at))
    members = [
        (verifier.PACK, packed),
        (verifier.SIGNATURE, key.sign(packed).hex().encode()),
        *((paper.name, paper.data) for paper in papers),
    ]
    data = verifier.zip_bytes(members)
    report = verifier.verify(data)
    if not report.whole:
        raise NotWhole(report.problems)
    return Built(data, entries=report.entries, files=report.files)


def _index(case: Case, proven: Proven, papers: list[Paper], public: bytes, at: datetime) -> dict[str, Any]:
    point = proven.checkpoint
    return {
        "format": verifier.FORMAT,
        "practice": {"id": str(case.practice.id), "name": case.practice.legal_name},
        "case": {"kind": str(case.kind), "id": str(case.subject_id), "reference": case.reference},
        "made_at": timestamp(at),
        "public_key": public.hex(),
        "checkpoint": {
            "size": point.size,
            "root": bytes(point.root).hex(),
            "at": timestamp(point.at),
            "signature": bytes(point.signature).hex(),
        },
        "entries": as_packed(case, proven),
        "files": [
            {"name": one.name, "sha256": sha256(one.data).hexdigest(), "what": one.what} for one in papers
        ],
    }
